import { createRoute, z } from '@hono/zod-openapi'
import { REASON_CODES } from '../checks/check.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { storable } from '../review/schema.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { listStatements, putStatement, removeStatement } from './statements.ts'

const Params = z.object({
  site: SiteParams.shape.site,
  reason: z.enum(REASON_CODES),
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
})
const Text = z.object({
  reason: z.enum(REASON_CODES),
  locale: z.string(),
  clause: z.string(),
  standard: z.string(),
  own: z.boolean(),
  updatedBy: z.string().nullable(),
  updatedAt: z.iso.datetime().nullable(),
})
const Body = z.strictObject({ clause: storable(1_000).trim().min(1) })

const list = createRoute({
  method: 'get',
  path: '/sites/{site}/statements',
  summary: 'What authors are told that a rejection rests on, by reason and language',
  request: { params: SiteParams },
  responses: {
    200: answer('The texts', z.object({ locales: z.array(z.string()), items: z.array(Text) })),
    404: problem('No such site'),
  },
})

const put = createRoute({
  method: 'put',
  path: '/sites/{site}/statements/{reason}/{locale}',
  summary: "Put the site's own words in place of the standard ones",
  request: { params: Params, body: jsonBody(Body) },
  responses: { 200: answer('In place', Text), 422: problem('Fields that are not valid') },
})

const remove = createRoute({
  method: 'delete',
  path: '/sites/{site}/statements/{reason}/{locale}',
  summary: 'Back to the standard words',
  request: { params: Params },
  responses: { 204: answer('Removed'), 404: problem('No words of the site’s own') },
})

/** The wording of the statements of reasons. */
export function statementRoutes({ db, now }: Deps) {
  return router()
    .openapi(list, async (c) => {
      const site = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await listStatements(db, site), 200)
    })
    .openapi(put, async (c) => {
      const { site: slug, reason, locale } = c.req.valid('param')
      const { id } = await getAdminSite(db, c.var.moderator, slug)
      const { clause } = c.req.valid('json')
      const updatedBy = c.var.moderator.name
      const text = await putStatement(db, id, { reason, locale, clause, updatedBy, updatedAt: now() })
      c.var.log.info({ site: slug, reason, locale, moderatorId: c.var.moderator.id }, 'statement.changed')
      return c.json(text, 200)
    })
    .openapi(remove, async (c) => {
      const { site: slug, reason, locale } = c.req.valid('param')
      const { id } = await getAdminSite(db, c.var.moderator, slug)
      if (!(await removeStatement(db, id, { reason, locale }))) throw new AppError('not-found')
      c.var.log.info({ site: slug, reason, locale, moderatorId: c.var.moderator.id }, 'statement.changed')
      return c.body(null, 204)
    })
}
