import { defineEscalations } from '../alerts/escalations.ts'
import { defineSettling } from '../comments/settle.ts'
import type { Deps } from '../deps.ts'
import { defineCorrections } from '../submissions/corrections.ts'
import { defineDeliveries, definePurges, type WebhookQueues } from '../webhooks/jobs.ts'
import { defineRemovals } from '../webhooks/remove.ts'
import { defineReplays } from '../webhooks/replay.ts'
import { startRelay } from './relay.ts'

/**
 * Everything that follows events automatically: deliveries, purges, settling, calls to the newsroom's chat and
 * corrections of Akismet as jobs, and the relay that creates those.
 */
export function defineOutgoing(deps: Deps): WebhookQueues {
  const deliveries = defineDeliveries(deps)
  const purges = definePurges(deps)
  const settles = defineSettling(deps)
  const escalations = defineEscalations(deps)
  const corrections = defineCorrections(deps)
  const queues = { deliveries, purges, settles, escalations, corrections }
  deps.jobs.whileRunning(() => startRelay(deps, queues))
  return { replays: defineReplays(deps, deliveries), removals: defineRemovals(deps) }
}
