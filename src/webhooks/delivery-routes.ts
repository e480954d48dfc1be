import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { findingRef } from './access.ts'
import { pingWebhook } from './ping.ts'
import { getWebhook, listDeliveries } from './queries.ts'
import { type ReplayQueues, replayParked } from './replay.ts'
import {
  DeliveriesQuery,
  DeliveryAnswer,
  PingAnswer,
  ReplayBody,
  ReplayedAnswer,
  WebhookParams,
} from './schema.ts'

const PATH = '/sites/{site}/webhooks/{id}'
const missing = problem('No such site or webhook')

const ping = createRoute({
  method: 'post',
  path: `${PATH}/ping`,
  summary: 'Send it a message at once, of type `webhook.ping`, and tell what it answered',
  request: { params: WebhookParams },
  responses: { 200: answer('What it said', PingAnswer), 404: missing },
})
const list = createRoute({
  method: 'get',
  path: `${PATH}/deliveries`,
  summary: 'What was sent, what waits and what is parked, newest event first',
  request: { params: WebhookParams, query: DeliveriesQuery },
  responses: { 200: answer('One page', pageOf(DeliveryAnswer)), 404: missing },
})
const replay = createRoute({
  method: 'post',
  path: `${PATH}/replay`,
  summary: 'Try parked deliveries again: those named, or all',
  request: { params: WebhookParams, body: jsonBody(ReplayBody) },
  responses: { 202: answer('On their way', ReplayedAnswer), 404: missing, 409: problem('Switched off') },
})

/** What goes to a webhook: trying it, what was sent, and sending again. */
export function deliveryRoutes(deps: Deps, queues: ReplayQueues) {
  const { db } = deps
  const refOf = findingRef(db)
  return router()
    .openapi(ping, async (c) => {
      const { site, id: webhookId } = c.req.valid('param')
      const ref = await refOf(c.var.moderator, c.req.valid('param'))
      const said = await pingWebhook(deps, ref)
      c.var.log.info({ site, webhookId, moderatorId: c.var.moderator.id }, 'webhook.pinged')
      return c.json(said, 200)
    })
    .openapi(list, async (c) => {
      const ref = await refOf(c.var.moderator, c.req.valid('param'))
      await getWebhook(db, ref)
      return c.json(await listDeliveries(db, ref, c.req.valid('query')), 200)
    })
    .openapi(replay, async (c) => {
      const { site, id: webhookId } = c.req.valid('param')
      const ref = await refOf(c.var.moderator, c.req.valid('param'))
      const replayed = await replayParked(db, queues, { ...ref, events: c.req.valid('json').events })
      c.var.log.info({ site, webhookId, replayed, moderatorId: c.var.moderator.id }, 'webhook.replayed')
      return c.json({ replayed }, 202)
    })
}
