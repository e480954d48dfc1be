import { createRoute, z } from '@hono/zod-openapi'
import { requireReceipt } from '../author/access.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import type { SiteCache } from '../sites/queries.ts'
import { appeal } from './appeals.ts'
import { AppealBody } from './schema.ts'

const route = createRoute({
  method: 'post',
  path: '/{site}/comments/{id}/appeal',
  summary: "An author asks, with the comment's receipt, to look again at a rejection",
  request: { params: z.object({ site: z.string(), id: z.uuid() }), body: jsonBody(AppealBody) },
  responses: {
    202: answer(
      'A moderator will look again',
      z.object({ id: z.uuid(), status: z.literal('pending'), createdAt: z.iso.datetime() }),
    ),
    401: problem('No receipt of this comment'),
    409: problem('Nothing to appeal against, or no more'),
  },
})

/** Public: the author of a rejected comment asks for another look. */
export function appealRoutes(deps: Deps, sites: SiteCache) {
  const routes = router()
  routes.use('/:site/comments/:id/appeal', readJsonFirst)
  return routes.openapi(route, async (c) => {
    const { site: slug, id } = c.req.valid('param')
    const site = await sites.get(slug)
    refuseForeignOrigin(c, site.origins)
    const commentId = id.toLowerCase()
    requireReceipt(c, deps, site.id, commentId)
    const { note } = c.req.valid('json')
    return c.json(await appeal(deps, site, { commentId, note: note ?? null }), 202)
  })
}
