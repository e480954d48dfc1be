import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import type { Moderator } from '../http/auth.ts'
import { router } from '../http/env.ts'
import { locateComment, visibleSites } from './access.ts'
import { claimNext, claimOne, releaseClaims, type Seat } from './claims.ts'
import { AlreadyClaimed } from './conflict-schema.ts'
import { streamReviewEvents } from './events.ts'
import { getFacets } from './facets.ts'
import { reviewEvents } from './news.ts'
import { listQueue, QUEUE_SORTS } from './queue.ts'
import { getRecord } from './record.ts'
import {
  CommentRecord,
  Facets,
  IdParams,
  match,
  QueueQuery,
  ReviewItem,
  SearchQuery,
  SiteQuery,
} from './schema.ts'
import { searchComments } from './search.ts'

const ClaimsBody = z.strictObject({
  ...match,
  sort: z.enum(QUEUE_SORTS).default('priority'),
  count: z.int().min(1).max(100),
  except: z.array(z.uuid()).max(500).default([]),
})

const FromWindow = z.object({
  'postbag-window': z.uuid().optional().openapi({
    description:
      'An id that this window of yours made for itself. Windows hold leases apart; without it, all your leases are meant.',
  }),
})

const queue = createRoute({
  method: 'get',
  path: '/queue',
  summary: 'What waits for a moderator, with everything needed to judge it',
  request: { query: QueueQuery },
  responses: {
    200: answer('One page of the queue', pageOf(ReviewItem)),
    400: problem('A cursor of another list'),
  },
})

const facets = createRoute({
  method: 'get',
  path: '/facets',
  summary: 'How many comments wait for each section and reason',
  request: { query: SiteQuery },
  responses: { 200: answer('Counts', Facets), 404: problem('No such site') },
})

const claim = createRoute({
  method: 'post',
  path: '/claims',
  summary: 'Lease the next items for five minutes; what is leased already is renewed and counts',
  description:
    'Of the whole queue, or of the part that `GET /v1/review/queue` lists for the same members. `except` are comments to pass over, such as those you skipped.',
  request: { headers: FromWindow, body: jsonBody(ClaimsBody) },
  responses: {
    200: answer(
      'The items now leased',
      z.object({ items: z.array(ReviewItem), expiresAt: z.iso.datetime().nullable() }),
    ),
    422: problem('Fields that are not valid'),
  },
})

const claimThis = createRoute({
  method: 'put',
  path: '/claims/{id}',
  summary: 'Lease one comment, or renew its lease',
  request: { headers: FromWindow, params: IdParams, query: SiteQuery },
  responses: {
    200: answer('Leased until then', z.object({ expiresAt: z.iso.datetime() })),
    404: problem('Nothing that waits'),
    409: problem('Somebody else holds it, or another window of yours', [], AlreadyClaimed),
  },
})

const release = createRoute({
  method: 'delete',
  path: '/claims/{id}',
  summary: 'Give one lease back',
  request: { headers: FromWindow, params: IdParams, query: SiteQuery },
  responses: { 204: answer('Given back'), 404: problem('No such comment') },
})

const releaseAll = createRoute({
  method: 'delete',
  path: '/claims',
  summary: 'Give all leases back',
  request: { headers: FromWindow },
  responses: { 204: answer('Given back') },
})

const record = createRoute({
  method: 'get',
  path: '/comments/{id}',
  summary: 'The whole record of one comment, with decisions and revisions',
  request: { params: IdParams, query: SiteQuery },
  responses: { 200: answer('The record', CommentRecord), 404: problem('No such comment') },
})

const search = createRoute({
  method: 'get',
  path: '/comments',
  summary: 'Search comments in any status; a page may hold few matches and still name a next one',
  request: { query: SearchQuery },
  responses: {
    200: answer('One page of matches', pageOf(ReviewItem)),
    400: problem('A cursor of another search'),
  },
})

const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Server-sent events for a live console: queue, decided, claimed, bulk; reset says to read again',
  description:
    'Of one site, or of all that this token may see, those made later included: the first event of a new one is `queue`.',
  request: { query: SiteQuery },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    503: problem('Too many streams'),
  },
})

/** What waits, who works on what, and live news for consoles. */
export function queueRoutes(deps: Deps) {
  const { db } = deps
  const heard = reviewEvents(deps)
  return router()
    .openapi(queue, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await listQueue(db, await visibleSites(db, c.var.moderator, site), page), 200)
    })
    .openapi(facets, async (c) => {
      const { site } = c.req.valid('query')
      return c.json(await getFacets(db, await visibleSites(db, c.var.moderator, site)), 200)
    })
    .openapi(claim, async (c) => {
      const { signal } = c.req.raw
      const { site, ...wanted } = c.req.valid('json')
      const sites = await visibleSites(db, c.var.moderator, site)
      const seat = seatOf(c.var.moderator, c.req.valid('header'))
      return c.json(await claimNext(db, seat, { sites, signal, ...wanted }), 200)
    })
    .openapi(claimThis, async (c) => {
      const named = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await claimOne(db, seatOf(c.var.moderator, c.req.valid('header')), named), 200)
    })
    .openapi(release, async (c) => {
      const named = { ...c.req.valid('param'), ...c.req.valid('query') }
      await releaseClaims(db, seatOf(c.var.moderator, c.req.valid('header')), [
        await locateComment(db, c.var.moderator, named),
      ])
      return c.body(null, 204)
    })
    .openapi(releaseAll, async (c) => {
      await releaseClaims(db, seatOf(c.var.moderator, c.req.valid('header')))
      return c.body(null, 204)
    })
    .openapi(search, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await searchComments(db, await visibleSites(db, c.var.moderator, site), page), 200)
    })
    .openapi(record, async (c) => {
      const named = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(await getRecord(db, await locateComment(db, c.var.moderator, named)), 200)
    })
    .openapi(events, async (c) => {
      const { site } = c.req.valid('query')
      const readSites = () => visibleSites(db, c.var.moderator, site)
      // The route's type allows JSON answers only.
      return streamReviewEvents(c, deps, {
        events: heard,
        readSites,
        isOfOneSite: site !== undefined,
      }) as never
    })
}

function seatOf(moderator: Moderator, headers: z.infer<typeof FromWindow>): Seat {
  return { moderator, windowId: headers['postbag-window'] ?? null }
}
