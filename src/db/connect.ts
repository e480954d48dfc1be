import postgres from 'postgres'
import { ipv6Of } from './address.ts'
import type { Sql } from './client.ts'
import { withDeadline } from './deadline.ts'
import { IDLE_MS, LOCK_MS, SERVER_EARLIER_MS } from './time-limits.ts'

const END_WITHIN_S = 2

/**
 * How the server writes times and reads texts, whatever its operator set for the role or the database. Poolers know
 * these three.
 */
export const MANNERS = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', standard_conforming_strings: 'on' }

type ClientOptions = {
  readonly max: number
  readonly timeoutMs: number
  readonly name: string
  readonly pooled?: boolean
}

/** A client of the driver's, with our limits. Its type lacks only that `json` takes whatever `JSON.stringify` does. */
export function newClient(url: string, { max, timeoutMs, name, pooled = false }: ClientOptions): Sql {
  const limits = {
    statement_timeout: timeoutMs - SERVER_EARLIER_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    // Where a plan seems expensive, the server compiles it first: that takes seconds, which no statement here has.
    jit: 'off',
  }
  return postgres(url, {
    ...ipv6Of(url),
    max,
    connect_timeout: 2,
    // The driver's own pauses grow to twenty seconds, although the database may have been back for long.
    backoff: () => 0.1,
    idle_timeout: 60,
    fetch_types: true,
    // A pooler gives the next transaction another connection, which knows neither prepared statements nor these
    // limits.
    prepare: !pooled,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel } },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connection: { application_name: name, ...MANNERS, ...(!pooled && limits) },
  }) as unknown as Sql
}

/** Ends a client and its connections. After a reset the driver's own `end` may never settle. */
export function endClient(client: Sql, withinS = END_WITHIN_S): Promise<void> {
  return withDeadline(client.end({ timeout: withinS }), withinS * 1_000 + 500).catch(() => {})
}
