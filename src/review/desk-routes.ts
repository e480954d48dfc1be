import { createRoute } from '@hono/zod-openapi'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import type { Judges } from '../judge/judges.ts'
import { getVisibleSite, visibleSites } from './access.ts'
import { ban, liftBan, listBans } from './bans.ts'
import { reviewEvents, streamReviewEvents } from './events.ts'
import { EXPORTS, exportLines } from './export.ts'
import { getFigures } from './figures.ts'
import { Ban, BanBody, BansQuery, IdParams, SiteQuery, StatsQuery } from './schema.ts'
import { getStats } from './stats.ts'

const DAY_MS = 86_400_000

const bans = createRoute({
  method: 'get',
  path: '/bans',
  summary: 'Bans in force, or all that ever were',
  request: { query: BansQuery },
  responses: { 200: answer('One page of bans', pageOf(Ban)), 400: problem('A cursor of another list') },
})

const makeBan = createRoute({
  method: 'post',
  path: '/bans',
  summary: 'Ban an author, network, e-mail, name or link domain, with or without an end',
  request: { body: jsonBody(BanBody) },
  responses: {
    201: answer('Banned', Ban),
    404: problem('No such site or comment'),
    422: problem('Fields that are not valid'),
  },
})

const endBan = createRoute({
  method: 'delete',
  path: '/bans/{id}',
  summary: 'Lift a ban',
  request: { params: IdParams },
  responses: { 204: answer('Lifted'), 404: problem('No such ban in force') },
})

const stats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Queue depth and age, decisions, automation, reasons, signals, error budget',
  request: { query: StatsQuery },
  responses: { 200: answer('Figures', z.looseObject({})), 404: problem('No such site') },
})

const figures = createRoute({
  method: 'get',
  path: '/figures',
  summary: 'The desk over time: queue, decisions, automation, error budget',
  request: { query: StatsQuery },
  responses: { 200: answer('Lists as long as `at`', z.looseObject({})), 404: problem('No such site') },
})

const csv = createRoute({
  method: 'get',
  path: '/export.csv',
  summary: 'A table as CSV for a spreadsheet; what could be a formula there is made harmless',
  request: { query: StatsQuery.extend({ of: z.enum(EXPORTS) }) },
  responses: {
    200: { description: 'The table', content: { 'text/csv': { schema: z.string() } } },
    404: problem('No such site'),
  },
})

const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Server-sent events for a live console: queue, decided, claimed, bulk; reset says to read again',
  request: { query: SiteQuery },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    503: problem('Too many streams'),
  },
})

/** Bans, figures, and what other consoles do. */
export function deskRoutes(deps: Deps, judges: Judges) {
  const { db } = deps
  const heard = reviewEvents(deps)
  return router()
    .openapi(bans, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await listBans(db, await visibleSites(db, c.var.moderator, site), page), 200)
    })
    .openapi(makeBan, async (c) => {
      const { site, ...wanted } = c.req.valid('json')
      const { moderator } = c.var
      return c.json(await ban(deps, moderator, await getVisibleSite(db, moderator, site), wanted), 201)
    })
    .openapi(endBan, async (c) => {
      await liftBan(deps, c.var.moderator, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(stats, async (c) => {
      const { site, days } = c.req.valid('query')
      const since = new Date(deps.now().getTime() - days * DAY_MS)
      return c.json(await getStats({ db, judges }, await visibleSites(db, c.var.moderator, site), since), 200)
    })
    .openapi(figures, async (c) => {
      const { site, days } = c.req.valid('query')
      const sites = await visibleSites(db, c.var.moderator, site)
      return c.json(await getFigures(db, sites, { now: deps.now(), days }), 200)
    })
    .openapi(csv, async (c) => {
      const { site, of, days } = c.req.valid('query')
      const sites = await visibleSites(db, c.var.moderator, site)
      const lines = exportLines({ db, judges }, sites, { of, days, now: deps.now() })
      c.header('content-type', 'text/csv; charset=utf-8; header=present')
      c.header('content-disposition', `attachment; filename="postbag-${of}.csv"`)
      // The route's own type knows JSON answers only.
      return stream(c, async (out) => {
        for await (const line of lines) await out.write(line)
      }) as never
    })
    .openapi(events, async (c) => {
      const sites = await visibleSites(db, c.var.moderator, c.req.valid('query').site)
      // As above: a stream is none of the answers the type knows.
      return streamReviewEvents(c, deps, { events: heard, sites }) as never
    })
}
