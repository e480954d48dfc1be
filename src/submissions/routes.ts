import type { Context } from 'hono'
import { readArticleKey } from '../comments/article-key.ts'
import { publicComment } from '../comments/public-comment.ts'
import type { Deps } from '../deps.ts'
import { baseUrl } from '../http/base-url.ts'
import { callerOf, trustedProxies } from '../http/caller.ts'
import { refuseForeignOrigin } from '../http/cors.ts'
import { type AppEnv, router } from '../http/env.ts'
import { type ReadBody, readBody } from '../http/read.ts'
import { loginIn } from '../identity/verify.ts'
import { loadSpeak } from '../plain/speak.ts'
import type { Site, SiteCache } from '../sites/queries.ts'
import { readIdempotencyKey } from './fields.ts'
import type { Intake } from './intake.ts'
import { answerForm, answerFormError } from './plain-form.ts'
import { submission } from './schema.ts'
import { type Submitted, submit } from './submit.ts'

/** `POST /v1/sites/{site}/articles/{article}/comments`, from script and from the plain form. */
export function submissionRoutes(deps: Deps, intake: Intake, sites: SiteCache) {
  const trusted = trustedProxies(deps.config.TRUSTED_PROXIES)
  const routes = router()
  routes.openAPIRegistry.registerPath(submission)
  return routes.post('/:site/articles/:article/comments', async (c) => {
    intake.refuseWhenBehind()
    const site = await sites.get(c.req.param('site'))
    refuseForeignOrigin(c, site.origins, baseUrl(c, deps.config))
    const articleKey = readArticleKey(c.req.param('article'))
    const body = await readBody(c, { form: true })
    const request = {
      site,
      articleKey,
      body,
      caller: callerOf(c, trusted),
      idempotencyKey: readIdempotencyKey(c.req.header('idempotency-key')),
      userAgent: c.req.header('user-agent') ?? null,
      referrer: c.req.header('referer') ?? null,
    }
    const submitted = async () =>
      submit(intake, { ...request, signed: await intake.identify(site, loginOf(c, body)) })
    if (body.type === 'json') return answer(c, site, await submitted())
    const form = { site, body, publicUrl: deps.config.PUBLIC_URL }
    try {
      return answerForm(c, form, await submitted())
    } catch (error) {
      return answerFormError(c, form, error)
    }
  })
}

/**
 * The publisher's login: from the header, or from the field `identity` of the plain form, which cannot send headers.
 */
function loginOf(c: Context<AppEnv>, body: ReadBody): string | null {
  const field = body.type === 'form' ? body.value.get('identity') : null
  return loginIn(field ? `Bearer ${field}` : c.req.header('authorization'))
}

async function answer(
  c: Context<AppEnv>,
  site: Site,
  { status, comment, receipt, replayed }: Submitted,
): Promise<Response> {
  c.header('location', `/v1/sites/${site.slug}/comments/${comment.id}`)
  c.header('cache-control', 'no-store')
  if (replayed) c.header('idempotency-replayed', 'true')
  const shown = publicComment(comment)
  if (status === 'approved') return c.json({ comment: shown, status, receipt }, 201)
  const { text } = await loadSpeak(site.policy.text.locale)
  return c.json({ comment: shown, status, receipt, message: text('thanks') }, 202)
}
