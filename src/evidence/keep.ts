import { randomUUIDv7 } from 'node:crypto'
import { lockArticle } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import type { EvidenceCause } from '../db/states.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { locateComment } from '../review/access.ts'
import { sealCopy, takeCopy } from './copy.ts'
import { type Evidence, getEvidence } from './queries.ts'

type Keeping = {
  readonly siteId: string
  readonly commentId: string
  readonly cause: EvidenceCause
  readonly note: string | null
  readonly moderator: Pick<Moderator, 'id' | 'name'>
  /** Null for six months from now, the time that Regulation 2021/784 sets for terrorist content. */
  readonly keepUntil: Date | null
}

/**
 * Stores a sealed copy of a comment. The caller's transaction must hold the lock on the comment's article.
 * @returns the copy's id; undefined if a copy of the same text is already held for this cause.
 * @throws {AppError} `conflict` if the comment was erased.
 */
export async function keepCopy(tx: Queryable, secret: string, keeping: Keeping): Promise<string | undefined> {
  const { siteId, commentId, cause, note, moderator, keepUntil } = keeping
  const taken = await takeCopy(tx, { siteId, id: commentId })
  if (taken === undefined) throw new AppError('conflict', 'Its words were erased: there is nothing to keep.')
  const id = randomUUIDv7()
  const sealed = sealCopy(secret, { siteId, id }, taken.copy)
  const [kept] = await tx.query(
    (sql) => sql<{ id: string }[]>`
    insert into evidence (site_id, id, comment_id, revision, cause, note, sealed_copy, moderator_id, moderator_name,
      created_at, keep_until)
    values (${siteId}, ${id}, ${commentId}, ${taken.revision}, ${cause}, ${note}, ${sealed}, ${moderator.id},
      ${moderator.name}, now(), coalesce(${keepUntil}::timestamptz, now() + interval '6 months'))
    on conflict (site_id, comment_id, cause, revision) where ended_at is null do nothing
    returning id`,
  )
  return kept?.id
}

type Hold = {
  readonly site: string
  readonly commentId: string
  readonly cause: Exclude<EvidenceCause, 'danger-to-life'>
  readonly note?: string | undefined
  readonly keepUntil?: Date | undefined
}

/**
 * Holds a comment as evidence for an authority's order or a legal claim. The comment itself does not change.
 * @throws {AppError} `not-found`; `invalid-fields` for a date in the past or too far ahead; `conflict` if the comment was
 * erased or is already held for this cause.
 */
export async function hold(
  { db, secret, log, now }: Deps,
  moderator: Moderator,
  { site, commentId, cause, note, keepUntil }: Hold,
): Promise<Evidence> {
  if (keepUntil !== undefined) checkUntil(keepUntil, now())
  const { siteId } = await locateComment(db, moderator, { id: commentId, site })
  const id = await db.transaction(async (tx) => {
    await lockArticle(tx, siteId, commentId)
    const [words, until] = [note ?? null, keepUntil ?? null]
    return keepCopy(tx, secret, { siteId, commentId, cause, note: words, moderator, keepUntil: until })
  })
  if (id === undefined)
    throw new AppError('conflict', 'A copy is already held for this cause: change its end date instead.')
  log.info({ site, commentId, evidenceId: id, cause, moderatorId: moderator.id }, 'evidence.kept')
  return getEvidence(db, { siteId, id })
}

/** Proceedings take years, but a date further ahead is a mistake: personal data must not be kept for ever. */
const MOST_YEARS = 10

/** @throws {AppError} `invalid-fields` for a date in the past or too far ahead. */
export function checkUntil(until: Date, now: Date): void {
  const last = new Date(now)
  last.setUTCFullYear(last.getUTCFullYear() + MOST_YEARS)
  if (until > now && until <= last) return
  const message = `Name a date in the future, within ${MOST_YEARS} years.`
  throw new AppError('invalid-fields', undefined, {
    errors: [{ field: 'keepUntil', code: 'out-of-range', message }],
  })
}
