import type { Queryable } from '../db/client.ts'
import { newEventId } from '../db/events.ts'
import type { CommentStatus } from '../db/states.ts'
import { AppError } from '../errors.ts'
import { articleNotice, queueNotice } from '../live.ts'
import { spreadVisibility } from './visibility.ts'

/** A change of one comment's status, by whoever may make it. */
type Move = {
  readonly siteId: string
  readonly commentId: string
  readonly from: readonly CommentStatus[]
  readonly to: CommentStatus
  /** The version that the caller saw; without it any version may move. */
  readonly expectedVersion?: number
  readonly reason?: string | null
  /** When a person decided; null takes that back; absent for what leaves it as it is (a withdrawal, a verdict). */
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
  /** Readers could not see it before and now can. */
  readonly isArrival: boolean
}

/**
 * Moves a comment in one conditional statement, and with it everything a reader sees: replies hide and come back with
 * their parent, counts follow, an event is written and other processes are told. Runs inside the caller's transaction
 * and locks the article before comments, as storing does.
 * @returns undefined when the comment has not the status, or not the version, that may move.
 */
export async function moveComment(tx: Queryable, move: Move): Promise<Moved | undefined> {
  return (await moveComments(tx, move.siteId, [move])).get(move.commentId)
}

/** Moves many comments of one site in a fixed number of statements; the results by comment id. */
export async function moveComments(
  tx: Queryable,
  siteId: string,
  moves: readonly Omit<Move, 'siteId'>[],
): Promise<Map<string, Moved>> {
  const articles = await lockArticles(
    tx,
    siteId,
    moves.map(({ commentId }) => commentId),
  )
  if (articles.size === 0) return new Map()
  const rows = await moveRows(tx, siteId, moves)
  if (rows.length === 0) return new Map()
  const shifted = rows.filter(({ wasVisible, visible }) => wasVisible !== visible)
  const unsettled = await spreadVisibility(tx, siteId, shifted)
  const moved = new Map(
    rows.map(({ id, wasVisible, visible, articleId, version, fromStatus, fromReason, revision }) => {
      const articleKey = articles.get(articleId) ?? ''
      const [isRemoval, isArrival] = [wasVisible && !visible, !wasVisible && visible]
      return [id, { version, fromStatus, fromReason, articleId, articleKey, revision, isRemoval, isArrival }]
    }),
  )
  await announce(tx, siteId, { moves, moved, unsettled })
  return moved
}

/**
 * Locks a comment's article for this transaction. Everything that changes both locks the article before the comment.
 */
export async function lockArticle(
  tx: Queryable,
  siteId: string,
  commentId: string,
): Promise<{ readonly id: string; readonly key: string } | undefined> {
  const [article] = await lockArticles(tx, siteId, [commentId])
  return article && { id: article[0], key: article[1] }
}

/**
 * Locks the articles of comments before any comment is touched, all in the order of their ids; returns their keys by
 * id.
 */
async function lockArticles(
  tx: Queryable,
  siteId: string,
  commentIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query(
    (sql) => sql<{ id: string; key: string }[]>`
    select a.id, a.key from articles a
    where a.site_id = ${siteId} and a.id in
      (select c.article_id from comments c where c.site_id = ${siteId} and c.id = any(${[...commentIds]}::uuid[]))
    order by a.id for no key update`,
  )
  return new Map(rows.map(({ id, key }) => [id, key]))
}

type MovedRow = Omit<Moved, 'articleKey' | 'isRemoval' | 'isArrival'> & {
  readonly id: string
  readonly shownUnderId: string | null
  readonly hasReplies: boolean
  readonly wasVisible: boolean
  readonly visible: boolean
}

async function moveRows(
  tx: Queryable,
  siteId: string,
  moves: readonly Omit<Move, 'siteId'>[],
): Promise<MovedRow[]> {
  const items = moves.map(({ commentId, from, to, expectedVersion = null, reason = null, decidedAt }) => ({
    commentId,
    from,
    to,
    expectedVersion,
    reason,
    decidedAt: decidedAt ?? null,
    keepsDecidedAt: decidedAt === undefined,
  }))
  return tx.query(
    (sql) => sql<MovedRow[]>`
    with items as materialized (
      select * from jsonb_to_recordset(${sql.json(items)}) as i("commentId" uuid, "from" text[], "to" text,
        "expectedVersion" int, reason text, "decidedAt" timestamptz, "keepsDecidedAt" boolean)
    ), old as materialized (
      select c.site_id, c.id, c.status, c.reason, c.visible, c.parent_id, i."to", i.reason as new_reason,
        i."decidedAt", i."keepsDecidedAt"
      from items i
      join comments c on c.site_id = ${siteId} and c.id = i."commentId" and c.status = any(i."from")
        and (i."expectedVersion" is null or c.version = i."expectedVersion")
      order by c.id for no key update of c
    )
    update comments c set status = old."to", reason = old.new_reason, version = c.version + 1, audit = false,
      appealed = old."to" = 'pending' and exists (select from appeals l
        where l.site_id = old.site_id and l.comment_id = old.id and l.outcome is null),
      pick_id = case when old."to" <> 'pending' then c.pick_id end,
      decided_at = case when old."keepsDecidedAt" then c.decided_at else old."decidedAt" end,
      visible = old."to" = 'approved' and (old.parent_id is null or exists (
        select from comments p where p.site_id = old.site_id and p.id = old.parent_id and p.visible))
    from old where c.site_id = old.site_id and c.id = old.id
    returning c.id, c.version, old.status as from_status, old.reason as from_reason, c.article_id, c.shown_under_id,
      old.visible as was_visible, c.visible,
      exists (select from comments r where r.site_id = c.site_id and r.parent_id = c.id) as has_replies,
      (select coalesce(max(v.revision), 1) from verdicts v where v.site_id = c.site_id and v.comment_id = c.id)::int as revision`,
  )
}

/**
 * Writes the events, raises the articles' versions and tells every process. Removals are marked as such, so that no
 * process goes on serving them. A comment that becomes visible may name its article if that has no name yet.
 */
async function announce(
  tx: Queryable,
  siteId: string,
  {
    moves,
    moved,
    unsettled,
  }: {
    readonly moves: readonly Omit<Move, 'siteId'>[]
    readonly moved: ReadonlyMap<string, Moved>
    readonly unsettled: ReadonlySet<string>
  },
): Promise<void> {
  const events = moves.flatMap(({ commentId, to, eventType, eventData = {} }) => {
    const made = moved.get(commentId)
    if (made === undefined) return []
    const { articleId, version, isRemoval, isArrival, fromStatus } = made
    // A reply that disappeared with its parent a moment ago may be moved before anybody was told that it had gone.
    const removal = isRemoval || (fromStatus === 'approved' && to !== 'approved')
    const data = {
      ...eventData,
      ...(removal && { removal }),
      ...(isArrival && { arrival: true }),
      ...(unsettled.has(commentId) && { unsettled: true }),
    }
    return [{ eventType, data, commentId, articleId, version, isRemoval, isArrival }]
  })
  await tx.query(
    (sql) => sql`
    with events as materialized (
      select * from jsonb_to_recordset(${sql.json(events)}) as e("eventType" text, data jsonb,
        "commentId" uuid, "articleId" uuid, version int, "isRemoval" boolean, "isArrival" boolean)
    ), named as materialized (
      select distinct on (e."articleId") e."articleId", v.context->'told' as details
      from events e join verdicts v on v.site_id = ${siteId} and v.comment_id = e."commentId" and v.revision = 1
      where e."isArrival" and v.context->'told' is not null order by e."articleId", e."commentId"
    ), written as (
      insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
      select ${siteId}, ${newEventId(sql)}, "eventType", "articleId", "commentId", version, data, now() from events
    ), changed as (
      update articles a set version = a.version + 1, url = coalesce(a.url, n.details->>'url'),
        title = coalesce(a.title, n.details->>'title')
      from (select "articleId", bool_or("isRemoval") as is_removal from events group by 1) e
      left join named n using ("articleId")
      where a.site_id = ${siteId} and a.id = e."articleId"
      returning a.key, a.version, e.is_removal
    )
    select ${articleNotice(sql, siteId, sql`case when is_removal then 'removed' else 'article' end`)} from changed
    union all
    select ${queueNotice(sql, siteId)}`,
  )
}

/** What an author is told when a comment could not be moved from where they saw it. */
export function changedMeanwhile(): AppError {
  return new AppError('conflict', 'This comment has changed in the meantime: look at it again.', {
    meaning: 'changed',
  })
}
