import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { throttle } from '../throttle.ts'
import { type DeliveryRef, deliver } from './deliver.ts'
import { purgeSite } from './purge.ts'
import type { PurgeRef } from './purge-queue.ts'
import type { Removals } from './remove.ts'
import type { ReplayQueues } from './replay.ts'

const DeliveryRefData = z.object({ siteId: z.uuid(), webhookId: z.uuid(), eventId: z.uuid() })
const PurgeData = z.object({ siteId: z.uuid(), failures: z.int().min(0).max(1_000_000).optional() })
/** The longest pause between two calls to a cache that fails to take them. */
const PURGE_AGAIN_MS = 60_000
const SAY_AGAIN_MS = 60_000

export type WebhookQueues = { readonly replays: ReplayQueues; readonly removals: Removals }

/** Deliveries are grouped by host, so that a slow host holds up no other. */
export function defineDeliveries(deps: Deps): Enqueue<DeliveryRef> {
  const isDue = throttle(SAY_AGAIN_MS)
  const deliveries: Enqueue<DeliveryRef> = deps.jobs.define({
    name: 'webhook',
    data: DeliveryRefData,
    concurrency: 8,
    groupsInTurn: { slowPlaces: 4 },
    expiresInSeconds: 60,
    // For trouble on our side only, which must not lose events. After trouble with a receiver, `deliver` plans the
    // next try itself.
    retries: { limit: 1_000, delaySeconds: 5, maxDelaySeconds: 600 },
    async run(ref, { signal }) {
      await deliver(deps, ref, {
        signal,
        isDue,
        again: (tx, { at, host }) => deliveries(tx, ref, { startAfter: at, group: host }),
      })
    },
  })
  return deliveries
}

/** Tells the caches of a site what to forget; until one takes that, it is called again. */
export function definePurges(deps: Deps): Enqueue<PurgeRef> {
  const purges: Enqueue<PurgeRef> = deps.jobs.define({
    name: 'purge',
    data: PurgeData,
    queue: 'one-waiting',
    concurrency: 4,
    groupsInTurn: { slowPlaces: 2 },
    retries: { limit: 1_000, delaySeconds: 1, maxDelaySeconds: 60 },
    async run({ siteId, failures = 0 }, { signal }) {
      if (await purgeSite(deps, siteId, signal)) return
      // Not a retry of the job: while one of those waits, the job of each further event would be retried as well.
      const pauseMs = Math.min(PURGE_AGAIN_MS, 1_000 * 2 ** failures) * (0.5 + Math.random() / 2)
      const startAfter = new Date(deps.now().getTime() + pauseMs)
      await purges(deps.db, { siteId, failures: failures + 1 }, { key: siteId, group: siteId, startAfter })
    },
  })
  return purges
}
