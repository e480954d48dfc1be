import { createRoute, z } from '@hono/zod-openapi'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sameText } from '../hash.ts'
import { answer, problem } from '../http/answers.ts'
import { credentialIn } from '../http/credential.ts'
import { router } from '../http/env.ts'
import type { Reading } from '../threads/reading.ts'
import { queueObserver } from './queue-metrics.ts'
import { type Readiness, readinessOf } from './readiness.ts'

const Ready = z.object({
  status: z.enum(['ready', 'short', 'not-ready']),
  checks: z.record(z.string(), z.boolean()),
})
const DESCRIBED = [
  createRoute({
    method: 'get',
    path: '/healthz',
    summary: 'The process lives',
    responses: { 200: answer('It does', z.object({ status: z.literal('ok') })) },
  }),
  createRoute({
    method: 'get',
    path: '/readyz',
    summary: 'Whether to send requests here: database, migrations, event loop, not draining',
    responses: {
      200: answer('Yes; `short` when the database refuses writes for want of room', Ready),
      503: answer('No, and which check says so', Ready),
    },
  }),
  createRoute({
    method: 'get',
    path: '/metrics',
    security: [{}, { metrics: [] }],
    summary: 'Figures for Prometheus; with METRICS_TOKEN as Authorization: Bearer where it is set',
    responses: {
      200: { description: 'Metrics in text form', content: { 'text/plain': {} } },
      401: problem('The token is missing or wrong'),
    },
  }),
]

/** Health for balancers and metrics for Prometheus. None of it needs a site. */
export function opsRoutes(deps: Deps, readiness: Readiness, reading: Reading) {
  const routes = router()
  const observeQueue = queueObserver(deps)
  for (const path of DESCRIBED) routes.openAPIRegistry.registerPath(path)
  return routes
    .get('/healthz', (c) => {
      c.header('cache-control', 'no-store')
      return c.json({ status: 'ok' })
    })
    .get('/readyz', async (c) => {
      c.header('cache-control', 'no-store')
      const ready = await readinessOf(deps, readiness)
      return c.json(ready, ready.status === 'not-ready' ? 503 : 200)
    })
    .get('/metrics', async (c) => {
      const { METRICS_TOKEN } = deps.config
      const given = credentialIn(c.req.header('authorization'), 'bearer') ?? ''
      if (METRICS_TOKEN !== undefined && !sameText(given, METRICS_TOKEN)) {
        throw new AppError('unauthenticated', 'Send the metrics token as Authorization: Bearer.', {
          headers: { 'www-authenticate': 'Bearer realm="postbag"' },
        })
      }
      await observeQueue()
      reading.observe()
      c.header('cache-control', 'no-store')
      return c.body(await deps.metrics.registry.metrics(), 200, {
        'content-type': deps.metrics.registry.contentType,
      })
    })
}
