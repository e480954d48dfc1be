import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { answer, problem } from '../../http/answers.ts'
import { router } from '../../http/env.ts'
import { inPieces } from '../../http/in-pieces.ts'
import type { Judges } from '../../judge/judges.ts'
import { visibleSites } from '../access.ts'
import { StatsQuery } from '../schema.ts'
import { EXPORTS, exportLines } from './export.ts'
import { getFigures } from './figures.ts'
import { defineSamples } from './samples.ts'
import { FiguresAnswer, StatsAnswer } from './schema.ts'
import { getStats } from './stats.ts'

const DAY_MS = 86_400_000

const stats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Queue depth and age, decisions, automation, reasons, signals, error budget',
  request: { query: StatsQuery },
  responses: { 200: answer('Figures', StatsAnswer), 404: problem('No such site') },
})

const figures = createRoute({
  method: 'get',
  path: '/figures',
  summary: 'The desk over time: queue, decisions, automation, error budget',
  request: { query: StatsQuery },
  responses: { 200: answer('Lists as long as `at`', FiguresAnswer), 404: problem('No such site') },
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

/** How the desk is doing, and how it did. */
export function insightRoutes(deps: Deps, judges: Judges) {
  defineSamples(deps)
  const { db } = deps
  return router()
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
      const body = await inPieces(lines, (error) => c.var.log.warn({ err: error, of }, 'export.failed'))
      c.header('content-type', 'text/csv; charset=utf-8; header=present')
      c.header('content-disposition', `attachment; filename="postbag-${of}.csv"`)
      // The route's type allows JSON answers only.
      return c.body(body) as never
    })
}
