import { alertRoutes } from '../alerts/routes.ts'
import type { Deps } from '../deps.ts'
import { evidenceRoutes } from '../evidence/routes.ts'
import { requireRole } from '../http/auth.ts'
import { router } from '../http/env.ts'
import { needBody, readJsonFirst } from '../http/read.ts'
import type { Judges } from '../judge/judges.ts'
import { peopleRoutes } from '../people/routes.ts'
import type { SiteCache } from '../sites/queries.ts'
import { deliveryRoutes } from '../webhooks/delivery-routes.ts'
import type { WebhookQueues } from '../webhooks/jobs.ts'
import { webhookRoutes } from '../webhooks/routes.ts'
import { modelRoutes } from './model-routes.ts'
import { policyRoutes } from './policy-routes.ts'
import { secretRoutes } from './secret-routes.ts'
import { siteAdminRoutes } from './site-routes.ts'
import { statementRoutes } from './statement-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { wordRoutes } from './word-routes.ts'

/** Everything below `/v1/admin`: for admins, each within the sites of their token. */
export function adminRoutes(
  deps: Deps,
  sites: SiteCache,
  { judges, webhooks }: { readonly judges: Judges; readonly webhooks: WebhookQueues },
) {
  const routes = router()
  routes.use(requireRole(deps, 'admin'), readJsonFirst, needBody)
  return routes
    .route('/', siteAdminRoutes(deps, sites))
    .route('/', policyRoutes(deps, sites, judges))
    .route('/', modelRoutes(deps))
    .route('/', wordRoutes(deps, sites))
    .route('/', statementRoutes(deps))
    .route('/', tokenRoutes(deps))
    .route('/', secretRoutes(deps))
    .route('/', webhookRoutes(deps, webhooks.removals))
    .route('/', deliveryRoutes(deps, webhooks.replays))
    .route('/', alertRoutes(deps))
    .route('/', peopleRoutes(deps))
    .route('/', evidenceRoutes(deps))
}
