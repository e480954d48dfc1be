import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { storable } from '../review/schema.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { deleteSecret, listSecrets, putSecret, SITE_SECRETS } from '../sites/secrets.ts'

const SecretParams = SiteParams.extend({ name: z.enum(SITE_SECRETS) })
const SecretAnswer = z.object({ name: z.string(), setBy: z.string(), setAt: z.iso.datetime() })
const SecretBody = z.strictObject({ value: storable(4_000).min(8) })

const list = createRoute({
  method: 'get',
  path: '/sites/{site}/secrets',
  summary: 'Which secrets a site has given; their values are never shown',
  request: { params: SiteParams },
  responses: { 200: answer('Names', pageOf(SecretAnswer)), 404: problem('No such site') },
})

const put = createRoute({
  method: 'put',
  path: '/sites/{site}/secrets/{name}',
  summary: 'Give a secret, or another in its place',
  description:
    '`purge-token` goes with purges of the shared cache (policy `cdn.purge`); `identity-secret` is the HS256 key of readers’ logins (policy `identity`).',
  request: { params: SecretParams, body: jsonBody(SecretBody) },
  responses: { 204: { description: 'Kept' }, 404: problem('No such site'), 422: problem('No value') },
})

const remove = createRoute({
  method: 'delete',
  path: '/sites/{site}/secrets/{name}',
  summary: 'Forget a secret',
  request: { params: SecretParams },
  responses: { 204: { description: 'Forgotten' }, 404: problem('No such site or secret') },
})

/** Secrets of a site that go in and never come out. */
export function secretRoutes(deps: Deps) {
  const { db } = deps
  return router()
    .openapi(list, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json({ items: await listSecrets(db, id), next: null }, 200)
    })
    .openapi(put, async (c) => {
      const { site: slug, name } = c.req.valid('param')
      const { id } = await getAdminSite(db, c.var.moderator, slug)
      const { moderator, log } = c.var
      const { value } = c.req.valid('json')
      if (name === 'identity-secret' && value.length < SHORTEST_KEY) throw tooShort()
      await putSecret(deps, id, { name, value, setBy: moderator.name })
      log.info({ site: slug, name, moderatorId: moderator.id }, 'secret.set')
      return c.body(null, 204)
    })
    .openapi(remove, async (c) => {
      const { site: slug, name } = c.req.valid('param')
      const { id } = await getAdminSite(db, c.var.moderator, slug)
      await deleteSecret(db, id, name)
      c.var.log.info({ site: slug, name, moderatorId: c.var.moderator.id }, 'secret.removed')
      return c.body(null, 204)
    })
}

/** HS256 asks for a key as long as its hash (RFC 7518). */
const SHORTEST_KEY = 32

function tooShort(): AppError {
  const message = `Use at least ${SHORTEST_KEY} characters, made by a machine.`
  return new AppError('invalid-fields', undefined, {
    errors: [{ field: 'value', code: 'too-short', message }],
  })
}
