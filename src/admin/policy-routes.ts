import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import type { Judges } from '../judge/judges.ts'
import { getAdminSite } from '../sites/access.ts'
import { PolicySchema } from '../sites/policy.ts'
import type { SiteCache } from '../sites/queries.ts'
import { SiteParams } from '../sites/schema.ts'
import { getPolicy, listPolicies, putPolicy } from './policies.ts'
import { checkPolicyTargets } from './policy-targets.ts'
import { previewPolicy } from './preview.ts'
import { PreviewAnswer } from './preview-schema.ts'
import {
  ListedPolicy,
  PageQuery,
  PolicyAnswer,
  PolicyConflict,
  PutPolicyBody,
  VersionParams,
} from './schema.ts'

const get = createRoute({
  method: 'get',
  path: '/sites/{site}/policy',
  summary: 'The policy in force, completed with the defaults, and what the site chose itself',
  request: { params: SiteParams },
  responses: { 200: answer('The policy', PolicyAnswer), 404: problem('No such site') },
})

const put = createRoute({
  method: 'put',
  path: '/sites/{site}/policy',
  summary: 'Put a policy in force as the next version',
  description:
    'The body is the policy, or `{policy, version?, note?}`; with `version` it is refused when somebody changed the policy since.',
  request: { params: SiteParams, body: jsonBody(PutPolicyBody) },
  responses: {
    200: answer('In force', PolicyAnswer),
    409: problem('Somebody changed it meanwhile', [], PolicyConflict),
    422: problem('Fields that are not valid'),
  },
})

const preview = createRoute({
  method: 'post',
  path: '/sites/{site}/policy/preview',
  summary: 'What a policy would have made of the newest comments',
  request: { params: SiteParams, body: jsonBody(PutPolicyBody) },
  responses: {
    200: answer('What would have changed', PreviewAnswer),
    422: problem('Fields that are not valid'),
  },
})

const versions = createRoute({
  method: 'get',
  path: '/sites/{site}/policy/versions',
  summary: 'Versions of the policy, newest first, with who changed what',
  request: { params: SiteParams, query: PageQuery },
  responses: {
    200: answer('One page of versions', pageOf(ListedPolicy)),
  },
})

const version = createRoute({
  method: 'get',
  path: '/sites/{site}/policy/versions/{version}',
  summary: 'One version of the policy',
  request: { params: VersionParams },
  responses: { 200: answer('The version', PolicyAnswer), 404: problem('No such version') },
})

/** What a site may tune: read it, try it on past comments, put it in force. */
export function policyRoutes(deps: Deps, sites: SiteCache, judges: Judges) {
  const { db } = deps
  return router()
    .openapi(get, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await getPolicy(db, id), 200)
    })
    .openapi(put, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { policy, version: expectedVersion, note = null } = c.req.valid('json')
      const createdBy = c.var.moderator.name
      await checkPolicyTargets(deps, policy, (await getPolicy(db, id)).policy)
      const { inForce, changed } = await putPolicy(db, id, { policy, note, createdBy, expectedVersion })
      sites.forget(slug)
      const moderatorId = c.var.moderator.id
      c.var.log.info({ site: slug, policyVersion: inForce.version, changed, moderatorId }, 'policy.changed')
      return c.json(inForce, 200)
    })
    .openapi(preview, async (c) => {
      const site = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { policy } = c.req.valid('json')
      return c.json(await previewPolicy({ db, judges }, site, PolicySchema.parse(policy)), 200)
    })
    .openapi(versions, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await listPolicies(db, id, c.req.valid('query')), 200)
    })
    .openapi(version, async (c) => {
      const { site, version: wanted } = c.req.valid('param')
      const { id } = await getAdminSite(db, c.var.moderator, site)
      return c.json(await getPolicy(db, id, wanted), 200)
    })
}
