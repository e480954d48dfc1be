import { lockArticle, moveComment } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import { insertEvents } from '../db/events.ts'
import { takeTime } from '../db/in-time.ts'
import type { CommentStatus } from '../db/states.ts'
import { ERASE_MS, ERASE_ONE_MS } from '../db/time-limits.ts'
import type { Deps } from '../deps.ts'
import { articleNotice, type Live, queueNotice, tellArticle } from '../live.ts'
import { addressHash } from '../mail/address.ts'
import { deleteAddress } from '../mail/subscriptions.ts'
import { belongsTo, type PersonRequest } from './person.ts'

type Erased = {
  readonly erased: number
  /** One call does not erase everything, and goes on only while somebody would wait for it, so ask again. */
  readonly remaining: boolean
  /** Copies of the erased comments that are held as evidence: the person must be told that these stay. */
  readonly held: number
}

/** Replaces the name on an erased comment that stays in the thread for its replies. */
export const NO_NAME = '—'

const PER_CALL = 200

/** The command line has no readers to tell: processes that do learn of it from the database. */
type ErasureDeps = Pick<Deps, 'db' | 'secret' | 'log'> & { readonly live: Pick<Live, 'tell'> }

type SiteRef = { readonly id: string; readonly slug: string }
type Found = { readonly id: string }

/**
 * Erases a person's words and traces: text, name, addresses, revisions, what checks and moderators noted, likeness of
 * texts. An approved comment that was answered stays as an empty place in the thread, any other is gone for readers.
 * Copies held as evidence (`evidence/`) stay.
 * Each comment by itself: what was erased stays erased when a later one fails, and asking again goes on.
 */
export async function erase(
  deps: ErasureDeps,
  site: SiteRef,
  request: PersonRequest,
  { withinMs = ERASE_MS } = {},
): Promise<Erased> {
  const ends = performance.now() + withinMs
  const found = await findComments(deps, site.id, request)
  const erased: Found[] = []
  // The address may have been given only for messages.
  if ('email' in request)
    await deleteAddress(deps.db, site.id, addressHash(deps.secret, site.id, request.email))
  for (const comment of found.slice(0, PER_CALL)) {
    takeTime(ERASE_ONE_MS)
    await eraseOne(deps, site, comment.id)
    erased.push(comment)
    if (performance.now() > ends) break
  }
  return {
    erased: erased.length,
    remaining: found.length > erased.length,
    held: await countHeld(deps.db, site.id, erased),
  }
}

async function countHeld(db: Queryable, siteId: string, comments: readonly Found[]): Promise<number> {
  const [row] = await db.query(
    (sql) => sql<{ held: number }[]>`
    select count(*)::int as held from evidence
    where site_id = ${siteId} and comment_id = any(${comments.map(({ id }) => id)}::uuid[]) and ended_at is null`,
  )
  return row?.held ?? 0
}

/** The comment that was named comes last: once erased, it can no longer tell which others are by the same author. */
function findComments(deps: ErasureDeps, siteId: string, request: PersonRequest): Promise<Found[]> {
  const last = 'email' in request ? null : request.commentId
  return deps.db.query(
    (sql) => sql<Found[]>`
    select c.id from comments c
    where c.site_id = ${siteId} and c.erased_at is null and ${belongsTo(sql, deps.secret, siteId, request)}
    order by c.id is not distinct from ${last}::uuid, c.id limit ${PER_CALL + 1}`,
  )
}

async function eraseOne(deps: ErasureDeps, site: SiteRef, commentId: string): Promise<void> {
  const ref = { siteId: site.id, commentId }
  const articleKey = await deps.db.transaction(async (tx) => {
    const key = await takeFromReaders(tx, ref)
    await blank(tx, ref)
    return key
  })
  if (articleKey !== undefined) tellArticle(deps.live, { siteId: site.id, articleKey, isRemoval: true })
  deps.log.info({ site: site.slug, commentId }, 'comment.erased')
}

type CommentRef = { readonly siteId: string; readonly commentId: string }

/**
 * Hides a comment from readers and leaves its replies in place. Locks the article before the comment.
 * @returns the key of its article.
 */
async function takeFromReaders(
  tx: Queryable,
  { siteId, commentId }: CommentRef,
): Promise<string | undefined> {
  const article = await lockArticle(tx, siteId, commentId)
  if (article === undefined) return undefined
  const [comment] = await tx.query(
    (sql) => sql<{ status: CommentStatus; answered: boolean }[]>`
    select c.status, exists (select from comments r where r.site_id = c.site_id
      and r.parent_id = c.id and r.status = 'approved') as answered
    from comments c where c.site_id = ${siteId} and c.id = ${commentId} for no key update`,
  )
  if (comment?.status === 'pending' || (comment?.status === 'approved' && !comment.answered)) {
    const from = [comment.status]
    const move = { siteId, commentId, from, to: 'withdrawn', eventType: 'comment.erased' } as const
    await moveComment(tx, move)
    return article.key
  }
  await tx.query(
    (sql) => sql`
    with erased as (
      update comments set version = version + 1, audit = false where site_id = ${siteId} and id = ${commentId}
      returning article_id, id as comment_id, version
    ), event as (
      ${insertEvents(sql, siteId, 'comment.erased')} from erased
    ), changed as (
      update articles set version = version + 1 where site_id = ${siteId} and id = ${article.id}
      returning key, version
    )
    select ${articleNotice(sql, siteId, sql`'removed'`)}, ${queueNotice(sql, siteId)} from changed`,
  )
  return article.key
}

/** Empties every place that holds something about the person. Signals keep their numbers, which explain decisions. */
async function blank(tx: Queryable, { siteId, commentId }: CommentRef): Promise<void> {
  await tx.query(
    (sql) => sql`
    with former as (
      delete from revisions where site_id = ${siteId} and comment_id = ${commentId}
    ), likeness as (
      delete from sightings where site_id = ${siteId} and comment_id = ${commentId}
    ), keys as (
      delete from repeat_keys where site_id = ${siteId} and comment_id = ${commentId}
    ), waiting as (
      delete from waiting_checks where site_id = ${siteId} and comment_id = ${commentId}
    ), judged as (
      update verdicts v set explanation = null, context = v.context - 'told', signals = coalesce((
        select jsonb_agg(s - 'detail' - 'spans') from jsonb_array_elements(v.signals) s), '[]')
      where v.site_id = ${siteId} and v.comment_id = ${commentId}
    ), noted as (
      update decisions set note = null where site_id = ${siteId} and comment_id = ${commentId}
    ), reported as (
      update reports set note = null, notifier = null where site_id = ${siteId} and comment_id = ${commentId}
    ), banned as (
      update bans b set label = ${NO_NAME}, note = null from comments c
      where c.site_id = ${siteId} and c.id = ${commentId} and b.site_id = c.site_id
        and b.match in ('author:' || encode(c.author_hash, 'hex'), 'network:' || encode(c.network_hash, 'hex'),
          'email:' || encode(c.email_hash, 'hex'))
    ), appealed as (
      update appeals set note = null where site_id = ${siteId} and comment_id = ${commentId}
    ), mailed as (
      delete from subscriptions where site_id = ${siteId} and comment_id = ${commentId} and report_id is null
    ), asked as (
      delete from second_opinions where site_id = ${siteId} and comment_id = ${commentId}
    ), without_notes as (
      delete from notes n using comments c
      where c.site_id = ${siteId} and c.id = ${commentId} and n.site_id = c.site_id
        and (n.comment_id = c.id or n.author_hash = c.author_hash)
    )
    update comments set name = ${NO_NAME}, text = '', html = '', email = null, website = null, badge = null,
      color = null, verified = false, email_hash = null, author_hash = decode(md5(id::text), 'hex'),
      network_hash = decode(md5(id::text), 'hex'), report_count = 0, report_weight = 0, pick_id = null,
      erased_at = now()
    where site_id = ${siteId} and id = ${commentId}`,
  )
}
