import { randomUUIDv7 } from 'node:crypto'
import type { Queryable, Sql } from '../db/client.ts'
import type { CommentStatus } from '../db/schema.ts'

/** A change of one comment's status, by whoever may make it. */
export type Move = {
  readonly siteId: string
  readonly commentId: string
  readonly from: readonly CommentStatus[]
  readonly to: CommentStatus
  /** The version the mover saw; without it any will do. */
  readonly expectedVersion?: number
  readonly reason?: string | null
  /** When a person decided; null takes it back; absent for what is no decision (a withdrawal, an edit). */
  readonly decidedAt?: Date | null
  readonly eventType: string
  readonly eventData?: Readonly<Record<string, unknown>>
}

export type Moved = {
  readonly version: number
  readonly fromStatus: CommentStatus
  readonly fromReason: string | null
  readonly articleId: string
  readonly articleKey: string
  readonly revision: number
  /** Readers could see it before and no longer can. */
  readonly isRemoval: boolean
}

/**
 * Moves a comment in one conditional statement, and with it everything a reader sees: replies hide and come back
 * with their parent, counts follow, an event is written and other processes are told. Runs inside the caller's
 * transaction and locks the article before comments, as storing does.
 * @returns undefined when the comment is not in a state, or not of the version, that may move.
 */
export async function moveComment(tx: Queryable, move: Move): Promise<Moved | undefined> {
  const { siteId, commentId } = move
  const article = await lockArticle(tx, siteId, commentId)
  if (article === undefined) return undefined
  const { id: articleId, key: articleKey } = article
  const moved = await moveRow(tx, move)
  if (moved === undefined) return undefined
  if (moved.wasVisible !== moved.visible)
    await spreadVisibility(tx, { siteId, articleId, commentId }, moved.visible)
  const isRemoval = moved.wasVisible && !moved.visible
  await announce(tx, { ...move, articleId, version: moved.version, isRemoval })
  const { version, fromStatus, fromReason, revision } = moved
  return { version, fromStatus, fromReason, articleId, articleKey, revision, isRemoval }
}

/** Locks the article of a comment before any comment is touched. */
export async function lockArticle(
  tx: Queryable,
  siteId: string,
  commentId: string,
): Promise<{ readonly id: string; readonly key: string } | undefined> {
  const [row] = await tx.query(
    (sql) => sql<{ id: string; key: string }[]>`
    select a.id, a.key from articles a
    where a.site_id = ${siteId} and a.id =
      (select c.article_id from comments c where c.site_id = ${siteId} and c.id = ${commentId})
    for no key update`,
  )
  return row
}

type MovedRow = Omit<Moved, 'articleId' | 'articleKey' | 'isRemoval'> & {
  readonly wasVisible: boolean
  readonly visible: boolean
}

async function moveRow(tx: Queryable, move: Move): Promise<MovedRow | undefined> {
  const { siteId, commentId, from, to, expectedVersion, reason = null, decidedAt } = move
  const [row] = await tx.query(
    (sql) => sql<MovedRow[]>`
    with old as (
      select site_id, id, status, reason, visible, parent_id from comments
      where site_id = ${siteId} and id = ${commentId} and status = any(${[...from]})
        and (${expectedVersion ?? null}::int is null or version = ${expectedVersion ?? null}::int)
      for no key update
    )
    update comments c set status = ${to}, reason = ${reason}, version = c.version + 1, audit = false,
      decided_at = ${decidedAt === undefined ? sql`c.decided_at` : decidedAt},
      visible = ${to} = 'approved' and (old.parent_id is null or exists (
        select from comments p where p.site_id = old.site_id and p.id = old.parent_id and p.visible))
    from old where c.site_id = old.site_id and c.id = old.id
    returning c.version, old.status as from_status, old.reason as from_reason, old.visible as was_visible, c.visible,
      (select coalesce(max(v.revision), 1) from verdicts v where v.site_id = c.site_id and v.comment_id = c.id)::int as revision`,
  )
  return row
}

/**
 * Carries a comment's new visibility to the replies below it and sets the counts that follow from it. A reply
 * comes back only when it is approved and everything above it is visible.
 */
export async function spreadVisibility(
  tx: Queryable,
  {
    siteId,
    articleId,
    commentId,
  }: { readonly siteId: string; readonly articleId: string; readonly commentId: string },
  visible: boolean,
): Promise<void> {
  await tx.query(
    (sql) => sql`
    with recursive below as (
      select c.id from comments c where c.site_id = ${siteId} and c.parent_id = ${commentId} and ${couldChange(sql, visible)}
      union all
      select c.id from comments c join below b on c.parent_id = b.id
      where c.site_id = ${siteId} and ${couldChange(sql, visible)}
    ), changed as (
      update comments c set visible = ${visible} from below where c.site_id = ${siteId} and c.id = below.id
      returning c.id, c.shown_under_id
    ), touched as (
      select id, shown_under_id from changed
      union all select c.id, c.shown_under_id from comments c where c.site_id = ${siteId} and c.id = ${commentId}
    ), deltas as (
      select shown_under_id as id, count(*)::int * ${visible ? 1 : -1} as delta from touched
      where shown_under_id is not null group by 1
    ), counted as (
      update articles a set comment_count = a.comment_count + ${visible ? 1 : -1} * (select count(*)::int from touched)
      where a.site_id = ${siteId} and a.id = ${articleId}
    )
    update comments c set reply_count = c.reply_count + d.delta from deltas d
    where c.site_id = ${siteId} and c.id = d.id
      and c.id not in (select id from changed)`,
  )
  await recountReplies(tx, siteId, commentId)
}

const couldChange = (sql: Sql, visible: boolean) =>
  visible ? sql`c.status = 'approved' and not c.visible` : sql`c.visible`

/** Replies shown below a comment and its descendants, counted anew: one statement cannot change a row twice. */
async function recountReplies(tx: Queryable, siteId: string, commentId: string): Promise<void> {
  await tx.query(
    (sql) => sql`
    with recursive below as (
      select ${commentId}::uuid as id
      union all
      select c.id from comments c join below b on c.parent_id = b.id where c.site_id = ${siteId}
    )
    update comments c set reply_count = n.replies
    from (select b.id, (select count(*)::int from comments r
      where r.site_id = ${siteId} and r.shown_under_id = b.id and r.visible) as replies from below b) n
    where c.site_id = ${siteId} and c.id = n.id and c.reply_count <> n.replies`,
  )
}

type Announcement = Move & {
  readonly articleId: string
  readonly version: number
  readonly isRemoval: boolean
}

/** The event, the article's new version, and a word to every process; a removal is said so that none serves it on. */
async function announce(tx: Queryable, about: Announcement): Promise<void> {
  const { siteId, articleId, commentId, version, eventType, eventData = {}, isRemoval } = about
  await tx.query(
    (sql) => sql`
    with event as (
      insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
      values (${siteId}, ${randomUUIDv7()}, ${eventType}, ${articleId}, ${commentId}, ${version},
        ${sql.json(eventData as never)}, now())
    ), changed as (
      update articles set version = version + 1 where site_id = ${siteId} and id = ${articleId}
      returning key, version
    )
    select pg_notify('postbag', json_build_array(${isRemoval ? 'removed' : 'article'}::text, ${siteId}::text, key,
        version)::text), pg_notify('postbag', ${JSON.stringify(['queue', siteId])})
    from changed`,
  )
}
