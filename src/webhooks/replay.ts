import { z } from 'zod'
import type { Db } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Enqueue } from '../jobs/kind.ts'
import type { DeliveryRef } from './deliver.ts'
import { getWebhook, listWebhooks, parkedSpan, unpark } from './queries.ts'
import type { WebhookRef } from './receiver.ts'

type ReplayRequest = WebhookRef & { readonly events?: readonly string[] | undefined }

const RestData = z.object({ siteId: z.uuid(), webhookId: z.uuid(), after: z.uuid(), upTo: z.uuid() })
/** What a request left: parked deliveries of events after one, up to another. */
type Rest = z.infer<typeof RestData>

export type ReplayQueues = { readonly deliveries: Enqueue<DeliveryRef>; readonly rests: Enqueue<Rest> }

/** After days of silence a busy site has more parked than one transaction could take in its time. */
const AT_ONCE = 1_000

/**
 * Has parked deliveries of a webhook retried from the start: those of the named events, or all that are parked now.
 * The first are taken at once, the rest by a job. Returns how many there are.
 * @throws {AppError} `not-found`, `conflict` while the webhook is switched off.
 */
export async function replayParked(
  db: Db,
  { deliveries, rests }: ReplayQueues,
  { events, ...ref }: ReplayRequest,
): Promise<number> {
  const { url, disabledAt } = await getWebhook(db, ref)
  if (disabledAt !== null) throw new AppError('conflict', 'This webhook is switched off: switch it on first.')
  const group = new URL(url).host
  await deliveries.open()
  return db.transaction(async (tx) => {
    const { parked, upTo } = await parkedSpan(tx, ref, events ?? null)
    if (upTo === null) return 0
    const taken = await unpark(tx, ref, { events: events ?? null, after: null, upTo, limit: AT_ONCE })
    await deliveries.many(
      tx,
      taken.map((eventId) => ({ data: { ...ref, eventId }, group })),
    )
    const after = taken.at(-1)
    if (taken.length === AT_ONCE && after !== undefined) await rests(tx, { ...ref, after, upTo })
    return parked
  })
}

/** The job that takes what a request left, in turns; it ends when the webhook is switched off or deleted meanwhile. */
export function defineReplays(
  { db, jobs }: Pick<Deps, 'db' | 'jobs'>,
  deliveries: Enqueue<DeliveryRef>,
): ReplayQueues {
  const rests = jobs.define({
    name: 'replay',
    data: RestData,
    expiresInSeconds: 600,
    async run({ upTo, after, ...ref }, { signal }) {
      for (let last: string | undefined = after; last !== undefined; ) {
        signal.throwIfAborted()
        last = await takeTurn(db, deliveries, { ...ref, after: last, upTo })
      }
    },
  })
  return { deliveries, rests }
}

/** @returns the last event that was taken, undefined when no more are left. */
async function takeTurn(
  db: Db,
  deliveries: Enqueue<DeliveryRef>,
  { after, upTo, ...ref }: Rest,
): Promise<string | undefined> {
  return db.transaction(async (tx) => {
    const [webhook] = await listWebhooks(tx, ref.siteId, ref.webhookId)
    if (webhook === undefined || webhook.disabledAt !== null) return undefined
    const taken = await unpark(tx, ref, { events: null, after, upTo, limit: AT_ONCE })
    const group = new URL(webhook.url).host
    await deliveries.many(
      tx,
      taken.map((eventId) => ({ data: { ...ref, eventId }, group })),
    )
    return taken.at(-1)
  })
}
