import type { Context } from 'hono'
import { adminRoutes } from './admin/routes.ts'
import { defineAlerts } from './alerts/jobs.ts'
import { appealRoutes } from './author/appeal-routes.ts'
import { noticeRoutes } from './author/notice-routes.ts'
import { readerRoutes } from './author/reader-routes.ts'
import { authorRoutes } from './author/routes.ts'
import { consoleRoutes } from './console/routes.ts'
import { answerInTime, asRequest } from './db/in-time.ts'
import { demoRoutes } from './demo/routes.ts'
import type { Deps } from './deps.ts'
import { AppError } from './errors.ts'
import { defineEvidence } from './evidence/jobs.ts'
import { refuseUnreadable } from './http/address.ts'
import { closedUnlessSaid } from './http/closed.ts'
import { type AppEnv, router } from './http/env.ts'
import { errorRenderer } from './http/errors.ts'
import { requestLog } from './http/request-log.ts'
import { defineRetention } from './jobs/retention.ts'
import { createJudges } from './judge/judges.ts'
import { defineRefit } from './judge/refit.ts'
import { defineMail } from './mail/jobs.ts'
import { mailPageRoutes } from './mail/page-routes.ts'
import { mailRoutes } from './mail/routes.ts'
import { docsRoutes } from './ops/docs.ts'
import { createReadiness, type Readiness } from './ops/readiness.ts'
import { opsRoutes } from './ops/routes.ts'
import { defineOutgoing } from './outbox/jobs.ts'
import { defineForgetting } from './people/forget.ts'
import { translate } from './plain/messages.ts'
import { plainRoutes } from './plain/routes.ts'
import { reviewRoutes } from './review/routes.ts'
import { siteRoutes, siteRules } from './sites/routes.ts'
import { defineJudgingAgain } from './submissions/again-jobs.ts'
import { createIntake } from './submissions/intake.ts'
import { submissionRoutes } from './submissions/routes.ts'
import { createReading, type Reading } from './threads/reading.ts'
import { threadRoutes } from './threads/routes.ts'
import { transferRoutes } from './transfer/routes.ts'
import { widgetRoutes } from './widget/routes.ts'

/** The whole service as a function of what it is given: middleware, routes, one place that renders errors. */
export function createApp(
  deps: Deps,
  readiness: Readiness = createReadiness(),
  reading: Reading = createReading(deps),
) {
  const { sites } = reading
  const judges = createJudges(deps, defineRefit(deps))
  const intake = createIntake(deps, judges)
  defineJudgingAgain(intake)
  defineRetention(deps)
  defineForgetting(deps)
  defineEvidence(deps)
  defineAlerts(deps)
  const wakeMail = defineMail(deps)
  const webhooks = defineOutgoing(deps)
  const app = router()
  const renderError = errorRenderer(translate)
  app.onError(async (error, c) => {
    const answer = await renderError(error, c)
    deps.metrics.refusals.inc({ code: c.get('problem') ?? 'internal' })
    return answer
  })
  app.notFound((c) => renderError(noSuch(app, c), c))
  app.use(requestLog(deps))
  app.use(closedUnlessSaid)
  // A request that has waited as long as one may is answered with 503.
  app.use((_, next) => asRequest(() => answerInTime(next)))
  app.route('/', opsRoutes(deps, readiness, reading))
  app.use('/v1/sites/:site/*', siteRules(sites))
  app.use('/v1/*', refuseUnreadable)
  app.route('/v1/sites', siteRoutes(deps, sites))
  app.route('/', plainRoutes(deps, reading))
  app.route('/v1/sites', threadRoutes(deps, reading))
  app.route('/v1/sites', submissionRoutes(deps, intake, sites))
  app.route('/v1/sites', authorRoutes(deps, intake, sites))
  app.route('/v1/sites', readerRoutes(deps, intake, { sites, wakeMail }))
  app.route('/v1/sites', noticeRoutes(deps, sites))
  app.route('/v1/sites', appealRoutes(deps, sites))
  app.route('/v1/sites', mailRoutes(deps, wakeMail, sites))
  app.route('/v1/sites', mailPageRoutes(deps, sites))
  app.route('/v1/review', reviewRoutes(deps, judges))
  app.route('/v1/admin', transferRoutes(deps))
  app.route('/v1/admin', adminRoutes(deps, sites, { judges, webhooks }))
  app.route('/console', consoleRoutes(deps))
  app.route('/', widgetRoutes())
  const hasDemo = deps.config.DEMO === 'on'
  if (hasDemo) app.route('/', demoRoutes(deps, sites))
  app.route('/', docsRoutes(app, { hasDemo }))
  // With a slash at the end, as people type them.
  for (const page of ['console', 'docs', ...(hasDemo ? ['demo'] : [])])
    app.get(`/${page}/`, (c) => c.redirect(`../${page}`, 308))
  return app
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Why no route answered: 405 with the methods that this path does take, or 404 where it takes none, or takes this one
 * and found nothing.
 */
function noSuch(app: ReturnType<typeof router>, { req }: Context<AppEnv>): AppError {
  const taken = METHODS.filter((method) =>
    app.router.match(method, req.path)[0].some(([[, route]]) => route.method === method),
  )
  if (taken.length === 0 || taken.includes(req.method)) return new AppError('not-found')
  const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  return new AppError('method-not-allowed', undefined, { headers: { allow } })
}
