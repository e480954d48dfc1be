import type { Logger } from 'pino'
import type { Queryable } from '../db/client.ts'

/**
 * Warns of settings that the role lacks behind a pooler, which passes on none of a connection's. Without the limits a
 * statement that the service gave up goes on in the server, and a lock is waited for as long as it is held; with `jit`,
 * compiling a plan takes longer than its statement may.
 */
export async function warnOfNoLimits(db: Queryable, log: Pick<Logger, 'warn'>): Promise<void> {
  const [row] = await db.query(
    (sql) => sql<{ missing: string[] | null }[]>`
    select array_agg(name order by name) as missing from pg_settings
    where (name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') and setting = '0')
      or (name = 'jit' and pg_jit_available())`,
  )
  if (row?.missing) log.warn({ missing: row.missing }, 'database.unlimited')
}
