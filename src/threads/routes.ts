import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { readArticleKey } from '../comments/article-key.ts'
import { ArticleParams, Comment, CommentParams, SiteParams } from '../comments/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, pageOf, problem, UNCHANGED } from '../http/answers.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { headerParameter } from '../http/described-headers.ts'
import { type AppEnv, router } from '../http/env.ts'
import { bodySink, EVENT_STREAM_HEADERS } from '../http/event-sink.ts'
import { answerFinished } from '../http/finished.ts'
import { acceptedType } from '../http/negotiate.ts'
import { type Ask, countedArticles } from './ask.ts'
import { THREAD_FORMS } from './forms.ts'
import type { Reading } from './reading.ts'
import {
  Counts,
  CountsQuery,
  Picks,
  PicksQuery,
  RepliesQuery,
  Thread,
  ThreadQuery,
  Trending,
  TrendingQuery,
} from './schema.ts'

/** For readers without script. */
const PAGE = ['text/html']

const thread = createRoute({
  method: 'get',
  path: '/{site}/articles/{article}/comments',
  summary: 'The approved thread of an article, with replies to depth 4',
  request: { params: ArticleParams, query: ThreadQuery },
  responses: {
    200: answer('One page of the thread; empty for an article nobody has commented on', Thread, [
      ...PAGE,
      'application/ld+json',
    ]),
    ...UNCHANGED,
    400: problem('A cursor of another list, or a limit out of range', PAGE),
    406: problem('`Accept` names nothing that a thread can be had as'),
  },
})

const replies = createRoute({
  method: 'get',
  path: '/{site}/comments/{id}/replies',
  summary: 'More replies of one comment, oldest first',
  request: { params: CommentParams, query: RepliesQuery },
  responses: {
    200: answer('One page of replies', pageOf(Comment), PAGE),
    ...UNCHANGED,
    404: problem('No such visible comment', PAGE),
  },
})

const counts = createRoute({
  method: 'get',
  path: '/{site}/counts',
  summary: 'How many comments readers can see under each of up to 100 articles',
  request: { params: SiteParams, query: CountsQuery },
  responses: { 200: answer('Counts by the ids asked for', Counts), ...UNCHANGED },
})

const trending = createRoute({
  method: 'get',
  path: '/{site}/trending',
  summary: 'The most discussed articles of the last days',
  request: { params: SiteParams, query: TrendingQuery },
  responses: { 200: answer('Articles with most comments first', Trending), ...UNCHANGED },
})

const picks = createRoute({
  method: 'get',
  path: '/{site}/picks',
  summary: 'What the newsroom chose lately, below all articles, the latest choice first',
  request: { params: SiteParams, query: PicksQuery },
  responses: { 200: answer('Comments with their articles, without replies', Picks), ...UNCHANGED },
})

const feed = createRoute({
  method: 'get',
  path: '/{site}/articles/{article}/feed.atom',
  summary: 'The newest comments of an article as an Atom feed',
  request: { params: ArticleParams },
  responses: { 200: { description: 'The feed', content: { 'application/atom+xml': {} } }, ...UNCHANGED },
})

const events = createRoute({
  method: 'get',
  path: '/{site}/articles/{article}/events',
  summary: 'Server-sent events of a thread: approved, removed, count, article (closed or open), reset',
  description:
    '`approved` brings `{comment}`, `removed` brings `{id}`, `count` brings `{count}`. After a long gap `reset` ' +
    'says to read the thread anew.',
  parameters: [headerParameter('Last-Event-ID', 'The last event that arrived: those after it come first')],
  request: { params: ArticleParams },
  responses: { 200: { description: 'The stream', content: { 'text/event-stream': {} } } },
})

/**
 * Everything that readers read. `src/front.ts` answers the same requests before the framework, from the same memory.
 */
export function threadRoutes(deps: Deps, { sites, pages, events: stream, met }: Reading) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const send = async (c: Context<AppEnv>, askOf: () => Ask) => {
    const site = await sites.get(c.req.param('site') ?? '')
    const trouble = c.env?.incoming && met.get(c.env.incoming)
    if (trouble !== undefined) throw trouble
    return answerFinished(c, await pages.answer(site, askOf()))
  }
  const routes = router()
  routes.openapi(thread, (c) => {
    const { sort, limit, cursor } = c.req.valid('query')
    const articleKey = readArticleKey(c.req.valid('param').article)
    return send(c, () => ({ kind: 'thread', articleKey, page: { sort, limit, cursor }, form: formOf(c) }))
  })
  routes.openapi(replies, (c) => {
    const commentId = c.req.valid('param').id
    return send(c, () => ({ kind: 'replies', commentId, ...c.req.valid('query') }))
  })
  routes.openapi(counts, (c) => {
    const { article } = c.req.valid('query')
    const articles = countedArticles(typeof article === 'string' ? [article] : article)
    if (articles === undefined) {
      throw new AppError('invalid-request', 'article: an article is named by 1 to 200 characters.')
    }
    return send(c, () => ({ kind: 'counts', articles }))
  })
  routes.openapi(trending, (c) => send(c, () => ({ kind: 'trending', ...c.req.valid('query') })))
  routes.openapi(picks, (c) => send(c, () => ({ kind: 'picks', ...c.req.valid('query') })))
  routes.openapi(feed, (c) => {
    const articleKey = readArticleKey(c.req.valid('param').article)
    return send(c, () => ({ kind: 'feed', articleKey }))
  })
  routes.openapi(events, async (c) => {
    const site = await sites.get(c.req.valid('param').site)
    const articleKey = readArticleKey(c.req.valid('param').article)
    if (c.req.method === 'HEAD') return c.newResponse(null, 200, EVENT_STREAM_HEADERS)
    let stop = () => {}
    const { body, sink } = bodySink(() => stop())
    const lastEventId = c.req.header('last-event-id')
    stop = stream.watch({ site, articleKey, bucket: callerOf(c, trusted).bucket, lastEventId }, sink)
    return c.newResponse(body, 200, EVENT_STREAM_HEADERS)
  })
  return routes
}

/** @throws {AppError} `not-acceptable`. */
function formOf(c: Context<AppEnv>) {
  const mediaType = acceptedType(
    c.req.header('accept'),
    THREAD_FORMS.map(({ mediaType }) => mediaType),
  )
  const form = THREAD_FORMS.find((offered) => offered.mediaType === mediaType)
  if (form === undefined) throw new AppError('not-acceptable', `A thread comes as ${mediaTypes()}.`)
  return form
}

function mediaTypes(): string {
  return THREAD_FORMS.map(({ mediaType }) => mediaType).join(' or ')
}
