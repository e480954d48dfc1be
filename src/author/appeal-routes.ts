import { createRoute, z } from '@hono/zod-openapi'
import { CommentParams } from '../comments/schema.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import { appeal } from '../review/appeals.ts'
import { AppealBody } from '../review/schema.ts'
import type { SiteCache } from '../sites/queries.ts'
import { requireReceipt } from './access.ts'

const route = createRoute({
  method: 'post',
  path: '/{site}/comments/{id}/appeal',
  summary: "An author asks, with the comment's receipt, to look again at a rejection",
  security: [{ receipt: [] }],
  request: { params: CommentParams, body: jsonBody(AppealBody) },
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
    const { site: slug, id: commentId } = c.req.valid('param')
    const site = await sites.get(slug)
    refuseForeignOrigin(c, site.origins)
    requireReceipt(c, deps, site.id, commentId)
    const { note } = c.req.valid('json')
    return c.json(await appeal(deps, site, { commentId, note: note ?? null }), 202)
  })
}
