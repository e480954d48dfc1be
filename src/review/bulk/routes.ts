import { createRoute, z } from '@hono/zod-openapi'
import { REASON_CODES } from '../../checks/check.ts'
import { BULK_STATES } from '../../db/states.ts'
import type { Deps } from '../../deps.ts'
import { answer, jsonBody, Problem, pageOf, problem } from '../../http/answers.ts'
import { router } from '../../http/env.ts'
import { cursorParam, limitParam } from '../../http/paging.ts'
import { IdParams, match, ReviewItem, storable } from '../schema.ts'
import { getJob, listJobs, shown } from './job.ts'
import { previewBulk, startBulk, stopBulk, undoBulk } from './plan.ts'
import { defineBulk } from './work.ts'

const Matched = z.strictObject(match)
const at = z.iso.datetime()

const BulkJob = z
  .object({
    id: z.uuid(),
    site: z.string().nullable(),
    match: Matched,
    action: z.enum(['approve', 'reject', 'undo']),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    state: z.enum(BULK_STATES),
    total: z.int(),
    done: z.int(),
    skipped: z.int(),
    createdBy: z.string(),
    createdAt: at,
    endedAt: at.nullable(),
    undoneBy: z.uuid().nullable(),
  })
  .openapi('BulkJob')

const Preview = z.object({
  total: z.int(),
  capped: z.boolean(),
  authors: z.int(),
  articles: z.int(),
  reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
  sample: z.array(ReviewItem),
})

const PreviewBody = z.strictObject({ match: Matched })
const StartBody = z.strictObject({
  match: Matched,
  action: z.enum(['approve', 'reject']),
  reason: z.enum(REASON_CODES).optional(),
  note: storable(2_000).optional(),
  total: z.int().min(0).optional().openapi({ description: 'what the preview said; clearly more is refused' }),
})

const preview = createRoute({
  method: 'post',
  path: '/bulk/preview',
  summary: 'What a decision on everything that waits and matches would reach, with examples',
  request: { body: jsonBody(PreviewBody) },
  responses: { 200: answer('Figures and examples', Preview), 422: problem('A match without a filter') },
})

const TooMany = Problem.extend({ total: z.int() }).openapi('BulkConflict')

const start = createRoute({
  method: 'post',
  path: '/bulk',
  summary: 'Decide in the background on everything that waits and matches now',
  request: { body: jsonBody(StartBody) },
  responses: {
    202: answer('Under way', BulkJob),
    409: problem('Clearly more than were seen, with the present total; or none', [], TooMany),
    422: problem('A match without a filter, or a reject without a reason'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/bulk',
  summary: 'Decisions in the background, newest first',
  request: { query: z.object({ limit: limitParam(), cursor: cursorParam }) },
  responses: { 200: answer('One page of jobs', pageOf(BulkJob)) },
})

const get = createRoute({
  method: 'get',
  path: '/bulk/{id}',
  summary: 'How far one has come',
  request: { params: IdParams },
  responses: { 200: answer('The job', BulkJob), 404: problem('No such job') },
})

const stop = createRoute({
  method: 'post',
  path: '/bulk/{id}/stop',
  summary: 'Decide no further; what is decided stays',
  request: { params: IdParams },
  responses: { 200: answer('Stopped', BulkJob), 409: problem('Over already') },
})

const undo = createRoute({
  method: 'post',
  path: '/bulk/{id}/undo',
  summary: 'Take back what it decided and nobody changed since',
  request: { params: IdParams },
  responses: { 202: answer('Under way', BulkJob), 409: problem('Still under way, or taken back already') },
})

/** Decisions on more than a page of comments, made in the background. */
export function bulkRoutes(deps: Deps) {
  const { db } = deps
  const enqueue = defineBulk(deps)
  return router()
    .openapi(preview, async (c) =>
      c.json(await previewBulk(db, c.var.moderator, c.req.valid('json').match), 200),
    )
    .openapi(start, async (c) => {
      const { reason = null, note = null, ...order } = c.req.valid('json')
      return c.json(await startBulk(deps, c.var.moderator, { ...order, reason, note }, enqueue), 202)
    })
    .openapi(list, async (c) => c.json(await listJobs(db, c.var.moderator, c.req.valid('query')), 200))
    .openapi(get, async (c) => c.json(shown(await getJob(db, c.var.moderator, c.req.valid('param').id)), 200))
    .openapi(stop, async (c) => c.json(await stopBulk(deps, c.var.moderator, c.req.valid('param').id), 200))
    .openapi(undo, async (c) =>
      c.json(await undoBulk(deps, c.var.moderator, c.req.valid('param').id, enqueue), 202),
    )
}
