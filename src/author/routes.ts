import { createRoute } from '@hono/zod-openapi'
import { articleTag, publicHeaders } from '../comments/cache-tags.ts'
import { CommentParams } from '../comments/schema.ts'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem, UNCHANGED } from '../http/answers.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { router } from '../http/env.ts'
import { answerFinished, finish } from '../http/finished.ts'
import { readJsonFirst } from '../http/read.ts'
import type { SiteCache } from '../sites/queries.ts'
import type { Intake } from '../submissions/intake.ts'
import { namesReceipt, requireReceipt } from './access.ts'
import { edit } from './edit.ts'
import { getOwnComment } from './own.ts'
import { getPermalink } from './permalink.ts'
import { EditBody, PermalinkAnswer } from './schema.ts'
import { withdraw } from './withdraw.ts'

const RECEIPT = [{ receipt: [] }]

const get = createRoute({
  method: 'get',
  path: '/{site}/comments/{id}',
  summary: 'One comment with its ancestors; with its receipt in any status, with the reasons',
  description:
    'Without a receipt only what every reader may see. The author sends `Authorization: Receipt <receipt>`, as the submission answered it, and sees the truth: status, reasons, the statement of reasons, and until when the text may be changed.',
  security: [{}, ...RECEIPT],
  request: { params: CommentParams },
  responses: {
    200: answer('The comment', PermalinkAnswer),
    ...UNCHANGED,
    401: problem('A receipt that does not open this comment'),
    404: problem('No comment that readers may see'),
  },
})

const change = createRoute({
  method: 'patch',
  path: '/{site}/comments/{id}',
  summary: "An author changes the text, with the comment's receipt",
  description:
    "The new text is judged like a submission, so the comment may wait again or be rejected. No captcha is asked: the receipt is the key, and what the first captcha found stays. Allowed within the site's edit window (`editableUntil`).",
  security: RECEIPT,
  request: { params: CommentParams, body: jsonBody(EditBody) },
  responses: {
    200: answer('Changed, and readers see it', PermalinkAnswer),
    202: answer('Changed; readers do not see it for now', PermalinkAnswer),
    401: problem('No receipt of this comment'),
    403: problem('The edit window is over, or the article is closed'),
    404: problem('No such comment'),
    409: problem('Withdrawn, decided by a moderator, or changed meanwhile'),
    422: problem('No text, or one that cannot be taken'),
    429: problem('Too fast'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/{site}/comments/{id}',
  summary: 'An author withdraws a comment, with its receipt; again changes nothing',
  security: RECEIPT,
  request: { params: CommentParams },
  responses: {
    200: answer('Withdrawn', PermalinkAnswer),
    401: problem('No receipt of this comment'),
    404: problem('No such comment'),
    409: problem('A moderator rejected it'),
  },
})

/** One comment by its address, and what its author may do with it. */
export function authorRoutes(deps: Deps, intake: Intake, sites: SiteCache) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const routes = router()
  routes.openAPIRegistry.registerComponent('securitySchemes', 'receipt', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      '`Receipt <receipt>`: the key that the answer to a submission carries, good for that comment alone.',
  })
  routes.use('/:site/comments/:id', readJsonFirst)
  return routes
    .openapi(get, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const site = await sites.get(slug)
      c.header('vary', 'Authorization', { append: true })
      if (namesReceipt(c)) {
        requireReceipt(c, deps, site.id, commentId)
        return c.json(await getOwnComment(deps, site, commentId), 200)
      }
      const permalink = await getPermalink(deps, site, commentId)
      const finished = finish(JSON.stringify(permalink), 'application/json; charset=utf-8', {
        ...publicHeaders(site, [articleTag(site.id, permalink.article.key)]),
        vary: 'Origin, Authorization',
      })
      return answerFinished(c, finished)
    })
    .openapi(change, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const site = await sites.get(slug)
      refuseForeignOrigin(c, site.origins)
      requireReceipt(c, deps, site.id, commentId)
      await edit(intake, {
        site,
        commentId,
        body: { type: 'json', value: c.req.valid('json') },
        caller: callerOf(c, trusted),
        userAgent: c.req.header('user-agent') ?? null,
        referrer: c.req.header('referer') ?? null,
      })
      const own = await getOwnComment(deps, site, commentId)
      return c.json(own, own.status === 'approved' ? 200 : 202)
    })
    .openapi(remove, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const site = await sites.get(slug)
      refuseForeignOrigin(c, site.origins)
      requireReceipt(c, deps, site.id, commentId)
      await withdraw(deps, site, commentId)
      return c.json(await getOwnComment(deps, site, commentId), 200)
    })
}
