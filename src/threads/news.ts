import {
  type PublicComment,
  type PublicCommentRow,
  publicColumns,
  publicComment,
} from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import { isClosed } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'

/** An event that changed what readers see of an article. */
export type NewsEvent =
  | { readonly event: 'approved'; readonly data: { readonly comment: PublicComment } }
  | { readonly event: 'removed'; readonly data: { readonly id: string } }
  /** Whether it takes comments now. */
  | { readonly event: 'article'; readonly data: { readonly open: boolean } }
  /** Too much to be told one by one: the thread has to be loaded again. */
  | { readonly event: 'reset'; readonly data: Readonly<Record<string, never>> }

export type News = {
  /** The events looked at, in order; several may be about one comment. */
  readonly ids: readonly string[]
  readonly events: readonly NewsEvent[]
  /** How many comments readers can see now. */
  readonly count: number
  /** Whether there was more than is told. */
  readonly isCut: boolean
}

const MOST_EVENTS = 1_000
const MOST_COMMENTS = 500

type Happened = {
  readonly id: string
  /** Null for what happened to the article itself. */
  readonly commentId: string | null
  readonly isRemoval: boolean
  readonly isArrival: boolean
}

type OfComment = Happened & { readonly commentId: string }

type Article = { readonly count: number; readonly open: boolean; readonly createdAt: Date }

type Asked = {
  readonly articleKey: string
  /** Events up to and including this one are left out. */
  readonly after: string
  readonly now: Date
  readonly isKnown: (eventId: string) => boolean
}

/**
 * What happened under an article after an event, without those known: each comment as it is now, and where one came
 * or went, the replies that come and go with it; with any other change a whole branch would be sent to all who watch.
 * Comments that readers never saw are left out, and so are reports and escalations, which change nothing that readers
 * see. Of an article that was closed or opened it tells which it is now.
 */
export async function findNews(
  db: Queryable,
  site: Site,
  { articleKey, after, now, isKnown }: Asked,
): Promise<News> {
  const rows = await db.query(
    (sql) => sql<(Happened & Article)[]>`
    select a.comment_count as count, a.open, a.created_at, o.id, o.comment_id,
      o.data ? 'removal' as is_removal, o.data ? 'arrival' as is_arrival
    from articles a left join lateral (
      select id, comment_id, data from outbox
      where site_id = a.site_id and article_id = a.id and id > ${after} and type not in ('comment.reported', 'comment.escalated')
      order by id limit ${MOST_EVENTS + 1}) o on true
    where a.site_id = ${site.id} and a.key = ${articleKey} order by o.id`,
  )
  const [article] = rows
  const count = article?.count ?? 0
  // An article on which nothing happened gives one row without an event.
  const happened = rows.filter((row) => (row.id as string | null) !== null && !isKnown(row.id))
  const told = happened.slice(0, MOST_EVENTS)
  const ofComments = told.flatMap(({ commentId, ...rest }) =>
    commentId === null ? [] : [{ ...rest, commentId }],
  )
  const events = ofComments.length === 0 ? [] : await tell(db, site.id, ofComments)
  const isTurned = article !== undefined && ofComments.length < told.length
  const turned: NewsEvent[] = isTurned
    ? [{ event: 'article', data: { open: !isClosed(site, article, now) } }]
    : []
  return {
    ids: told.map(({ id }) => id),
    events: [...events, ...turned],
    count,
    isCut: rows.length > MOST_EVENTS,
  }
}

type ChangedRow = PublicCommentRow & { readonly visible: boolean; readonly isHidden: boolean }

async function tell(db: Queryable, siteId: string, happened: readonly OfComment[]): Promise<NewsEvent[]> {
  const changed = [...new Set(happened.map(({ commentId }) => commentId))]
  const removed = new Set(happened.filter(({ isRemoval }) => isRemoval).map(({ commentId }) => commentId))
  const shifted = happened.filter(({ isRemoval, isArrival }) => isRemoval || isArrival)
  const rows = await db.query(
    (sql) => sql<ChangedRow[]>`
    with recursive shifted as (
      select unnest(${shifted.map(({ commentId }) => commentId)}::uuid[]) as id
      union
      -- One look-up a comment: without fresh statistics a join compares each with all.
      select c.id from shifted p cross join lateral (
        select r.id from comments r where r.site_id = ${siteId} and r.parent_id = p.id offset 0) c
    ), changed as (
      select unnest(${changed}::uuid[]) as id
      -- More are not told one by one, so no more of a large branch is looked up.
      union (select id from shifted limit ${shifted.length + MOST_COMMENTS + 1})
    )
    select ${publicColumns(sql)}, c.visible, c.status = 'approved' and not c.visible as is_hidden
    from changed join comments c on c.site_id = ${siteId} and c.id = changed.id
    order by c.depth, c.created_at, c.id limit ${MOST_COMMENTS + 1}`,
  )
  if (rows.length > MOST_COMMENTS) return [{ event: 'reset', data: {} }]
  return rows.flatMap((row): NewsEvent[] => {
    if (row.visible) return [{ event: 'approved', data: { comment: publicComment(row) } }]
    return row.isHidden || removed.has(row.id) ? [{ event: 'removed', data: { id: row.id } }] : []
  })
}
