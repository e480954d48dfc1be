import {
  type PublicComment,
  type PublicCommentRow,
  publicColumns,
  publicComment,
} from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Site } from '../sites/queries.ts'
import { REPLIES_SHOWN } from '../threads/queries.ts'
import { loadReplies, type Replies, readJson } from '../threads/thread.ts'

/** One comment by itself, with its ancestors. */
export type Permalink = {
  readonly article: { readonly key: string; readonly url: string | null; readonly title: string | null }
  readonly comment: PublicComment
  /** From the top of the thread down to the parent; at most the nearest hundred. */
  readonly ancestors: readonly PublicComment[]
}

const MAX_ANCESTORS = 100

type CommentRef = { readonly siteId: string; readonly commentId: string }
type Row = PublicCommentRow & { readonly up: number; readonly article: Permalink['article'] | null }

/**
 * What every reader may see of a comment, with its first replies as the thread shows them.
 * @throws {AppError} `not-found` while readers may not see it.
 */
export async function getPermalink({ db }: { readonly db: Queryable }, site: Site, commentId: string) {
  const found = await find(db, { siteId: site.id, commentId }, true)
  if (found === undefined) throw new AppError('not-found')
  const { article, comment, ancestors } = found
  const below = comment.replyCount === 0 ? NONE : await repliesOf(db, site, commentId)
  const shown = { ...comment, replies: below.items, moreReplies: below.next }
  return { comment: shown, ancestors, article, status: 'approved' as const }
}

const NONE: Replies = { items: [], next: null }

async function repliesOf(db: Queryable, site: Site, commentId: string): Promise<Replies> {
  return readJson(await loadReplies({ db }, site, commentId, { limit: REPLIES_SHOWN }))
}

/** A comment for its author, whatever its status; its ancestors only as far as readers see them. */
export function findOwnPermalink(db: Queryable, ref: CommentRef): Promise<Permalink | undefined> {
  return find(db, ref, false)
}

async function find(
  db: Queryable,
  { siteId, commentId }: CommentRef,
  visibleOnly: boolean,
): Promise<Permalink | undefined> {
  const rows = await db.query((sql) => {
    return sql<Row[]>`
    with recursive line as (
      select c.id, c.parent_id, 0 as up from comments c
      where c.site_id = ${siteId} and c.id = ${commentId} and (c.visible or not ${visibleOnly})
      union all
      select c.id, c.parent_id, line.up + 1 from comments c join line on c.id = line.parent_id
      where c.site_id = ${siteId} and c.visible and line.up < ${MAX_ANCESTORS}
    )
    select ${publicColumns(sql)}, line.up,
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
