import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { answer, jsonBody, problem } from '../http/answers.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { type AppEnv, router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import { loginIn } from '../identity/verify.ts'
import type { WakeMail } from '../mail/jobs.ts'
import type { Site, SiteCache } from '../sites/queries.ts'
import type { Intake } from '../submissions/intake.ts'
import { setLike } from './like.ts'
import type { Reader } from './reader.ts'
import { report } from './report.ts'
import { CommentParams, LikedAnswer, ReportBody, ReportedAnswer } from './schema.ts'

const reportRoute = createRoute({
  method: 'post',
  path: '/{site}/comments/{id}/reports',
  summary: 'A reader reports a comment to the moderators, once, or gives notice that it is illegal',
  description:
    'With a `notice` it is one of illegal content (Digital Services Act, article 16): it comes first in the queue, and its sender learns what was decided by the receipt, and by e-mail where the service sends any.',
  request: { params: CommentParams, body: jsonBody(ReportBody) },
  responses: {
    202: answer('A moderator will look at it', ReportedAnswer),
    403: problem('A page that is not the site’s'),
    404: problem('No comment that readers may see'),
    422: problem('No reason, or none that there is; a notice that lacks something'),
    429: problem('Too many'),
  },
})

const likeOf = (method: 'put' | 'delete', summary: string) =>
  createRoute({
    method,
    path: '/{site}/comments/{id}/like',
    summary,
    request: { params: CommentParams },
    responses: {
      200: answer('How it stands', LikedAnswer),
      403: problem('A page that is not the site’s'),
      404: problem('No comment that readers may see'),
      429: problem('Too many'),
    },
  })
const likeRoute = likeOf('put', 'A reader likes a comment, once')
const unlikeRoute = likeOf('delete', 'A reader takes a like back')

/** What any reader may do with one comment: report it, like it. */
export function readerRoutes(
  deps: Deps,
  intake: Pick<Intake, 'identify'>,
  { sites, wakeMail }: { readonly sites: SiteCache; readonly wakeMail: WakeMail | null },
) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  /** The site that is meant and the reader who acts, on a page of that site. */
  const actingOn = async (c: Context<AppEnv>, slug: string): Promise<{ site: Site; reader: Reader }> => {
    const site = await sites.get(slug)
    refuseForeignOrigin(c, site.origins)
    c.header('cache-control', 'no-store')
    const login = loginIn(c.req.header('authorization'))
    const signed = login === null ? null : await intake.identify(site, login)
    return { site, reader: { bucket: callerOf(c, trusted).bucket, signedId: signed?.id ?? null } }
  }
  const routes = router()
  routes.use('/:site/comments/:id/reports', readJsonFirst)
  return routes
    .openapi(reportRoute, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const { site, reader } = await actingOn(c, slug)
      const reported = await report(deps, site, { commentId, reader, ...c.req.valid('json') })
      // It makes the confirmation quick; the clock makes it sure.
      if (reported.receipt !== undefined) void wakeMail?.(deps.db, {}).catch(() => {})
      return c.json(reported, 202)
    })
    .openapi(likeRoute, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const { site, reader } = await actingOn(c, slug)
      return c.json(await setLike(deps, site, { commentId, reader, liked: true }), 200)
    })
    .openapi(unlikeRoute, async (c) => {
      const { site: slug, id: commentId } = c.req.valid('param')
      const { site, reader } = await actingOn(c, slug)
      return c.json(await setLike(deps, site, { commentId, reader, liked: false }), 200)
    })
}
