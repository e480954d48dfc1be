import { randomUUIDv7 } from 'node:crypto'
import { isoText } from '../../comments/public-json.ts'
import { isBlank, isLonger, normaliseText } from '../../comments/text.ts'
import type { Sql } from '../../db/client.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { queueNotice } from '../../live.ts'
import { type CommentRef, locateComment, withinSites } from '../access.ts'

/** A note may be about one comment, or about its author, wherever they write on the site. */
export const NOTE_SUBJECTS = ['comment', 'author'] as const
type NoteSubject = (typeof NOTE_SUBJECTS)[number]

/** What a moderator leaves for colleagues; no reader ever sees it. */
export type Note = {
  readonly id: string
  readonly about: NoteSubject
  /** Where it was written. */
  readonly commentId: string
  readonly text: string
  readonly moderatorId: string
  readonly moderator: string
  readonly createdAt: string
}

type NoteRequest = {
  readonly id: string
  readonly site?: string | undefined
  readonly about: NoteSubject
  readonly text: string
}

const MOST_GRAPHEMES = 1_000
/** How many notes are shown with one comment. */
const SHOWN = 20

/**
 * Leaves a note. Sending the same words again, because no reply came, does not store them twice.
 * @throws {AppError} `not-found`; `invalid-fields` for no words or too many; `conflict` for an erased comment.
 */
export async function leaveNote(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  moderator: Moderator,
  { about, text, ...named }: NoteRequest,
): Promise<Note> {
  const words = readWords(text)
  const { siteId, site, id: commentId } = await locateComment(db, moderator, named)
  const stored = await db.transaction(async (tx) => {
    // An erasure that is under way goes first.
    const [kept] = await tx.query(
      (sql) => sql`
      select from comments where site_id = ${siteId} and id = ${commentId} and erased_at is null for no key update`,
    )
    if (kept === undefined)
      throw new AppError('conflict', 'Its words were erased: nothing is noted about it.')
    const [stored] = await tx.query(
      (sql) => sql<{ note: Note; isNew: boolean }[]>`
      with same as (
        select n.* from notes n
        where n.site_id = ${siteId} and n.comment_id = ${commentId} and n.moderator_id = ${moderator.id}
          and n.text = ${words} and (n.author_hash is not null) = ${about === 'author'}
        limit 1
      ), made as (
        insert into notes (site_id, id, comment_id, author_hash, text, moderator_id, moderator_name, created_at)
        select site_id, ${randomUUIDv7()}, id, case when ${about === 'author'} then author_hash end, ${words},
          ${moderator.id}, ${moderator.name}, now()
        from comments where site_id = ${siteId} and id = ${commentId} and not exists (select from same)
        returning *
      ), notified as materialized (
        select ${queueNotice(sql, sql`site_id`)} from made
      )
      select ${asJson(sql)} as note, exists (select from notified) as is_new
      from (select * from same union all select * from made) n`,
    )
    return stored
  })
  if (stored === undefined) throw new AppError('not-found')
  const { note, isNew } = stored
  if (isNew) log.info({ site, commentId, noteId: note.id, about, moderatorId: moderator.id }, 'note.made')
  return note
}

/**
 * Removes a note, for the moderator who wrote it or an admin.
 * @throws {AppError} `not-found`; `forbidden` for a colleague's.
 */
export async function takeNoteBack(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  moderator: Moderator,
  noteId: string,
): Promise<void> {
  const [found] = await db.query(
    (sql) => sql<(CommentRef & { readonly moderatorId: string })[]>`
    select n.site_id, s.slug as site, n.comment_id as id, n.moderator_id
    from sites s join notes n on n.site_id = s.id and n.id = ${noteId}
    where ${withinSites(sql, moderator)}`,
  )
  if (found === undefined) throw new AppError('not-found')
  if (found.moderatorId !== moderator.id && moderator.role !== 'admin') {
    throw new AppError('forbidden', 'Only who wrote a note, or an admin, takes it back.')
  }
  const { siteId, site, id: commentId } = found
  await db.query(
    (sql) => sql`
    with gone as (delete from notes where site_id = ${siteId} and id = ${noteId} returning site_id)
    select ${queueNotice(sql, sql`site_id`)} from gone`,
  )
  log.info({ site, commentId, noteId, moderatorId: moderator.id }, 'note.removed')
}

/**
 * The newest notes on comment `c` and on its author, oldest first: one row with a `list`. Each part has an index of
 * its own.
 */
export function notesOn(sql: Sql) {
  return sql`
    select coalesce(jsonb_agg(${asJson(sql)} order by n.created_at, n.id), '[]') as list
    from (
      select * from (
        select * from notes o where o.site_id = c.site_id and o.comment_id = c.id and o.author_hash is null
        union all
        select * from notes o where o.site_id = c.site_id and o.author_hash = c.author_hash
      ) n order by n.created_at desc, n.id desc limit ${SHOWN}
    ) n`
}

const asJson = (sql: Sql) => sql`jsonb_build_object('id', n.id,
  'about', case when n.author_hash is null then 'comment' else 'author' end, 'commentId', n.comment_id,
  'text', n.text, 'moderatorId', n.moderator_id, 'moderator', n.moderator_name,
  'createdAt', ${isoText(sql, 'n.created_at')})`

/** @throws {AppError} `invalid-fields` */
function readWords(raw: string): string {
  const words = normaliseText(raw)
  if (isBlank(words)) throw invalid('required', 'Write what colleagues should know.')
  if (isLonger(words, MOST_GRAPHEMES)) throw invalid('too-long', 'A note has at most 1,000 characters.')
  return words
}

function invalid(code: string, message: string): AppError {
  return new AppError('invalid-fields', undefined, { errors: [{ field: 'text', code, message }] })
}
