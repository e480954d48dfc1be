import type { Db } from '../db/client.ts'
import { csvLine } from '../text/csv.ts'
import { reportRows } from '../transparency/report.ts'
import { listStatements, type Span } from '../transparency/statements.ts'
import { toSubmission } from '../transparency/submission.ts'
import { type Command, CommandError, choiceOption, getSite, textOption } from './command.ts'
import { writeNew } from './write-new.ts'

/** As many as the Commission's database takes in one call. */
const BATCH = 100

/** `transparency SITE FILE --from DATE --to DATE [--as statements|report]` */
export async function runTransparency(db: Db, command: Command): Promise<void> {
  const as = choiceOption(command, 'as', { of: ['statements', 'report'], byDefault: 'statements' })
  const span = readSpan(command)
  const site = await getSite(db, command.words[0])
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag transparency SITE FILE')
  await writeNew(file, async (sink) => {
    const lines = as === 'report' ? reportLines(db, site.id, span) : batches(db, site.id, span)
    for await (const line of lines) await sink(line)
  })
  command.out(`${site.slug} is in ${file}`)
}

/** Each line is the body of one call of `POST /api/v1/statements` at the Commission's database. */
async function* batches(db: Db, siteId: string, span: Span): AsyncGenerator<string> {
  let statements: object[] = []
  const line = () => `${JSON.stringify({ statements })}\n`
  for await (const statement of listStatements(db, siteId, span)) {
    statements.push(toSubmission(statement))
    if (statements.length < BATCH) continue
    yield line()
    statements = []
  }
  if (statements.length > 0) yield line()
}

async function* reportLines(db: Db, siteId: string, span: Span): AsyncGenerator<string> {
  for (const row of await reportRows(db, siteId, span)) yield csvLine(row)
}

/** Includes both days, in UTC. */
function readSpan(command: Command): Span {
  const [from, last] = [readDay(command, 'from'), readDay(command, 'to')]
  if (last < from) throw new CommandError('--to names a day before --from.')
  return { from, to: new Date(last.getTime() + 86_400_000) }
}

function readDay(command: Command, option: string): Date {
  const given = textOption(command, option) ?? ''
  const day = new Date(`${given}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(given) && day.toJSON()?.startsWith(given)) return day
  throw new CommandError(`--${option} takes a day, like 2026-01-31.`)
}
