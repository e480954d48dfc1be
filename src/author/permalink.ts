import {
  PUBLIC_COLUMNS,
  type PublicComment,
  type PublicCommentRow,
  publicComment,
} from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'

/** One comment by itself, with the way down to it. */
export type Permalink = {
  readonly article: { readonly key: string; readonly url: string | null; readonly title: string | null }
  readonly comment: PublicComment
  /** From the top of the thread down to the parent; at most the nearest hundred. */
  readonly ancestors: readonly PublicComment[]
}

const MAX_ANCESTORS = 100

type CommentRef = { readonly siteId: string; readonly commentId: string }
type Row = PublicCommentRow & { readonly up: number; readonly article: Permalink['article'] | null }

/** What every reader may see of a comment; undefined while readers may not see it. */
export function findPermalink(db: Queryable, ref: CommentRef): Promise<Permalink | undefined> {
  return find(db, ref, true)
}

/** The same for its author, whatever its status; its ancestors only as far as readers see them. */
export function findOwnPermalink(db: Queryable, ref: CommentRef): Promise<Permalink | undefined> {
  return find(db, ref, false)
}

async function find(
  db: Queryable,
  { siteId, commentId }: CommentRef,
  visibleOnly: boolean,
): Promise<Permalink | undefined> {
  const rows = await db.query((sql) => {
    const columns = sql(PUBLIC_COLUMNS.map((column) => `c.${column}`))
    return sql<Row[]>`
    with recursive line as (
      select c.id, c.parent_id, 0 as up from comments c
      where c.site_id = ${siteId} and c.id = ${commentId} and (c.visible or not ${visibleOnly})
      union all
      select c.id, c.parent_id, line.up + 1 from comments c join line on c.id = line.parent_id
      where c.site_id = ${siteId} and c.visible and line.up < ${MAX_ANCESTORS}
    )
    select ${columns}, line.up,
      case when line.up = 0 then jsonb_build_object('key', a.key, 'url', a.url, 'title', a.title) end as article
    from line
    join comments c on c.site_id = ${siteId} and c.id = line.id
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    order by line.up`
  })
  const [own, ...above] = rows
  if (own === undefined || own.article === null) return undefined
  return {
    article: own.article,
    comment: publicComment(own),
    ancestors: above.reverse().map((row) => publicComment(row)),
  }
}
