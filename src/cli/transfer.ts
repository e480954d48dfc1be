import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { databaseClock } from '../db/clock.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import { bytesOf } from '../transfer/bytes.ts'
import { EXPORT_FORMATS, exportSite } from '../transfer/export.ts'
import { IMPORT_FORMATS, importComments } from '../transfer/import.ts'
import { type Command, CommandError, choiceOption, getSite, unread } from './command.ts'
import { writeNew } from './write-new.ts'

/** `export SITE FILE [--format jsonl|csv] [--with personal]` */
export async function runExport(db: Db, command: Command): Promise<void> {
  const format = choiceOption(command, 'format', { of: EXPORT_FORMATS, byDefault: 'jsonl' })
  const personal =
    choiceOption(command, 'with', { of: ['nothing', 'personal'], byDefault: 'nothing' }) === 'personal'
  const site = await getSite(db, command.words[0])
  const now = (await databaseClock(db))()
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag export SITE FILE')
  await writeNew(file, (sink) => exportSite(db, site, { format, personal, now }, sink))
  command.out(`${site.slug} is in ${file}`)
}

/** `import SITE FILE --format FORMAT [--articles url|id] [--dry-run yes]` */
export async function runImport(
  { db, config }: { readonly db: Db; readonly config: Config },
  command: Command,
): Promise<void> {
  const format = choiceOption(command, 'format', { of: IMPORT_FORMATS })
  const byDefault = format === 'postbag' ? 'id' : 'url'
  const articles = choiceOption(command, 'articles', { of: ['url', 'id'], byDefault })
  const dryRun = choiceOption(command, 'dry-run', { of: ['yes', 'no'], byDefault: 'no' }) === 'yes'
  const site = await getSite(db, command.words[0])
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag import SITE FILE')
  const deps = {
    db,
    secret: await ensureSecret(db, config),
    now: await databaseClock(db),
    log: createLogger('warn'),
    live: { tell: () => {} },
  }
  const report = await importComments(deps, site, { format, articles, dryRun }, bytesOf(file)).catch(
    (error: unknown) => {
      throw unread(file, error)
    },
  )
  for (const { at, what } of report.details) command.out(`${at}: ${what}`)
  for (const [what, count] of Object.entries(report.skipped)) command.out(`left out: ${count} ${what}`)
  const { found, stored, known, troubles, broken } = report
  command.out(`${found} found, ${stored} stored, ${known} there already, ${troubles} with trouble`)
  if (broken !== null) throw new CommandError(`The file was not read to its end: ${broken}.`)
  if (found === 0 && troubles > 0) throw new CommandError(`Nothing in ${file} could be taken.`)
}
