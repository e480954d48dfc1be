import { articleKey } from '../comments/article-key.ts'
import { isReadable } from '../http/address.ts'
import { SLUG } from '../sites/names.ts'
import { UUIDV7 } from '../text/uuid.ts'
import { type Ask, COUNTED_AT_MOST, countedArticles } from './ask.ts'
import { THREAD_FORMS } from './forms.ts'
import { SORTS } from './queries.ts'

/** The ask and site of a request target, and the route's pattern for log and metrics. */
export type Target = { readonly slug: string; readonly route: string } & (
  | { readonly ask: Ask }
  /** The article whose events are asked for. */
  | { readonly events: string }
)

const ROUTES = {
  thread: '/v1/sites/:site/articles/:article/comments',
  replies: '/v1/sites/:site/comments/:id/replies',
  counts: '/v1/sites/:site/counts',
  events: '/v1/sites/:site/articles/:article/events',
} as const

const PREFIX = '/v1/sites/'
/** Paths that all routers read alike: no backslash, no empty part, nothing that needs normalising. */
const PLAIN = /^[\w.~%!$&'()*+,;=:@/-]+$/
const CURSOR = /^[\w-]{1,500}$/
/** Parameters that only pages without script use; the framework answers those. */
const PAGE_ONLY = ['fragment', 'replyTo']

/**
 * Parses a request target (`/v1/sites/…?…`) as the routes in `routes.ts` do, but only if there is no doubt: a plain
 * path, known parameters at most once, values within range. Undefined for anything else, which the routes have to
 * answer. A thread is asked for in its first form; `Accept` may choose another.
 */
export function parseTarget(target: string): Target | undefined {
  if (!target.startsWith(PREFIX) || !isReadable(target)) return undefined
  const mark = target.indexOf('?')
  const path = target.slice(PREFIX.length, mark === -1 ? undefined : mark)
  if (!PLAIN.test(path)) return undefined
  const [slug = '', ...rest] = path.split('/')
  const query = parseQuery(mark === -1 ? '' : target.slice(mark + 1))
  if (!SLUG.test(slug) || query === undefined) return undefined
  const [kind, name, leaf, ...more] = rest
  if (kind === 'counts' && name === undefined) return countsTarget(slug, query)
  if (name === undefined || more.length > 0) return undefined
  if (kind === 'articles' && leaf === 'comments') return threadTarget(slug, name, query)
  if (kind === 'articles' && leaf === 'events') return eventsTarget(slug, name)
  if (kind === 'comments' && leaf === 'replies') return repliesTarget(slug, name, query)
  return undefined
}

type Query = {
  readonly sort?: string
  readonly limit?: string
  readonly cursor?: string
  readonly articles: readonly string[]
}

function threadTarget(slug: string, name: string, query: Query): Target | undefined {
  const key = keyOf(name)
  const sort = query.sort === undefined ? 'newest' : SORTS.find((known) => known === query.sort)
  const limit = parseLimit(query.limit)
  const [form] = THREAD_FORMS
  if (key === null || sort === undefined || limit === undefined || form === undefined) return undefined
  if (query.cursor !== undefined && !CURSOR.test(query.cursor)) return undefined
  const page = { sort, limit, cursor: query.cursor }
  return { slug, route: ROUTES.thread, ask: { kind: 'thread', articleKey: key, page, form } }
}

function eventsTarget(slug: string, name: string): Target | undefined {
  const key = keyOf(name)
  return key === null ? undefined : { slug, route: ROUTES.events, events: key }
}

function keyOf(name: string): string | null {
  const decoded = decodeURIComponent(name)
  return decoded === '.' || decoded === '..' ? null : articleKey(decoded)
}

function repliesTarget(slug: string, commentId: string, { limit: given, cursor }: Query): Target | undefined {
  const limit = parseLimit(given)
  if (!UUIDV7.test(commentId) || limit === undefined) return undefined
  if (cursor !== undefined && !CURSOR.test(cursor)) return undefined
  return { slug, route: ROUTES.replies, ask: { kind: 'replies', commentId, limit, cursor } }
}

function countsTarget(slug: string, { articles: names }: Query): Target | undefined {
  if (names.length === 0 || names.length > COUNTED_AT_MOST) return undefined
  const articles = countedArticles(names)
  return articles && { slug, route: ROUTES.counts, ask: { kind: 'counts', articles } }
}

function parseQuery(query: string): Query | undefined {
  const seen: { sort?: string; limit?: string; cursor?: string } = {}
  const articles: string[] = []
  for (const part of query === '' ? [] : query.split('&')) {
    const equals = part.indexOf('=')
    const name = equals === -1 ? part : part.slice(0, equals)
    const value = decodeURIComponent(equals === -1 ? '' : part.slice(equals + 1).replaceAll('+', ' '))
    if (name === 'article') {
      articles.push(value)
      continue
    }
    if (/[%+]/.test(name)) return undefined
    if (PAGE_ONLY.includes(name)) return undefined
    if (name !== 'sort' && name !== 'limit' && name !== 'cursor') continue
    if (seen[name] !== undefined) return undefined
    seen[name] = value
  }
  return { ...seen, articles }
}

function parseLimit(limit = '50'): number | undefined {
  return /^(?:[1-9]\d?|100)$/.test(limit) ? Number(limit) : undefined
}
