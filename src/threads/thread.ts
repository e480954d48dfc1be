import { z } from 'zod'
import { repliesCursor, repliesList, type ShownComment } from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, instant, listName, timeAndId } from '../http/paging.ts'
import { isClosed } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import { oldestFirst, repliesJson, threadJson } from './json.ts'
import { type ArticleRow, findReplies, findThread, type ShownRow, type Sort } from './queries.ts'

export type ThreadPage = {
  readonly sort: Sort
  /** Top-level comments, 1 to 100. */
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A thread, as parsed from its JSON. */
export type Thread = {
  readonly article: ThreadArticle
  readonly comments: readonly ShownComment[]
  readonly next: string | null
}

export type ThreadArticle = {
  readonly key: string
  readonly title: string | null
  readonly url: string | null
  /** Whether it takes comments. */
  readonly open: boolean
  /** How many comments readers can see, including replies. */
  readonly count: number
  /** How many of them the newsroom chose; left out if none. */
  readonly picks?: number
}

/** The JSON that was loaded, and the article's version at that time; null for an article that has no row yet. */
export type Loaded = { readonly json: Buffer; readonly articleKey: string; readonly version: number | null }

/**
 * A page of the approved thread. An article nobody has commented on is an empty thread.
 * @throws {AppError} `invalid-request` for a cursor of another list.
 */
export async function loadThread(
  { db, now }: { readonly db: Queryable; readonly now: () => Date },
  site: Site,
  articleKey: string,
  { sort, limit, cursor }: ThreadPage,
): Promise<Loaded & { readonly article: ThreadArticle }> {
  const list = listName(`thread ${sort}`, [site], articleKey)
  const after = cursor === undefined ? null : decodeCursor(list, cursor, AfterKey)
  const found = await findThread(db, site.id, { key: articleKey, sort, limit, after })
  if (found === undefined) {
    const article = { key: articleKey, title: null, url: null, open: true, count: 0 }
    return { json: threadJson(article, [], [], null), article, articleKey, version: null }
  }
  const { rows } = found
  const tops = rows.filter(({ shownUnderId }) => shownUnderId === null).toSorted(ORDER[sort])
  const shown = tops.slice(0, limit)
  const last = shown.at(-1)
  const next =
    tops.length > limit && last
      ? encodeCursor(list, [sort === 'top' ? last.likes : 0, last.createdAt, last.id])
      : null
  const article = publicArticle(site, found.article, now())
  return { json: threadJson(article, shown, rows, next), article, articleKey, version: found.article.version }
}

/** Parses what `loadThread` and `loadReplies` wrote, for forms that are not JSON. */
export function readJson<T extends Thread | Replies>({ json }: Pick<Loaded, 'json'>): T {
  return JSON.parse(json.toString())
}

/** As parsed from JSON. */
export type Replies = { readonly items: readonly ShownComment[]; readonly next: string | null }

/**
 * A page of the replies shown under a comment, oldest first, with their own replies below them.
 * @throws {AppError} `not-found` when readers cannot see the comment, `invalid-request` for a foreign cursor.
 */
export async function loadReplies(
  { db }: { readonly db: Queryable },
  site: Site,
  commentId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Loaded> {
  const [createdAt, id] = cursor === undefined ? [] : decodeCursor(repliesList(commentId), cursor, timeAndId)
  const after = createdAt === undefined || id === undefined ? null : { createdAt, id }
  const found = await findReplies(db, site.id, { commentId, limit, after })
  if (found === undefined) throw new AppError('not-found')
  const { article, rows } = found
  const first = rows.filter(({ shownUnderId }) => shownUnderId === commentId).toSorted(oldestFirst)
  const shown = first.slice(0, limit)
  const last = shown.at(-1)
  const next = first.length > limit && last ? repliesCursor(commentId, last) : null
  return { json: repliesJson(shown, rows, next), articleKey: article.key, version: article.version }
}

const AfterKey = z
  .tuple([z.int().min(0).max(2_147_483_647), instant, z.uuid()])
  .transform(([likes, createdAt, id]) => ({ likes, createdAt, id }))

const ORDER: Readonly<Record<Sort, (a: ShownRow, b: ShownRow) => number>> = {
  newest: (a, b) => oldestFirst(b, a),
  oldest: oldestFirst,
  top: (a, b) => b.likes - a.likes || oldestFirst(b, a),
  picked: (a, b) => oldestFirst(b, a),
}

function publicArticle(site: Site, article: ArticleRow, now: Date): ThreadArticle {
  const { key, title, url, count, picks } = article
  return { key, title, url, open: !isClosed(site, article, now), count, ...(picks > 0 && { picks }) }
}
