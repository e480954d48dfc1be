import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { type DeliveryRef, deliver } from './deliver.ts'
import { purgeSite } from './purge.ts'
import { startRelay } from './relay.ts'

const DeliveryRefData = z.object({ siteId: z.uuid(), webhookId: z.uuid(), eventId: z.uuid() })
const PurgeData = z.object({ siteId: z.uuid() })

/**
 * Everything that goes out by itself: deliveries and purges as jobs, and the relay that makes them of events.
 * Deliveries are grouped by host, so that a slow one holds up nobody else.
 */
export function defineOutgoing(deps: Deps): { readonly deliveries: Enqueue<DeliveryRef> } {
  const deliveries: Enqueue<DeliveryRef> = deps.jobs.define({
    name: 'webhook',
    data: DeliveryRefData,
    concurrency: 8,
    groupsInTurn: true,
    expiresInSeconds: 60,
    // Of trouble on our side: what a receiver does plans the next try itself. No event is given up for ours.
    retries: { limit: 1_000, delaySeconds: 5, maxDelaySeconds: 600 },
    async run(ref, { signal }) {
      await deliver(deps, ref, {
        signal,
        again: (tx, { at, host }) => deliveries(tx, ref, { startAfter: at, group: host }),
      })
    },
  })
  const purges = deps.jobs.define({
    name: 'purge',
    data: PurgeData,
    queue: 'one-waiting',
    concurrency: 4,
    groupsInTurn: true,
    retries: { limit: 20, delaySeconds: 1, maxDelaySeconds: 300 },
    run: ({ siteId }, { signal }) => purgeSite(deps, siteId, signal),
  })
  deps.jobs.whileRunning(() => startRelay(deps, { deliveries, purges }))
  return { deliveries }
}
