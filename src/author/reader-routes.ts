import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { CommentParams } from '../comments/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, problem } from '../http/answers.ts'
import { baseUrl } from '../http/base-url.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { type AppEnv, fieldErrors, router } from '../http/env.ts'
import { readBody } from '../http/read.ts'
import { loginIn } from '../identity/verify.ts'
import type { WakeMail } from '../mail/jobs.ts'
import type { Site, SiteCache } from '../sites/queries.ts'
import type { Intake } from '../submissions/intake.ts'
import { setLike } from './like.ts'
import type { Reader } from './reader.ts'
import { report } from './report.ts'
import { answerReportForm, answerReportPage } from './report-page.ts'
import { LikedAnswer, ReportBody, ReportedAnswer, ReportForm } from './schema.ts'

/** The plain form is a page, and so are the answers to it. */
const PAGE = ['text/html']
const REPORT = {
  'application/json': { schema: ReportBody },
  'application/x-www-form-urlencoded': { schema: ReportForm },
}

const reportPageRoute = createRoute({
  method: 'get',
  path: '/{site}/comments/{id}/reports',
  summary: 'A form to report a comment, for readers without script',
  request: { params: CommentParams },
  responses: {
    200: { description: 'The form', content: { 'text/html': {} } },
    404: problem('No comment that readers may see', PAGE),
  },
})

const reportRoute = createRoute({
  method: 'post',
  path: '/{site}/comments/{id}/reports',
  summary: 'A reader reports a comment to the moderators, once, or gives notice that it is illegal',
  description:
    'With a `notice` it is one of illegal content (Digital Services Act, article 16): it comes first in the queue, and its sender learns what was decided by the receipt, and by e-mail where the service sends any. The plain form is answered with a page that says the same, or keeps every word.',
  request: { params: CommentParams, body: { required: true, content: REPORT } },
  responses: {
    202: answer('A moderator will look at it', ReportedAnswer, PAGE),
    403: problem('A page that is not the site’s'),
    404: problem('No comment that readers may see', PAGE),
    422: problem('No reason, or none that there is; a notice that lacks something', PAGE),
    429: problem('Too many', PAGE),
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

const REPORTS = '/:site/comments/:id/reports'

/** What any reader may do with one comment: report it, like it. */
export function readerRoutes(
  deps: Deps,
  intake: Pick<Intake, 'identify'>,
  { sites, wakeMail }: { readonly sites: SiteCache; readonly wakeMail: WakeMail | null },
) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  /** The site, and the reader who acts, calling from a page of that site. */
  const actingOn = async (c: Context<AppEnv>, slug: string): Promise<{ site: Site; reader: Reader }> => {
    const site = await sites.get(slug)
    refuseForeignOrigin(c, site.origins, baseUrl(c, deps.config))
    c.header('cache-control', 'no-store')
    const login = loginIn(c.req.header('authorization'))
    const signed = login === null ? null : await intake.identify(site, login)
    return { site, reader: { bucket: callerOf(c, trusted).bucket, signedId: signed?.id ?? null } }
  }
  const routes = router()
  for (const route of [reportPageRoute, reportRoute]) routes.openAPIRegistry.registerPath(route)
  return routes
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
    .get(REPORTS, async (c) => {
      const about = { site: await sites.get(c.req.param('site')), commentId: readId(c.req.param('id')) }
      return answerReportPage(c, deps, about)
    })
    .post(REPORTS, async (c) => {
      const { site, reader } = await actingOn(c, c.req.param('site'))
      const commentId = readId(c.req.param('id'))
      const body = await readBody(c, { form: true })
      const take = async (given: unknown) => {
        const reported = await report(deps, site, { commentId, reader, ...readReport(given) })
        // Makes the confirmation quick; where waking fails, the minutely look sends it.
        if (reported.receipt !== undefined) void wakeMail?.(deps.db, {}).catch(() => {})
        return reported
      }
      if (body.type === 'json') return c.json(await take(body.value), 202)
      return answerReportForm(c, deps, { site, commentId }, { form: body.value, take })
    })
}

/** @throws {AppError} `not-found`. */
function readId(given: string): string {
  const read = CommentParams.shape.id.safeParse(given)
  if (read.success) return read.data
  throw new AppError('not-found')
}

/** @throws {AppError} `invalid-fields`. */
function readReport(given: unknown) {
  const read = ReportBody.safeParse(given)
  if (read.success) return read.data
  throw new AppError('invalid-fields', undefined, { errors: fieldErrors(read.error) })
}
