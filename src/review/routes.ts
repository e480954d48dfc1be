import type { Deps } from '../deps.ts'
import { requireRole } from '../http/auth.ts'
import { router } from '../http/env.ts'
import { readJsonFirst } from '../http/read.ts'
import type { Judges } from '../judge/judges.ts'
import { articleRoutes } from './article-routes.ts'
import { bulkRoutes } from './bulk/routes.ts'
import { decisionRoutes } from './decision-routes.ts'
import { deskRoutes } from './desk-routes.ts'
import { noteRoutes } from './note-routes.ts'
import { queueRoutes } from './queue-routes.ts'
import { defineSamples } from './samples.ts'
import { viewRoutes } from './view-routes.ts'

/** Everything below `/v1/review`: for moderators and admins, each within the sites of their token. */
export function reviewRoutes(deps: Deps, judges: Judges) {
  defineSamples(deps)
  const routes = router()
  routes.use(requireRole(deps, 'moderator'), readJsonFirst)
  return routes
    .route('/', queueRoutes(deps))
    .route('/', decisionRoutes(deps))
    .route('/', bulkRoutes(deps))
    .route('/', articleRoutes(deps))
    .route('/', noteRoutes(deps))
    .route('/', viewRoutes(deps))
    .route('/', deskRoutes(deps, judges))
}
