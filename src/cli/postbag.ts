#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { ConfigError, parseConfig } from '../config.ts'
import { explainFault } from '../ops/start-fault.ts'
import { type Command, CommandError } from './command.ts'
import { withDatabase } from './database.ts'
import { runErase } from './erase.ts'
import { runMigrate } from './migrate.ts'
import { runReplay } from './replay-command.ts'
import { runSite } from './site.ts'
import { runToken } from './token.ts'
import { runExport, runImport } from './transfer.ts'

const USAGE = `postbag <command>

  migrate                                       bring the database's schema up to date
  site list
  site create SLUG --name NAME --origin URL [--origin URL …]
  token list
  token create NAME --role moderator|admin [--site SLUG …] [--days N]
  token revoke ID
  erase SITE --email ADDRESS | --comment ID [--scope author]
                                                erase a person's data
  export SITE FILE [--format jsonl|csv] [--with personal]
  import SITE FILE --format FORMAT [--articles url|id] [--dry-run yes]
                                                take comments out, or over from another system: a file,
                                                gzip or not, that is postbag, wxr, disqus, coral, remark42,
                                                comentario, artalk or isso
  replay FILE… [--url URL] [--token TOKEN] [--concurrency 32] [--limit N]
                                                post a corpus of comments through a running service

The database is DATABASE_URL, or the embedded one below DATA_DIR.`

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      origin: { type: 'string', multiple: true },
      role: { type: 'string' },
      site: { type: 'string', multiple: true },
      days: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      concurrency: { type: 'string' },
      limit: { type: 'string' },
      email: { type: 'string' },
      comment: { type: 'string' },
      scope: { type: 'string' },
      format: { type: 'string' },
      with: { type: 'string', multiple: true },
      articles: { type: 'string' },
      'dry-run': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [name, ...words] = positionals
  const { help, ...options } = values
  const command: Command = { words, options, out: (line) => process.stdout.write(`${line}\n`) }
  if (help || name === undefined) return command.out(USAGE)
  checkUse(name, command)
  const config = parseConfig(process.env)
  if (name === 'migrate') return withDatabase(config, () => runMigrate(command))
  if (name === 'site') return withDatabase(config, (db) => runSite(db, command))
  if (name === 'token') return withDatabase(config, (db) => runToken(db, command))
  if (name === 'erase') return withDatabase(config, (db) => runErase({ db, config }, command))
  if (name === 'export') return withDatabase(config, (db) => runExport(db, command))
  if (name === 'import') return withDatabase(config, (db) => runImport({ db, config }, command))
  return runReplay(config, command)
}

/** The words and options that each command takes. */
const TAKES: Readonly<Record<string, { readonly words: number; readonly options: readonly string[] }>> = {
  migrate: { words: 0, options: [] },
  site: { words: 2, options: ['name', 'origin'] },
  token: { words: 2, options: ['role', 'site', 'days'] },
  erase: { words: 1, options: ['email', 'comment', 'scope'] },
  export: { words: 2, options: ['format', 'with'] },
  import: { words: 2, options: ['format', 'articles', 'dry-run'] },
  replay: { words: Number.POSITIVE_INFINITY, options: ['url', 'token', 'concurrency', 'limit'] },
}

/** What a command would pass over in silence may have been meant to hold it back. */
function checkUse(name: string, { words, options }: Command): void {
  const takes = TAKES[name]
  if (takes === undefined) throw new CommandError(`There is no command ${name}. Run postbag --help.`)
  const strange = Object.keys(options).find((option) => !takes.options.includes(option))
  if (strange !== undefined) throw new CommandError(`${name} takes no --${strange}. Run postbag --help.`)
  const extra = words[takes.words]
  if (extra !== undefined)
    throw new CommandError(`${name} does not know what to do with ${extra}. Run postbag --help.`)
}

// Who reads only the first lines (`| head`) ends no command.
process.stdout.on('error', () => {})

main().catch((error: unknown) => {
  const ours = error instanceof CommandError || error instanceof ConfigError
  process.stderr.write(`postbag: ${ours ? error.message : explainFault(error)}\n`)
  process.exitCode = 1
})
