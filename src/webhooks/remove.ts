import { z } from 'zod'
import type { Db, Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Enqueue } from '../jobs/kind.ts'
import type { WebhookRef } from './receiver.ts'

const WebhookRefData = z.object({ siteId: z.uuid(), webhookId: z.uuid() })
export type Removals = Enqueue<WebhookRef>

/** More may take longer than a statement may. */
const DELIVERIES_AT_ONCE = 5_000

/**
 * Deletes a webhook: it is found no more, and nothing more is sent there. What was to be sent, which may be millions
 * of rows, is removed by a job.
 * @throws {AppError} `not-found`.
 */
export async function removeWebhook(db: Db, removals: Removals, ref: WebhookRef): Promise<void> {
  await removals.open()
  await db.transaction(async (tx) => {
    const found = await tx.query(
      (sql) => sql`
      update webhooks set deleted_at = now(), disabled_at = coalesce(disabled_at, now()),
        disabled_because = coalesce(disabled_because, 'admin')
      where site_id = ${ref.siteId} and id = ${ref.webhookId} and deleted_at is null`,
    )
    if (found.count === 0) throw new AppError('not-found')
    await removals(tx, ref)
  })
}

/** The job that removes the rows of a deleted webhook, its deliveries first. */
export function defineRemovals({ db, jobs }: Pick<Deps, 'db' | 'jobs'>): Removals {
  return jobs.define({
    name: 'webhook-removal',
    data: WebhookRefData,
    expiresInSeconds: 600,
    retries: { limit: 1_000, delaySeconds: 5, maxDelaySeconds: 600 },
    async run(ref, { signal }) {
      while ((await removeDeliveries(db, ref)) === DELIVERIES_AT_ONCE) signal.throwIfAborted()
      await db.query(
        (sql) => sql`
        delete from webhooks where site_id = ${ref.siteId} and id = ${ref.webhookId} and deleted_at is not null`,
      )
    },
  })
}

/** @returns how many were removed. */
async function removeDeliveries(db: Queryable, { siteId, webhookId }: WebhookRef): Promise<number> {
  const removed = await db.query(
    (sql) => sql`
    delete from deliveries where site_id = ${siteId} and webhook_id = ${webhookId} and event_id = any(array(
      select event_id from deliveries where site_id = ${siteId} and webhook_id = ${webhookId}
      limit ${DELIVERIES_AT_ONCE}))`,
  )
  return removed.count
}
