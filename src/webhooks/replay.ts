import type { Db } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Enqueue } from '../jobs/kind.ts'
import type { DeliveryRef } from './deliver.ts'
import { getWebhook, unpark } from './queries.ts'

type ReplayRequest = Omit<DeliveryRef, 'eventId'> & { readonly events?: readonly string[] | undefined }

/**
 * Has parked deliveries of a webhook retried from the start: those of the named events, or all. Returns how many.
 * @throws {AppError} `not-found`, `conflict` while the webhook is switched off.
 */
export async function replayParked(
  db: Db,
  deliveries: Enqueue<DeliveryRef>,
  { events, ...ref }: ReplayRequest,
): Promise<number> {
  const { url, disabledAt } = await getWebhook(db, ref)
  if (disabledAt !== null) throw new AppError('conflict', 'This webhook is switched off: switch it on first.')
  const group = new URL(url).host
  return db.transaction(async (tx) => {
    const parked = await unpark(tx, ref, events ?? null)
    await deliveries.many(
      tx,
      parked.map(({ eventId }) => ({ data: { ...ref, eventId }, group })),
    )
    return parked.length
  })
}
