import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { givingWay } from '../give-way.ts'
import type { Bytes } from './bytes.ts'
import { whatIsWrong } from './json.ts'
import { BrokenFile, type Found, type SourceComment } from './row.ts'
import { refuseTwisted } from './sqlite-pages.ts'

const Mode = { approved: 1, pending: 2, deleted: 4 } as const

const text = z
  .string()
  .nullable()
  .transform((value) => value || null)
/** Seconds since 1970, with fractions. */
const at = z
  .number()
  .transform((seconds) => new Date(seconds * 1_000))
  .refine((date) => !Number.isNaN(date.getTime()))
  .transform((date) => date.toISOString())

const Comment = z.object({
  id: z.int(),
  parent: z.int().nullable(),
  uri: z.string().min(1),
  title: text,
  created: at,
  modified: at.nullable(),
  mode: z.enum(Mode),
  text: z.string().nullable(),
  author: text,
  email: text,
  website: text,
  likes: z.int().nullable(),
})

/**
 * Reads the comments of Isso's SQLite database. SQLite needs a real file, so the bytes are written to the folder for
 * temporary files meanwhile. Articles are paths; text is Markdown and stays as it was written.
 * @throws {BrokenFile}
 */
export async function* readIsso(bytes: Bytes): AsyncGenerator<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'postbag-isso-')).catch((cause: Error) => {
    throw new BrokenFile(`its database needs ${tmpdir()} to be writable while it is read`, { cause })
  })
  try {
    const file = join(folder, 'comments.db')
    await pipeline(bytes, createWriteStream(file))
    await refuseTwisted(file)
    yield* commentsIn(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* commentsIn(file: string): AsyncGenerator<Found> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    refuseWhatComputes(database)
    const threads = new Map<unknown, object>()
    const giveWay = givingWay()
    for (const { id, ...thread } of database.prepare('select id, uri, title from threads').iterate()) {
      threads.set(id, thread)
      await giveWay()
    }
    // Not joined by SQLite: the file also says how that is planned, and one step could take hours.
    const comments = database.prepare(
      'select tid, id, parent, created, modified, mode, text, author, email, website, likes from comments',
    )
    for (const { tid, ...row } of comments.iterate()) {
      const { data, error } = Comment.safeParse({ ...row, ...threads.get(tid) })
      if (data) yield { comment: found(data) }
      else yield { trouble: { at: `comment ${String(row['id'])}`, what: whatIsWrong(row, error) } }
    }
  } catch (error) {
    if (!UNREADABLE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new BrokenFile('it is damaged, or no database of Isso', { cause: error })
  } finally {
    database.close()
  }
}

/** The second is for a whole number that JavaScript cannot hold. */
const UNREADABLE = ['ERR_SQLITE_ERROR', 'ERR_OUT_OF_RANGE']

/**
 * A view, a virtual table or a generated column could run anything, for any length of time, and nobody would be
 * answered meanwhile.
 * @throws {BrokenFile}
 */
function refuseWhatComputes(database: DatabaseSync): void {
  const count = (statement: string) =>
    database.prepare(`select count(*) as found from ${statement}`).get()?.['found']
  const plain = `sqlite_schema where type = 'table' and name in ('comments', 'threads') and sql like 'create table %'`
  if (count(plain) !== 2) throw new BrokenFile('it is no database of Isso: no comments, no threads')
  for (const table of ['comments', 'threads']) {
    if (count(`pragma_table_xinfo('${table}') where hidden <> 0`) !== 0)
      throw new BrokenFile('it is no database of Isso: a column is computed')
  }
}

function found(row: z.infer<typeof Comment>): SourceComment {
  return {
    sourceId: String(row.id),
    parentSourceId: row.parent === null ? null : String(row.parent),
    article: { id: row.uri, url: row.uri, title: row.title },
    name: row.author ?? '',
    text: row.text ?? '',
    email: row.email,
    website: row.website,
    status: row.mode === Mode.pending ? 'pending' : 'approved',
    reason: null,
    createdAt: row.created,
    editedAt: row.modified,
    likes: row.likes ?? 0,
    isEmpty: row.mode === Mode.deleted,
  }
}
