import type { Sql } from '../db/client.ts'

/**
 * How many messages may go within a day to one unconfirmed address, and from one network to unconfirmed addresses.
 */
export const UNANSWERED = { address: 4, network: 20 }

/** As part of a query: how many there were. */
export function unansweredOf(
  sql: Sql,
  { siteId, hash, network }: { readonly siteId: string; readonly hash: Buffer; readonly network: Buffer },
) {
  return sql`
    (select coalesce(sum(asks), 0)::int from subscriptions s where s.site_id = ${siteId}
      and s.address_hash = ${hash} and s.confirmed_at is null and s.asked_at > now() - interval '1 day') as of_address,
    (select coalesce(sum(asks), 0)::int from subscriptions s where s.site_id = ${siteId}
      and s.network_hash = ${network} and s.confirmed_at is null and s.asked_at > now() - interval '1 day') as of_network`
}
