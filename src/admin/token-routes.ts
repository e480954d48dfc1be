import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { IdParams } from '../review/schema.ts'
import { getAdminSite, requireAllSites } from '../sites/access.ts'
import { insertToken, listTokens, revokeToken } from '../tokens/queries.ts'
import { PageQuery, TokenAnswer, TokenBody } from './schema.ts'

const list = createRoute({
  method: 'get',
  path: '/tokens',
  summary: 'All tokens, without their secrets, in the order they were made',
  request: { query: PageQuery },
  responses: { 200: answer('One page of tokens', pageOf(TokenAnswer)) },
})

const make = createRoute({
  method: 'post',
  path: '/tokens',
  summary: 'A new token; its secret is answered this once',
  description:
    'Sent again, because no answer came, it makes another one: look for the first in the list, and end it.',
  request: { body: jsonBody(TokenBody) },
  responses: {
    201: answer('Made', TokenAnswer.extend({ token: z.string() })),
    404: problem('No such site'),
    422: problem('Fields that are not valid'),
  },
})

const revoke = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  summary: 'End a token at once',
  request: { params: IdParams },
  responses: { 204: answer('Ended'), 404: problem('No such live token') },
})

/** Who may use the review and admin routes; only for tokens that reach every site. */
export function tokenRoutes({ db, now }: Deps) {
  return router()
    .openapi(list, async (c) => {
      requireAllSites(c.var.moderator)
      return c.json(await listTokens(db, c.req.valid('query')), 200)
    })
    .openapi(make, async (c) => {
      requireAllSites(c.var.moderator)
      const { name, role, sites, expiresAt = null } = c.req.valid('json')
      if (expiresAt !== null && expiresAt <= now()) throw overAlready()
      const found = sites && (await Promise.all(sites.map((slug) => getAdminSite(db, c.var.moderator, slug))))
      const siteIds = found?.map(({ id }) => id) ?? null
      const { secret, ...token } = await insertToken(db, { name, role, siteIds, expiresAt })
      c.var.log.info({ tokenId: token.id, role, moderatorId: c.var.moderator.id }, 'token.created')
      return c.json({ ...token, token: secret }, 201)
    })
    .openapi(revoke, async (c) => {
      requireAllSites(c.var.moderator)
      const { id } = c.req.valid('param')
      if (!(await revokeToken(db, id))) throw new AppError('not-found')
      c.var.log.info({ tokenId: id, moderatorId: c.var.moderator.id }, 'token.revoked')
      return c.body(null, 204)
    })
}

function overAlready(): AppError {
  return new AppError('invalid-fields', undefined, {
    errors: [
      { field: 'expiresAt', code: 'past', message: 'This time has passed already: choose a later one.' },
    ],
  })
}
