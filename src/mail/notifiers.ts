import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { keyedHash } from '../hash.ts'
import { addressHash, sealAddress } from './address.ts'
import { isRefused } from './refusals.ts'
import { UNANSWERED, unansweredOf } from './unanswered.ts'

type Notifier = {
  readonly siteId: string
  readonly commentId: string
  readonly reportId: string
  readonly address: string
  /** The network that sent the notice. */
  readonly from: string
}

/**
 * The sender of a notice is told that it arrived, and later what was decided. A stranger can type somebody else's
 * address, so the first message respects the limits on such messages; a decision is always told, except to an address
 * that said no. The comment author's own subscription is left alone: it already tells everything about the comment.
 */
export async function putNotifier(tx: Queryable, secret: string, notifier: Notifier): Promise<void> {
  const { siteId, commentId, reportId, address, from } = notifier
  const id = randomUUIDv7()
  const hash = addressHash(secret, siteId, address)
  const network = keyedHash(secret, 'network', siteId, from)
  const [known] = await tx.query(
    (sql) => sql<{ id: string }[]>`
    select id from subscriptions where site_id = ${siteId} and comment_id = ${commentId} and address_hash = ${hash}`,
  )
  const sealed = sealAddress(secret, { siteId, id: known?.id ?? id }, address)
  await tx.query(
    (sql) => sql`
    with lately as (select ${unansweredOf(sql, { siteId, hash, network })}), told as (
      select of_address < ${UNANSWERED.address} and of_network < ${UNANSWERED.network} as is_told from lately
    )
    insert into subscriptions as s (site_id, id, comment_id, report_id, address_hash, sealed_address, network_hash,
      asked_at, asks, told, due_at)
    select ${siteId}, ${id}, ${commentId}, ${reportId}, ${hash}, ${sealed}, ${network}, now(),
      case when is_told then 1 else 0 end, case when not is_told then 'open' end, case when is_told then now() end
    from told where not ${isRefused(sql, { siteId, hash })}
    on conflict (site_id, comment_id, address_hash) do update set report_id = excluded.report_id,
      sealed_address = excluded.sealed_address, network_hash = excluded.network_hash, asked_at = excluded.asked_at,
      asks = s.asks + excluded.asks, told = excluded.told, due_at = excluded.due_at, round = s.round + 1, tries = 0
    where s.report_id is not null`,
  )
}
