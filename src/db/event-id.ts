import type { Sql } from './client.ts'

/**
 * A new event's id as an SQL expression: a UUIDv7 of this moment by the database's clock. Event streams find news by
 * the time in it, so no process's own clock may make it.
 */
export function newEventId(sql: Sql) {
  return sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid`
}
