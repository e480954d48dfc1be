import type { Sql } from './client.ts'

/**
 * The id of an event, as an expression: a UUIDv7 of this moment by the database's clock. Event streams look for what
 * is new by the time in it, so no process's own clock may make it.
 */
export function newEventId(sql: Sql) {
  return sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid`
}
