import { compress } from 'hono/compress'
import type { Deps } from '../deps.ts'
import { requireRole } from '../http/auth.ts'
import { router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import type { Judges } from '../judge/judges.ts'
import { articleRoutes } from './articles/routes.ts'
import { banRoutes } from './ban-routes.ts'
import { bulkRoutes } from './bulk/routes.ts'
import { decisionRoutes } from './decisions/routes.ts'
import { insightRoutes } from './insight/routes.ts'
import { noteRoutes } from './notes/routes.ts'
import { queueRoutes } from './queue-routes.ts'
import { viewRoutes } from './view-routes.ts'

/** Everything below `/v1/review`: for moderators and admins, each within the sites of their token. */
export function reviewRoutes(deps: Deps, judges: Judges) {
  const routes = router()
  routes.use(requireRole(deps, 'moderator'), readJsonFirst)
  // A page of the queue is a hundred repetitive kilobytes: on a slow line, uncompressed, it delayed the next comment.
  // Without a path or method: otherwise paths that no route takes would seem to take that method.
  routes.use(compress())
  return routes
    .route('/', queueRoutes(deps))
    .route('/', decisionRoutes(deps))
    .route('/', bulkRoutes(deps))
    .route('/', articleRoutes(deps))
    .route('/', noteRoutes(deps))
    .route('/', viewRoutes(deps))
    .route('/', banRoutes(deps))
    .route('/', insightRoutes(deps, judges))
}
