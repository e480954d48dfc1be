import { createRoute } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, pageOf, problem } from '../http/answers.ts'
import type { Moderator } from '../http/auth.ts'
import { router } from '../http/env.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { keepUntil, readEvidence, recordAuthorityTold, release } from './acts.ts'
import { hold } from './keep.ts'
import { getEvidence, listEvidence } from './queries.ts'
import {
  CopyAnswer,
  EvidenceAnswer,
  EvidenceParams,
  EvidenceQuery,
  HoldBody,
  ReleaseBody,
  ToldBody,
  UntilBody,
} from './schema.ts'

const PATH = '/sites/{site}/evidence'
const ONE = `${PATH}/{id}`
const missing = problem('No such evidence')
const gone = problem('The copy is gone')
const invalid = problem('Fields that are not valid')

const list = createRoute({
  method: 'get',
  path: PATH,
  summary: 'Copies of comments held as evidence: why, until when, and who was told',
  request: { params: SiteParams, query: EvidenceQuery },
  responses: { 200: answer('Newest first', pageOf(EvidenceAnswer)), 404: problem('No such site') },
})
const keep = createRoute({
  method: 'post',
  path: PATH,
  summary: 'Hold a comment as evidence, for an order of an authority or a legal claim',
  description:
    'A sealed copy of its texts, author, signals and decisions is kept apart from the comment: edits, withdrawal, erasure and retention do not touch it. The comment itself does not change.',
  request: { params: SiteParams, body: jsonBody(HoldBody) },
  responses: {
    201: answer('Held', EvidenceAnswer),
    404: problem('No such comment'),
    409: problem('Held for this cause already, or erased'),
    422: invalid,
  },
})
const get = createRoute({
  method: 'get',
  path: ONE,
  summary: 'One piece of evidence, without the copy',
  request: { params: EvidenceParams },
  responses: { 200: answer('It', EvidenceAnswer), 404: missing },
})
const read = createRoute({
  method: 'post',
  path: `${ONE}/readings`,
  summary: 'Read the copy',
  description: 'Who read it, and when, is recorded for every admin to see.',
  request: { params: EvidenceParams },
  responses: { 200: answer('The copy', CopyAnswer), 404: missing, 409: gone },
})
const tell = createRoute({
  method: 'post',
  path: `${ONE}/told`,
  summary: 'Record that an authority was told',
  request: { params: EvidenceParams, body: jsonBody(ToldBody) },
  responses: { 200: answer('Noted', EvidenceAnswer), 404: missing, 422: invalid },
})
const until = createRoute({
  method: 'put',
  path: `${ONE}/until`,
  summary: 'Keep the copy until another date',
  request: { params: EvidenceParams, body: jsonBody(UntilBody) },
  responses: { 200: answer('Kept', EvidenceAnswer), 404: missing, 409: gone, 422: invalid },
})
const letGo = createRoute({
  method: 'post',
  path: `${ONE}/release`,
  summary: 'Delete the copy before its date',
  request: { params: EvidenceParams, body: jsonBody(ReleaseBody) },
  responses: { 200: answer('Gone', EvidenceAnswer), 404: missing, 409: gone, 422: invalid },
})

/** Evidence, for a site's admins only. */
export function evidenceRoutes(deps: Deps) {
  const { db, now } = deps
  const locate = async (admin: Moderator, { site, id }: { readonly site: string; readonly id: string }) => ({
    siteId: (await getAdminSite(db, admin, site)).id,
    site,
    id,
  })
  return router()
    .openapi(list, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await listEvidence(db, id, c.req.valid('query')), 200)
    })
    .openapi(keep, async (c) => {
      const request = { ...c.req.valid('json'), ...c.req.valid('param') }
      return c.json(await hold(deps, c.var.moderator, request), 201)
    })
    .openapi(get, async (c) => {
      return c.json(await getEvidence(db, await locate(c.var.moderator, c.req.valid('param'))), 200)
    })
    .openapi(read, async (c) => {
      const held = await locate(c.var.moderator, c.req.valid('param'))
      return c.json(await readEvidence(deps, held, c.var.moderator), 200)
    })
    .openapi(tell, async (c) => {
      const held = await locate(c.var.moderator, c.req.valid('param'))
      const { authority, reference = null, toldAt = now() } = c.req.valid('json')
      return c.json(
        await recordAuthorityTold(deps, held, c.var.moderator, { authority, reference, toldAt }),
        200,
      )
    })
    .openapi(until, async (c) => {
      const held = await locate(c.var.moderator, c.req.valid('param'))
      const { keepUntil: until, reason } = c.req.valid('json')
      return c.json(await keepUntil(deps, held, c.var.moderator, { until, reason }), 200)
    })
    .openapi(letGo, async (c) => {
      const held = await locate(c.var.moderator, c.req.valid('param'))
      return c.json(await release(deps, held, c.var.moderator, c.req.valid('json').reason), 200)
    })
}
