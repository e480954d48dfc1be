import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { QUEUE_SORTS } from './queue.ts'
import { IdParams, match, storable } from './schema.ts'
import { listViews, removeView, saveView } from './views.ts'

const Query = z.strictObject({ ...match, sort: z.enum(QUEUE_SORTS).optional() })
const Body = z.strictObject({
  name: storable(100).trim().min(1),
  query: Query,
  shared: z.boolean().default(false),
})
const View = z
  .object({
    id: z.uuid(),
    name: z.string(),
    site: z.string().nullable(),
    query: Query,
    shared: z.boolean(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    mine: z.boolean(),
  })
  .openapi('View')

const list = createRoute({
  method: 'get',
  path: '/views',
  summary: 'Saved views: your own, and those colleagues share',
  request: { query: z.object({ limit: limitParam(100), cursor: cursorParam }) },
  responses: { 200: answer('One page of views', pageOf(View)) },
})

const save = createRoute({
  method: 'post',
  path: '/views',
  summary: 'Keep a filter of the queue under a name',
  request: { body: jsonBody(Body) },
  responses: {
    201: answer('Kept', View),
    404: problem('No such site'),
    409: problem('You keep too many'),
    422: problem('Fields that are not valid'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/views/{id}',
  summary: 'Remove a view',
  request: { params: IdParams },
  responses: { 204: answer('Removed'), 404: problem('No such view of yours') },
})

/** Saved views of the queue. */
export function viewRoutes(deps: Deps) {
  return router()
    .openapi(list, async (c) => c.json(await listViews(deps.db, c.var.moderator, c.req.valid('query')), 200))
    .openapi(save, async (c) => c.json(await saveView(deps, c.var.moderator, c.req.valid('json')), 201))
    .openapi(remove, async (c) => {
      await removeView(deps.db, c.var.moderator, c.req.valid('param').id)
      return c.body(null, 204)
    })
}
