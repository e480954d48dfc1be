import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { requireReceipt } from '../author/access.ts'
import { INCORRECT_EMAIL } from '../comments/field-rules.ts'
import { CommentParams } from '../comments/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { type AppEnv, router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import type { SiteCache } from '../sites/queries.ts'
import { isReachable } from './address.ts'
import { askForMail } from './ask.ts'
import type { WakeMail } from './jobs.ts'
import { MailAnswer, MailBody } from './schema.ts'
import { endMail } from './subscriptions.ts'

const PATH = '/{site}/comments/{id}/mail'
const SECURITY = [{ receipt: [] }]
const missing = problem('No such comment, or a service that sends no mail')

const put = createRoute({
  method: 'put',
  path: PATH,
  summary: "An author asks, with the comment's receipt, to hear by e-mail what becomes of it",
  description:
    'Of replies and of decisions, once the address was confirmed: it gets a message with a link, good for three days. The same author need not confirm an address twice. Another address takes the place of the one before; the same again sends the link once more, after a few minutes.',
  security: SECURITY,
  request: { params: CommentParams, body: jsonBody(MailBody) },
  responses: {
    200: answer('How it stands', MailAnswer),
    401: problem('No receipt of this comment'),
    403: problem('A page that is not the site’s'),
    404: missing,
    409: problem('Withdrawn or erased'),
    422: problem('No address, or none that can be written to'),
    429: problem('Too many: of this caller, or to this address'),
  },
})
const remove = createRoute({
  method: 'delete',
  path: PATH,
  summary: "An author ends the messages about a comment, with the comment's receipt; again changes nothing",
  security: SECURITY,
  request: { params: CommentParams },
  responses: {
    200: answer('How it stands', MailAnswer),
    401: problem('No receipt of this comment'),
    403: problem('A page that is not the site’s'),
    404: missing,
  },
})

/** How an author comes to hear by e-mail of a comment, without an account. */
export function mailRoutes(deps: Deps, wake: WakeMail | null, sites: SiteCache) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const routes = router()
  routes.use('/:site/comments/:id/mail', readJsonFirst)
  const openedBy = async (c: Context<AppEnv>, { site: slug, id }: { site: string; id: string }) => {
    const site = await sites.get(slug)
    refuseForeignOrigin(c, site.origins)
    requireReceipt(c, deps, site.id, id)
    return site
  }
  return routes
    .openapi(put, async (c) => {
      if (wake === null) throw new AppError('not-found', 'This service sends no mail.')
      const { id: commentId } = c.req.valid('param')
      const site = await openedBy(c, c.req.valid('param'))
      const address = readAddress(c.req.valid('json')['email'])
      const { bucket } = callerOf(c, trusted)
      return c.json({ mail: await askForMail(deps, wake, site, { commentId, address, bucket }) }, 200)
    })
    .openapi(remove, async (c) => {
      const { id: commentId } = c.req.valid('param')
      const site = await openedBy(c, c.req.valid('param'))
      await endMail(deps.db, { siteId: site.id, commentId })
      c.var.log.info({ site: site.slug, commentId }, 'mail.ended')
      return c.json({ mail: 'off' as const }, 200)
    })
}

/** @throws {AppError} `invalid-fields`. */
function readAddress(given: unknown): string {
  const address = typeof given === 'string' ? given.trim() : ''
  if (isReachable(address)) return address
  throw new AppError('invalid-fields', undefined, {
    errors: [{ field: 'email', code: 'invalid', message: INCORRECT_EMAIL }],
  })
}
