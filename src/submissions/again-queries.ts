import { lockArticle, type Moved, moveComment } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { queueNotice } from '../live.ts'
import type { Aside } from './aside.ts'
import { publishesUnread } from './judged-before.ts'
import { insertFurtherVerdict, type StoredVerdict } from './stored-verdict.ts'

export type Ref = { readonly siteId: string; readonly commentId: string }

/** A held comment that somebody has to be asked about again. */
export type Waiting = Ref & {
  readonly slug: string
  readonly sealedSender: string | null
  /** Nothing has happened to it since, and no colleague was asked for an opinion. */
  readonly isOpen: boolean
}

/**
 * Takes the one that has been due the longest, for half a minute: whoever fails leaves it to a later look. What a
 * moderator is working on is not taken.
 */
export async function takeDue(db: Queryable): Promise<Waiting | undefined> {
  const [row] = await db.query(
    (sql) => sql<Waiting[]>`
    with due as materialized (
      select w.site_id, w.comment_id from waiting_checks w
      where w.due_at <= now() and not exists (select from claims m
        where m.site_id = w.site_id and m.comment_id = w.comment_id and m.expires_at > now())
      order by w.due_at limit 1 for update skip locked
    )
    update waiting_checks w set due_at = now() + interval '30 seconds'
    from due d
    join comments c on c.site_id = d.site_id and c.id = d.comment_id
    join sites s on s.id = d.site_id
    where w.site_id = d.site_id and w.comment_id = d.comment_id
    returning w.site_id, w.comment_id, w.sealed_sender, s.slug,
      c.status = 'pending' and c.version = w.version and not exists (select from second_opinions o
        where o.site_id = c.site_id and o.comment_id = c.id) as is_open`,
  )
  return row
}

/** Nobody is asked about it any more; what Akismet has answered is kept for what people decide. */
export async function stopAsking(db: Queryable, { siteId, commentId }: Ref): Promise<void> {
  await db.query(
    (sql) => sql`
    with kept as (
      update waiting_checks set due_at = null
      where site_id = ${siteId} and comment_id = ${commentId} and akismet_said is not null
    )
    delete from waiting_checks where site_id = ${siteId} and comment_id = ${commentId} and akismet_said is null`,
  )
}

/** Keeps what Akismet answered in place of the waiting for it, for the rest of the same day. */
async function keepAnswer(
  tx: Queryable,
  { siteId, commentId }: Ref,
  { sealedSender, akismetSaid }: Aside,
): Promise<void> {
  await tx.query(
    (sql) => sql`
    update waiting_checks set sealed_sender = ${sealedSender}, akismet_said = ${akismetSaid}, due_at = null
    where site_id = ${siteId} and comment_id = ${commentId}`,
  )
}

export type Judgement = Ref & {
  readonly version: number
  readonly parentId: string | null
  readonly status: 'approved' | 'pending' | 'rejected'
  readonly verdict: StoredVerdict
  /** What Akismet has answered now, if it was asked again. */
  readonly aside: Aside | null
}

/**
 * Stores the verdict beside the one without the answer, and moves the comment as it says; nothing comes of it when the
 * comment was changed meanwhile.
 * @throws {AppError} `conflict` if its article was closed or pre-moderated meanwhile.
 */
export async function settle(
  tx: Queryable,
  { siteId, commentId, version, parentId, status, verdict, aside }: Judgement,
): Promise<Pick<Moved, 'articleKey' | 'isRemoval'> | undefined> {
  const moved = await (status === 'pending'
    ? stay(tx, { siteId, commentId, version })
    : moveComment(tx, {
        siteId,
        commentId,
        from: ['pending'],
        to: status,
        expectedVersion: version,
        reason: verdict.reason,
        eventType: `comment.${status}`,
        eventData: { parentId, status },
      }))
  const isKept = moved !== undefined && aside !== null
  await (isKept ? keepAnswer(tx, { siteId, commentId }, aside) : stopAsking(tx, { siteId, commentId }))
  if (moved === undefined) return undefined
  if (status === 'approved' && !(await publishesUnread(tx, siteId, moved.articleId)))
    throw new AppError('conflict')
  await tx.query(
    (sql) => sql`
    with judged as (${insertFurtherVerdict(sql, { siteId, commentId }, verdict)})
    update comments set risk = ${verdict.risk}, spam_risk = ${verdict.kinds?.spam ?? null},
      abuse_risk = ${verdict.kinds?.abuse ?? null}, audit = ${verdict.audit}
    where site_id = ${siteId} and id = ${commentId}`,
  )
  return moved
}

/** Locks a comment that goes on waiting, after its article as everybody does, and tells the desks of it. */
async function stay(
  tx: Queryable,
  { siteId, commentId, version }: Ref & Pick<Judgement, 'version'>,
): Promise<Pick<Moved, 'articleId' | 'articleKey' | 'isRemoval'> | undefined> {
  const article = await lockArticle(tx, siteId, commentId)
  const held = await tx.query(
    (sql) => sql`
    with held as materialized (
      select id from comments
      where site_id = ${siteId} and id = ${commentId} and status = 'pending' and version = ${version}
      for no key update
    )
    select ${queueNotice(sql, siteId)} from held`,
  )
  if (article === undefined || held.length === 0) return undefined
  return { articleId: article.id, articleKey: article.key, isRemoval: false }
}
