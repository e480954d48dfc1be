import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { onTheirTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { callReceiver, type Receiver, type WebhookRef } from './receiver.ts'

/** A receiver's answer to a ping, and how long it took. */
type Said = { readonly status: number | null; readonly error: string | null; readonly ms: number }

/**
 * Sends a receiver a message without content, even if it is switched off.
 * @throws {AppError} `not-found`.
 */
export async function pingWebhook(deps: Deps, ref: WebhookRef): Promise<Said> {
  const { site, ...receiver } = await getReceiver(deps.db, ref)
  const message = { type: 'webhook.ping', timestamp: deps.now().toISOString(), data: { site } }
  const started = performance.now()
  const answer = await onTheirTime(() =>
    callReceiver(deps, receiver, { id: randomUUIDv7(), body: JSON.stringify(message) }),
  )
  const ms = Math.round(performance.now() - started)
  return typeof answer === 'string'
    ? { status: null, error: answer, ms }
    : { status: answer.status, error: null, ms }
}

async function getReceiver(db: Queryable, { siteId, webhookId }: WebhookRef) {
  const [row] = await db.query(
    (sql) => sql<(Receiver & { readonly site: string })[]>`
    select w.site_id, w.id as webhook_id, w.url, w.sealed_secret, s.slug as site,
      case when w.former_secret_ends_at > now() then w.former_sealed_secret end as former_sealed_secret
    from webhooks w join sites s on s.id = w.site_id
    where w.site_id = ${siteId} and w.id = ${webhookId} and w.deleted_at is null`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}
