#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { isBlank } from '../comments/text.ts'
import { ConfigError, parseConfig } from '../config.ts'
import { explainFault } from '../ops/start-fault.ts'
import { runApi } from './api.ts'
import { type Command, CommandError } from './command.ts'
import { withDatabase } from './database.ts'
import { runEvidence } from './evidence.ts'
import { runMigrate } from './migrate.ts'
import { runDisclose, runErase } from './person.ts'
import { runReplay } from './replay.ts'
import { runSite } from './site.ts'
import { runToken } from './token.ts'
import { runExport, runImport } from './transfer.ts'
import { runTransparency } from './transparency.ts'

const USAGE = `postbag <command>

  migrate                                       bring the database's schema up to date
  site list
  site create SLUG --name NAME --origin URL [--origin URL …]
  site change SLUG [--name NAME] [--origin URL …]
                                                origins take the place of those before
  token list
  token create NAME --role moderator|admin [--site SLUG …] [--days N]
  token revoke ID
  erase SITE --email ADDRESS | --comment ID [--scope author]
                                                erase a person's data
  disclose SITE FILE --email ADDRESS | --comment ID [--scope author]
                                                write down what is kept about a person
  evidence list SITE
  evidence show SITE ID                         read a copy that is held as evidence; that is recorded
  evidence release SITE ID --reason WORDS       delete a copy before its time
  export SITE FILE [--format jsonl|csv] [--with personal]
  import SITE FILE --format FORMAT [--articles url|id] [--dry-run yes]
                                                take comments out, or over from another system: a file,
                                                gzip or not, that is postbag, wxr, disqus, coral, remark42,
                                                comentario, artalk or isso
  transparency SITE FILE --from DATE --to DATE [--as statements|report]
                                                write statements of reasons for the DSA Transparency Database,
                                                a hundred a line, or the year's figures as CSV
  api METHOD PATH [FILE] [--url URL] [--token TOKEN]
                                                ask a running service: a site's policy, its word lists,
                                                webhooks and all else that /docs describes; FILE is the body
  replay FILE… [--url URL] [--token TOKEN] [--concurrency 32] [--limit N]
                                                post a corpus of comments through a running service

The database is DATABASE_URL, or the embedded one below DATA_DIR.`

/** What each command takes: positional words, options given at most once, and options that may be repeated. */
const TAKES: Readonly<Record<string, Takes>> = {
  migrate: { words: 0 },
  'site list': { words: 0 },
  'site create': { words: 1, once: ['name'], often: ['origin'] },
  'site change': { words: 1, once: ['name'], often: ['origin'] },
  'token list': { words: 0 },
  'token create': { words: 1, once: ['role', 'days'], often: ['site'] },
  'token revoke': { words: 1 },
  erase: { words: 1, once: ['email', 'comment', 'scope'] },
  disclose: { words: 2, once: ['email', 'comment', 'scope'] },
  'evidence list': { words: 1 },
  'evidence show': { words: 2 },
  'evidence release': { words: 2, once: ['reason'] },
  export: { words: 2, once: ['format', 'with'] },
  import: { words: 2, once: ['format', 'articles', 'dry-run'] },
  transparency: { words: 2, once: ['from', 'to', 'as'] },
  api: { words: 3, once: ['url', 'token'] },
  replay: { words: Number.POSITIVE_INFINITY, once: ['url', 'token', 'concurrency', 'limit'] },
}
type Takes = { readonly words: number; readonly once?: readonly string[]; readonly often?: readonly string[] }

async function main(): Promise<void> {
  const { positionals, values } = readArguments()
  const { help, ...options } = values
  const [name, ...words] = positionals
  const command: Command = { words, options, out: (line) => process.stdout.write(`${line}\n`) }
  if (help || name === undefined) return command.out(USAGE)
  checkUse(name, command)
  const config = parseConfig(process.env)
  if (name === 'migrate') return withDatabase(config, () => runMigrate(command))
  if (name === 'site') return withDatabase(config, (db) => runSite(db, command))
  if (name === 'token') return withDatabase(config, (db) => runToken(db, command))
  if (name === 'erase') return withDatabase(config, (db) => runErase({ db, config }, command))
  if (name === 'disclose') return withDatabase(config, (db) => runDisclose({ db, config }, command))
  if (name === 'evidence') return withDatabase(config, (db) => runEvidence({ db, config }, command))
  if (name === 'export') return withDatabase(config, (db) => runExport(db, command))
  if (name === 'import') return withDatabase(config, (db) => runImport({ db, config }, command))
  if (name === 'transparency') return withDatabase(config, (db) => runTransparency(db, command))
  if (name === 'api') return runApi(config, command)
  return runReplay(config, command)
}

function readArguments() {
  const names = Object.values(TAKES).flatMap(({ once = [], often = [] }) => [...once, ...often])
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true }] as const))
  try {
    return parseArgs({
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    // Node's message has several lines, and the first does not say what to do.
    const message = String((error as Error).message).replaceAll('\n', ' ')
    const [unknown] = /^Unknown option '[^']*'/.exec(message) ?? []
    throw new CommandError(unknown === undefined ? message : `${unknown}. Run postbag --help.`)
  }
}

/** Refuses what the command does not know: ignored in silence, it may have been meant to hold the command back. */
function checkUse(name: string, { words, options }: Command): void {
  const use = [name, `${name} ${words[0]}`].find((each) => Object.hasOwn(TAKES, each))
  const takes = use === undefined ? undefined : TAKES[use]
  if (use === undefined || takes === undefined) {
    const longer = Object.keys(TAKES).filter((each) => each.startsWith(`${name} `))
    const known = longer.length > 0 ? `Say ${longer.join(' or ')}` : `There is no command ${name}`
    throw new CommandError(`${known}. Run postbag --help.`)
  }
  const { once = [], often = [] } = takes
  for (const [option, values = []] of Object.entries(options)) {
    if (![...once, ...often].includes(option))
      throw new CommandError(`${use} takes no --${option}. Run postbag --help.`)
    if (values.length > 1 && once.includes(option)) throw new CommandError(`Give --${option} only once.`)
    if (values.some(isBlank)) throw new CommandError(`--${option} needs a value.`)
  }
  const extra = words[takes.words + use.split(' ').length - 1]
  if (extra !== undefined)
    throw new CommandError(`${use} does not know what to do with ${extra}. Run postbag --help.`)
}

// A reader that takes only the first lines (`| head`) must not end the command.
process.stdout.on('error', () => {})

main().catch((error: unknown) => {
  const ours = error instanceof CommandError || error instanceof ConfigError
  process.stderr.write(`postbag: ${ours ? error.message : explainFault(error)}\n`)
  process.exitCode = 1
})
