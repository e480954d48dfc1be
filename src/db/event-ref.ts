import type { Sql } from './client.ts'

/** An event of the outbox. */
export type EventRef = { readonly siteId: string; readonly id: string }

/** As part of a query: whether event `o` is one of these. */
export function isAmong(sql: Sql, events: readonly EventRef[]) {
  const [siteIds, ids] = [events.map(({ siteId }) => siteId), events.map(({ id }) => id)]
  return sql`(o.site_id, o.id) in (select * from unnest(${siteIds}::uuid[], ${ids}::uuid[]))`
}
