import { z } from 'zod'
import { type PublicComment, publicComment, repliesCursor, repliesList } from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, instant, timeAndId } from '../http/paging.ts'
import type { Site } from '../sites/queries.ts'
import { isClosed } from '../submissions/admission-rules.ts'
import { type ArticleRow, findReplies, findThread, type ShownRow, type Sort } from './queries.ts'

export type ThreadPage = {
  readonly sort: Sort
  /** Top-level comments, 1 to 100. */
  readonly limit: number
  readonly cursor?: string | undefined
}

export type Thread = {
  readonly article: ThreadArticle
  readonly comments: readonly PublicComment[]
  readonly next: string | null
}

export type ThreadArticle = {
  readonly key: string
  readonly title: string | null
  readonly url: string | null
  /** Whether it takes comments. */
  readonly open: boolean
  /** Comments readers can see, replies included. */
  readonly count: number
}

/** What was loaded, with the article's version it was loaded at; null for an article that has no row yet. */
export type Loaded<T> = { readonly data: T; readonly articleKey: string; readonly version: number | null }

/**
 * A page of the approved thread, as data. An article nobody has commented on is an empty thread.
 * @throws {AppError} `invalid-request` for a cursor of another list.
 */
export async function loadThread(
  { db, now }: { readonly db: Queryable; readonly now: () => Date },
  site: Site,
  articleKey: string,
  { sort, limit, cursor }: ThreadPage,
): Promise<Loaded<Thread>> {
  const list = `thread ${sort} ${articleKey.length > 40 ? articleKey.slice(-40) : articleKey}`
  const after = cursor === undefined ? null : decodeCursor(list, cursor, AfterKey)
  const found = await findThread(db, site.id, { key: articleKey, sort, limit, after })
  if (found === undefined) return { data: emptyThread(articleKey), articleKey, version: null }
  const { article, rows } = found
  const tops = rows.filter(({ shownUnderId }) => shownUnderId === null).toSorted(ORDER[sort])
  const shown = tops.slice(0, limit)
  const last = shown.at(-1)
  const next =
    tops.length > limit && last
      ? encodeCursor(list, [sort === 'top' ? last.likes : 0, last.createdAt.toISOString(), last.id])
      : null
  const data = { article: publicArticle(site, article, now()), comments: nested(shown, rows), next }
  return { data, articleKey, version: article.version }
}

export type Replies = { readonly items: readonly PublicComment[]; readonly next: string | null }

/**
 * A page of the replies shown under a comment, oldest first, with their own replies below them.
 * @throws {AppError} `not-found` when readers cannot see the comment, `invalid-request` for a foreign cursor.
 */
export async function loadReplies(
  { db }: { readonly db: Queryable },
  site: Site,
  commentId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Loaded<Replies>> {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(repliesList(commentId), cursor, timeAndId)
  const after = createdAt === undefined || id === undefined ? null : { createdAt, id }
  const found = await findReplies(db, site.id, { commentId, limit, after })
  if (found === undefined) throw new AppError('not-found')
  const { article, rows } = found
  const first = rows.filter(({ shownUnderId }) => shownUnderId === commentId).toSorted(oldestFirst)
  const shown = first.slice(0, limit)
  const last = shown.at(-1)
  const next = first.length > limit && last ? repliesCursor(commentId, last) : null
  return {
    data: { items: nested(shown, rows), next },
    articleKey: article.key,
    version: article.version,
  }
}

function emptyThread(key: string): Thread {
  return { article: { key, title: null, url: null, open: true, count: 0 }, comments: [], next: null }
}

const AfterKey = z
  .tuple([z.int().min(0).max(2_147_483_647), instant, z.uuid()])
  .transform(([likes, createdAt, id]) => ({ likes, createdAt, id }))

type Ordered = Pick<ShownRow, 'likes' | 'createdAt' | 'id'>

const oldestFirst = (a: Ordered, b: Ordered) =>
  a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)

const ORDER: Readonly<Record<Sort, (a: Ordered, b: Ordered) => number>> = {
  newest: (a, b) => oldestFirst(b, a),
  oldest: oldestFirst,
  top: (a, b) => b.likes - a.likes || oldestFirst(b, a),
}

function publicArticle(site: Site, article: ArticleRow, now: Date): ThreadArticle {
  const { key, title, url, count } = article
  return { key, title, url, open: !isClosed(site, article, now), count }
}

/** Comments with the loaded rows that are shown below them, each level oldest first. */
function nested(shown: readonly ShownRow[], rows: readonly ShownRow[]): PublicComment[] {
  const below = Map.groupBy(rows, ({ shownUnderId }) => shownUnderId)
  const withReplies = (row: ShownRow): PublicComment => {
    const replies = below.get(row.id)
    return publicComment(row, replies?.toSorted(oldestFirst).map(withReplies))
  }
  return shown.map(withReplies)
}
