import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { router } from '../http/env.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import { disclose } from './disclose.ts'
import { erase } from './erase.ts'
import { KeptEmail } from './person.ts'
import { DisclosureAnswer } from './schema.ts'

const NAME_ONE = 'Name either an email, or a commentId with the scope "comment" or "author".'

const ErasureBody = z
  .union(
    [
      z.strictObject({ email: KeptEmail }),
      z.strictObject({ commentId: z.uuid(), scope: z.enum(['comment', 'author']).default('comment') }),
    ],
    { error: NAME_ONE },
  )
  .openapi('Erasure')

const eraseRoute = createRoute({
  method: 'post',
  path: '/sites/{site}/erasures',
  summary: "Erase a person's data: by e-mail address, one comment, or everything by its author",
  description:
    'Name, words, addresses, former texts and notes go for good; an answered comment stays as an empty place. `remaining` says that there is more than one call erases: send it again. Copies in backups end with the backups. `held` counts copies that the law has you keep as evidence (GDPR, article 17(3)): tell the person of those.',
  request: { params: SiteParams, body: jsonBody(ErasureBody) },
  responses: {
    200: answer('Erased', z.object({ erased: z.int(), remaining: z.boolean(), held: z.int() })),
    404: problem('No such site'),
    422: problem('Neither an e-mail address nor a comment'),
  },
})

const page = { after: z.uuid().optional().openapi({ description: '`next` of the page before' }) }
const DisclosureBody = z
  .union(
    [
      z.strictObject({ email: KeptEmail, ...page }),
      z.strictObject({
        commentId: z.uuid(),
        scope: z.enum(['comment', 'author']).default('comment'),
        ...page,
      }),
    ],
    { error: NAME_ONE },
  )
  .openapi('Disclosure')

const discloseRoute = createRoute({
  method: 'post',
  path: '/sites/{site}/disclosures',
  summary: 'What is kept about a person: by e-mail address, one comment, or everything by its author',
  description:
    'Theirs to get (GDPR, articles 15 and 20), so be sure that it is them, and read first what moderators noted. Other people are left out. Evidence is named with its cause and its end; leave that out where an authority forbids telling it. What is kept under hashes that name nobody, likes and reports, cannot be found.',
  request: { params: SiteParams, body: jsonBody(DisclosureBody) },
  responses: {
    200: answer(
      'A hundred comments with all that is known about each, and notices that were sent with the address',
      DisclosureAnswer,
    ),
    404: problem('No such site'),
    422: problem('Neither an e-mail address nor a comment'),
  },
})

/** What people may demand of those who keep their data. */
export function peopleRoutes(deps: Deps) {
  return router()
    .openapi(eraseRoute, async (c) => {
      const site = await getAdminSite(deps.db, c.var.moderator, c.req.valid('param').site)
      const done = await erase(deps, site, c.req.valid('json'))
      c.var.log.info({ site: site.slug, ...done, moderatorId: c.var.moderator.id }, 'person.erased')
      return c.json(done, 200)
    })
    .openapi(discloseRoute, async (c) => {
      const site = await getAdminSite(deps.db, c.var.moderator, c.req.valid('param').site)
      const { comments, notices, next } = await disclose(deps, site.id, c.req.valid('json'))
      const told = { comments: comments.length, notices: notices.length, moderatorId: c.var.moderator.id }
      c.var.log.info({ site: site.slug, ...told }, 'person.disclosed')
      return c.json({ comments: [...comments], notices: [...notices], next }, 200)
    })
}
