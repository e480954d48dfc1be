import { createRoute, z } from '@hono/zod-openapi'
import { getAdminSite } from '../admin/access.ts'
import { SiteParams } from '../admin/schema.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { erase, KeptEmail } from './erase.ts'

const ErasureBody = z
  .union(
    [
      z.strictObject({ email: KeptEmail }),
      z.strictObject({ commentId: z.uuid(), scope: z.enum(['comment', 'author']).default('comment') }),
    ],
    { error: 'Name either an email, or a commentId with the scope "comment" or "author".' },
  )
  .openapi('Erasure')

const eraseRoute = createRoute({
  method: 'post',
  path: '/sites/{site}/erasures',
  summary: "Erase a person's data: by e-mail address, one comment, or everything by its author",
  description:
    'Name, words, addresses, former texts and notes go for good; an answered comment stays as an empty place. `remaining` says that there is more than one call erases: send it again. Copies in backups end with the backups.',
  request: { params: SiteParams, body: jsonBody(ErasureBody) },
  responses: {
    200: answer('Erased', z.object({ erased: z.int(), remaining: z.boolean() })),
    404: problem('No such site'),
    422: problem('Neither an e-mail address nor a comment'),
  },
})

/** What people may ask of those who keep their data. */
export function peopleRoutes(deps: Deps) {
  return router().openapi(eraseRoute, async (c) => {
    const site = await getAdminSite(deps.db, c.var.moderator, c.req.valid('param').site)
    const done = await erase(deps, site, c.req.valid('json'))
    c.var.log.info({ site: site.slug, ...done, moderatorId: c.var.moderator.id }, 'person.erased')
    return c.json(done, 200)
  })
}
