import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, problem } from '../http/answers.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import type { SiteCache } from '../sites/queries.ts'
import { receiptIn, receiptOpens } from '../submissions/receipt.ts'
import { appeal } from './appeals.ts'
import { AppealBody } from './schema.ts'

const route = createRoute({
  method: 'post',
  path: '/{site}/comments/{id}/appeal',
  summary: "An author asks, with the comment's receipt, to look again at a rejection",
  request: {
    params: z.object({ site: z.string(), id: z.uuid() }),
    body: { required: true, content: { 'application/json': { schema: AppealBody } } },
  },
  responses: {
    202: answer(
      'A moderator will look again',
      z.object({ id: z.uuid(), status: z.literal('pending'), createdAt: z.iso.datetime() }),
    ),
    401: problem('No receipt of this comment'),
    409: problem('Nothing to appeal against, or no more'),
  },
})

/** Public: how the author of a rejected comment asks for another look. */
export function appealRoutes(deps: Deps, sites: SiteCache) {
  const routes = router()
  routes.use('/:site/comments/:id/appeal', readJsonFirst)
  return routes.openapi(route, async (c) => {
    const { site: slug, id } = c.req.valid('param')
    const site = await sites.find(slug)
    if (!site) throw new AppError('not-found')
    refuseForeignOrigin(c, site.origins)
    const receipt = receiptIn(c.req.header('authorization')) ?? ''
    const commentId = id.toLowerCase()
    if (!receiptOpens(deps.secret, receipt, { siteId: site.id, commentId, now: deps.now() })) {
      throw new AppError('unauthenticated', 'Send the receipt of this comment as Authorization: Receipt.')
    }
    c.header('cache-control', 'no-store')
    const { note } = c.req.valid('json')
    return c.json(await appeal(deps, site, { commentId, note: note ?? null }), 202)
  })
}
