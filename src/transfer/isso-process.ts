import { once } from 'node:events'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/*
 * Prints what is in the database file of Isso that it is given, a line of JSON each. Started by `isso.ts`, as a process
 * of its own: files can be made so that SQLite never comes back from them, and then only a process can be ended.
 */

type Row = Readonly<Record<string, unknown>>
/** The rows of `threads` come first; the last line of a file that was read to its end is `end`. */
export type IssoLine =
  | { readonly thread: Row }
  | { readonly comment: Row }
  | { readonly broken: string }
  | { readonly end: true }

class Broken extends Error {}

/** What SQLite takes for a row at least, whatever is in it. */
const LEAST_OF_ROW = 6
/** More than any comment may have. */
const LONGEST_TEXT = 500_000
/** The second is for a whole number that JavaScript cannot hold. */
const UNREADABLE = ['ERR_SQLITE_ERROR', 'ERR_OUT_OF_RANGE']

for (const line of linesOf(process.argv[2] ?? '')) {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
}

function* linesOf(file: string): Generator<IssoLine> {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    refuseWhatComputes(database)
    const weigh = within(statSync(file).size)
    for (const thread of database.prepare('select id, uri, title from threads').iterate()) {
      weigh(thread)
      yield { thread: readable(thread) }
    }
    // Not joined by SQLite: the file also says how that is planned, and one step could take hours.
    const comments = database.prepare(
      'select tid, id, parent, created, modified, mode, text, author, email, website, likes from comments',
    )
    for (const comment of comments.iterate()) {
      weigh(comment)
      yield { comment: readable(comment) }
    }
    yield { end: true }
  } catch (error) {
    if (error instanceof Broken) return yield { broken: error.message }
    if (!UNREADABLE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    yield { broken: 'it is damaged, or no database of Isso' }
  }
}

/** Whoever takes the lines reads each in one go: of a text, they get what is too long already, and of bytes, nothing. */
function readable(row: Row): Row {
  const values = Object.entries(row).map(([name, value]) => {
    if (value instanceof Uint8Array) return [name, false]
    return [name, typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value]
  })
  return Object.fromEntries(values)
}

/**
 * A view, a virtual table or a generated column could make up any amount of anything.
 * @throws {Broken}
 */
function refuseWhatComputes(database: DatabaseSync): void {
  const count = (statement: string) =>
    database.prepare(`select count(*) as found from ${statement}`).get()?.['found']
  const plain = `sqlite_schema where type = 'table' and name in ('comments', 'threads') and sql like 'create table %'`
  if (count(plain) !== 2) throw new Broken('it is no database of Isso: no comments, no threads')
  for (const table of ['comments', 'threads']) {
    if (count(`pragma_table_xinfo('${table}') where hidden <> 0`) !== 0)
      throw new Broken('it is no database of Isso: a column is computed')
  }
}

/**
 * Counts what rows hold. Where parts of the file are used twice, that is more than the file: a few pages that point to
 * each other make rows without end.
 * @returns a function that throws {Broken}
 */
function within(bytes: number): (row: Row) => void {
  let held = 0
  return (row) => {
    const long = Object.values(row).filter(
      (value) => typeof value === 'string' || value instanceof Uint8Array,
    )
    held = long.reduce((sum, { length }) => sum + length, held + LEAST_OF_ROW)
    if (held > bytes)
      throw new Broken('it is damaged, or no database of Isso: it holds more than fits into it')
  }
}
