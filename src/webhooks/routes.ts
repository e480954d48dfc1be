import { randomUUIDv7 } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { bringing } from '../http/described-headers.ts'
import { router } from '../http/env.ts'
import { newWebhookSecret } from '../http/sign.ts'
import { checkTargets } from '../http/targets.ts'
import { seal } from '../seal.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { findingRef } from './access.ts'
import { getWebhook, insertWebhook, listWebhooks, rotateSecret, updateWebhook } from './queries.ts'
import { type WebhookRef, webhookSecretPlace } from './receiver.ts'
import { type Removals, removeWebhook } from './remove.ts'
import {
  RotateBody,
  SecretAnswer,
  WebhookAnswer,
  WebhookBody,
  WebhookChangeBody,
  WebhookParams,
} from './schema.ts'

const PATH = '/sites/{site}/webhooks'
const missing = problem('No such site or webhook')

const list = createRoute({
  method: 'get',
  path: PATH,
  summary: 'Who is told of what happens on a site',
  request: { params: SiteParams },
  responses: { 200: answer('All of them', pageOf(WebhookAnswer)), 404: missing },
})
const make = createRoute({
  method: 'post',
  path: PATH,
  summary: 'A new webhook; its secret is in this answer only',
  description:
    'Messages follow Standard Webhooks: `webhook-id` (the same on every try), `webhook-timestamp`, `webhook-signature`. At least once, in no particular order: go by `data.version`; of the same version (a pick leaves it as it is) the greater `webhook-id` is the later. Any 2xx counts; 410 ends the webhook; everything else is tried again for three days, then parked.',
  request: { params: SiteParams, body: jsonBody(WebhookBody) },
  responses: {
    201: bringing({ Location: 'The address of the webhook' }, answer('Made', SecretAnswer)),
    404: missing,
    422: problem('Fields that are not valid'),
  },
})
const get = createRoute({
  method: 'get',
  path: `${PATH}/{id}`,
  summary: 'One webhook',
  request: { params: WebhookParams },
  responses: { 200: answer('The webhook', WebhookAnswer), 404: missing },
})
const change = createRoute({
  method: 'patch',
  path: `${PATH}/{id}`,
  summary: 'Change address or events, switch off or on',
  request: { params: WebhookParams, body: jsonBody(WebhookChangeBody) },
  responses: {
    200: answer('Changed', WebhookAnswer),
    404: missing,
    422: problem('Fields that are not valid'),
  },
})
const remove = createRoute({
  method: 'delete',
  path: `${PATH}/{id}`,
  summary: 'Delete a webhook with all its deliveries: nothing more is sent',
  request: { params: WebhookParams },
  responses: { 204: { description: 'Gone' }, 404: missing },
})
const rotate = createRoute({
  method: 'post',
  path: `${PATH}/{id}/secret`,
  summary: 'A new secret; the former ones sign too for a while',
  request: { params: WebhookParams, body: jsonBody(RotateBody) },
  responses: { 200: answer('The new secret', SecretAnswer), 404: missing },
})

/** Webhooks of a site, for its admins. */
export function webhookRoutes(deps: Deps, removals: Removals) {
  const { db } = deps
  const refOf = findingRef(db)
  return router()
    .openapi(list, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json({ items: await listWebhooks(db, id), next: null }, 200)
    })
    .openapi(make, async (c) => {
      const { id: siteId, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const body = c.req.valid('json')
      await checkTargets(deps, [['url', body.url]])
      const ref = { siteId, webhookId: randomUUIDv7() }
      const secret = newWebhookSecret()
      const sealedSecret = sealFor(deps, ref, secret)
      const createdBy = c.var.moderator.name
      await insertWebhook(db, siteId, { ...body, id: ref.webhookId, sealedSecret, createdBy })
      const { webhookId } = ref
      c.var.log.info({ site: slug, webhookId, moderatorId: c.var.moderator.id }, 'webhook.created')
      const made = await getWebhook(db, ref)
      c.header('location', `/v1/admin/sites/${slug}/webhooks/${ref.webhookId}`)
      return c.json({ ...made, secret }, 201)
    })
    .openapi(get, async (c) => {
      return c.json(await getWebhook(db, await refOf(c.var.moderator, c.req.valid('param'))), 200)
    })
    .openapi(change, async (c) => {
      const { site, id: webhookId } = c.req.valid('param')
      const ref = await refOf(c.var.moderator, c.req.valid('param'))
      const body = c.req.valid('json')
      if (body.url !== undefined) await checkTargets(deps, [['url', body.url]])
      const changed = await updateWebhook(db, ref, body)
      c.var.log.info({ site, webhookId, changed, moderatorId: c.var.moderator.id }, 'webhook.changed')
      return c.json(await getWebhook(db, ref), 200)
    })
    .openapi(remove, async (c) => {
      const { site, id: webhookId } = c.req.valid('param')
      await removeWebhook(db, removals, await refOf(c.var.moderator, c.req.valid('param')))
      c.var.log.info({ site, webhookId, moderatorId: c.var.moderator.id }, 'webhook.deleted')
      return c.body(null, 204)
    })
    .openapi(rotate, async (c) => {
      const { site, id: webhookId } = c.req.valid('param')
      const ref = await refOf(c.var.moderator, c.req.valid('param'))
      const secret = newWebhookSecret()
      const { overlapHours } = c.req.valid('json')
      await rotateSecret(db, ref, { sealedSecret: sealFor(deps, ref, secret), overlapHours })
      c.var.log.info({ site, webhookId, moderatorId: c.var.moderator.id }, 'webhook.secret-changed')
      return c.json({ ...(await getWebhook(db, ref)), secret }, 200)
    })
}

function sealFor({ secret }: Deps, ref: WebhookRef, value: string): string {
  return seal(secret, webhookSecretPlace(ref), value)
}
