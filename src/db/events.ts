import type { Sql } from './client.ts'

/* Events of the outbox, as parts of statements. */

export type EventRef = { readonly siteId: string; readonly id: string }

/** Whether event `o` is one of these. */
export function isAmong(sql: Sql, events: readonly EventRef[]) {
  const [siteIds, ids] = [events.map(({ siteId }) => siteId), events.map(({ id }) => id)]
  return sql`(o.site_id, o.id) in (select * from unnest(${siteIds}::uuid[], ${ids}::uuid[]))`
}

/**
 * A new event's id: a UUIDv7 of this moment by the database's clock. Event streams find news by the time in it, so no
 * process's own clock may make it.
 */
export function newEventId(sql: Sql) {
  return sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid`
}

/**
 * Stores an event about each comment of what `from` follows, whose rows have its `article_id`, `comment_id` and present
 * `version`.
 * @param data JSON, of the columns of those rows.
 */
export function insertEvents(sql: Sql, siteId: string, type: string, data = sql`'{}'::jsonb`) {
  return sql`insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
    select ${siteId}, ${newEventId(sql)}, ${type}, article_id, comment_id, version, ${data}, now()`
}
