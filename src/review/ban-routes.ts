import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { getVisibleSite, visibleSites } from './access.ts'
import { Ban, BanBody, BansQuery } from './ban-schema.ts'
import { ban, liftBan, listBans } from './bans.ts'
import { IdParams } from './schema.ts'

const bans = createRoute({
  method: 'get',
  path: '/bans',
  summary: 'Bans in force, or all that ever were',
  request: { query: BansQuery },
  responses: { 200: answer('One page of bans', pageOf(Ban)), 400: problem('A cursor of another list') },
})

const makeBan = createRoute({
  method: 'post',
  path: '/bans',
  summary: 'Ban or watch an author, network, e-mail, name or link domain, with or without an end',
  description:
    'From the comment of that id, or by value: a name, a domain, an e-mail, or for a network an IPv4 address or an IPv6 /64. An author has no value. The effect `refuse` keeps comments out, `hold` has them wait for a moderator. A ban of the same that is in force is changed.',
  request: { body: jsonBody(BanBody) },
  responses: {
    201: answer('Banned', Ban),
    404: problem('No such site or comment'),
    422: problem('Fields that are not valid'),
  },
})

const endBan = createRoute({
  method: 'delete',
  path: '/bans/{id}',
  summary: 'Lift a ban',
  request: { params: IdParams },
  responses: { 204: answer('Lifted'), 404: problem('No such ban in force') },
})

/** Who is no longer allowed to write here. */
export function banRoutes(deps: Deps) {
  const { db } = deps
  return router()
    .openapi(bans, async (c) => {
      const { site, ...page } = c.req.valid('query')
      return c.json(await listBans(db, await visibleSites(db, c.var.moderator, site), page), 200)
    })
    .openapi(makeBan, async (c) => {
      const { site, ...wanted } = c.req.valid('json')
      const { moderator } = c.var
      return c.json(await ban(deps, moderator, await getVisibleSite(db, moderator, site), wanted), 201)
    })
    .openapi(endBan, async (c) => {
      await liftBan(deps, c.var.moderator, c.req.valid('param').id)
      return c.body(null, 204)
    })
}
