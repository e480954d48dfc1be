import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { listModels, putModelInForce } from '../judge/models.ts'
import { version } from '../review/schema.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { PageQuery } from './schema.ts'

const ModelBody = z.strictObject({ version: version.nullable() })

const ModelAnswer = z.object({
  version,
  lessons: z.int(),
  through: z.iso.datetime(),
  trial: z.object({ decisions: z.int(), loss: z.number(), lossBefore: z.number() }).nullable(),
  isAccepted: z.boolean(),
  isInForce: z.boolean(),
  isUsable: z.boolean(),
  createdAt: z.iso.datetime(),
})

const list = createRoute({
  method: 'get',
  path: '/sites/{site}/models',
  summary: "Versions of what the site's judge learned, newest first",
  request: { params: SiteParams, query: PageQuery },
  responses: {
    200: answer(
      'One page of versions; `pinned` when the site is held to one',
      z.object({ items: z.array(ModelAnswer), next: z.string().nullable(), pinned: z.boolean() }),
    ),
    404: problem('No such site'),
  },
})

const put = createRoute({
  method: 'put',
  path: '/sites/{site}/models/in-force',
  summary: 'Hold the site to one version of its model, or let it follow the newest again (null)',
  request: { params: SiteParams, body: jsonBody(ModelBody) },
  responses: {
    200: answer('In force', z.object({ version: version.nullable() })),
    404: problem('No such site or version'),
    409: problem('A version that another version of Postbag made, which read comments otherwise'),
    422: problem('Fields that are not valid'),
  },
})

/** What the judge of a site learned so far: look at its versions, put one back. */
export function modelRoutes({ db }: Deps) {
  return router()
    .openapi(list, async (c) => {
      const { id } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      return c.json(await listModels(db, id, c.req.valid('query')), 200)
    })
    .openapi(put, async (c) => {
      const { id, slug } = await getAdminSite(db, c.var.moderator, c.req.valid('param').site)
      const { version: wanted } = c.req.valid('json')
      const inForce = await putModelInForce(db, id, wanted)
      c.var.log.info(
        { site: slug, modelVersion: inForce.version, moderatorId: c.var.moderator.id },
        'model.put',
      )
      return c.json(inForce, 200)
    })
}
