import { defineEscalations } from '../alerts/escalations.ts'
import { defineSettling } from '../comments/settle.ts'
import type { Deps } from '../deps.ts'
import { defineDeliveries, definePurges, type WebhookQueues } from '../webhooks/jobs.ts'
import { defineRemovals } from '../webhooks/remove.ts'
import { defineReplays } from '../webhooks/replay.ts'
import { startRelay } from './relay.ts'

/**
 * Everything that follows events automatically: deliveries, purges, settling and calls to the newsroom's chat as jobs,
 * and the relay that creates those.
 */
export function defineOutgoing(deps: Deps): WebhookQueues {
  const deliveries = defineDeliveries(deps)
  const purges = definePurges(deps)
  const settles = defineSettling(deps)
  const escalations = defineEscalations(deps)
  deps.jobs.whileRunning(() => startRelay(deps, { deliveries, purges, settles, escalations }))
  return { replays: defineReplays(deps, deliveries), removals: defineRemovals(deps) }
}
