import { createReadStream, createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { databaseClock } from '../db/clock.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { EXPORT_FORMATS, exportSite } from '../transfer/export.ts'
import { IMPORT_FORMATS, importComments } from '../transfer/import.ts'
import { type Command, CommandError, listOption, textOption } from './command.ts'

/** `export SITE FILE [--format jsonl|csv] [--with personal]` */
export async function runExport(db: Db, command: Command): Promise<void> {
  const format = choice(command, 'format', EXPORT_FORMATS, 'jsonl')
  const site = await getSite(db, command)
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag export SITE FILE')
  const out = createWriteStream(file, { flags: 'wx' })
  const ended = finished(out).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'EEXIST' ? `${file} is there already.` : `${file} cannot be written.`,
    )
  })
  const sink = async (piece: string) => {
    if (!out.write(piece))
      await Promise.race([new Promise<void>((resolve) => out.once('drain', () => resolve())), ended])
  }
  const personal = listOption(command, 'with').includes('personal')
  await Promise.all([
    exportSite(db, site, { format, personal, now: (await databaseClock(db))() }, sink).then(() => out.end()),
    ended,
  ])
  command.out(`${site.slug} is in ${file}`)
}

/** `import SITE FILE --format postbag|wxr|disqus [--articles url|id] [--dry-run yes]` */
export async function runImport(
  { db, config }: { readonly db: Db; readonly config: Config },
  command: Command,
): Promise<void> {
  const format = choice(command, 'format', IMPORT_FORMATS)
  const articles = choice(command, 'articles', ['url', 'id'] as const, format === 'postbag' ? 'id' : 'url')
  const dryRun = textOption(command, 'dry-run') === 'yes'
  const site = await getSite(db, command)
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag import SITE FILE')
  const deps = {
    db,
    secret: await ensureSecret(db, config),
    now: await databaseClock(db),
    log: createLogger('warn'),
    live: { tell: () => {} },
  }
  const bytes = createReadStream(file)
  const report = await importComments(deps, site, { format, articles, dryRun }, bytes).catch(
    (error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code
      throw code === 'ENOENT' || code === 'EACCES' ? new CommandError(`${file} cannot be read.`) : error
    },
  )
  for (const { at, what } of report.details) command.out(`${at}: ${what}`)
  for (const [what, count] of Object.entries(report.skipped)) command.out(`left out: ${count} ${what}`)
  const { found, stored, known, troubles, broken } = report
  command.out(`${found} found, ${stored} stored, ${known} there already, ${troubles} with trouble`)
  if (broken !== null) throw new CommandError(`The file was not read to its end: ${broken}.`)
}

async function getSite(db: Db, { words }: Command): Promise<Site> {
  const site = await findSite(db, words[0] ?? '')
  if (site === undefined) throw new CommandError('Name a site first (postbag site list).')
  return site
}

function choice<T extends string>(command: Command, name: string, of: readonly T[], byDefault?: T): T {
  const given = textOption(command, name) ?? byDefault
  const chosen = of.find((one) => one === given)
  if (chosen === undefined) throw new CommandError(`--${name} takes ${of.join(' or ')}.`)
  return chosen
}
