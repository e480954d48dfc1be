import type { Logger } from 'pino'
import type { Queryable } from './client.ts'

const FIRST_LOOK = 50
const GROWTH = 5

/**
 * Renews the planner's statistics of tables that have just begun to grow: at 50 stored rows, 250, 1,250 and so on.
 * The server's own daemon looks once a minute. Until then plans are made for an empty table and kept, so that even
 * checking a foreign key may read every comment of a site. Tables whose statistics already know of more rows are left
 * to the daemon.
 */
export function freshStatistics(
  db: Queryable,
  log: Pick<Logger, 'info' | 'debug'>,
): (storedRows: number) => void {
  let stored = 0
  let lookAt = FIRST_LOOK
  return (storedRows) => {
    stored += storedRows
    if (stored < lookAt) return
    lookAt = stored * GROWTH
    look(db, stored, log).catch((error: unknown) => log.debug({ err: error }, 'database.statistics-failed'))
  }
}

async function look(db: Queryable, stored: number, log: Pick<Logger, 'info'>): Promise<void> {
  const [table] = await db.query(
    (sql) => sql<{ rows: number }[]>`
    select reltuples::float8 as rows from pg_class where oid = 'comments'::regclass`,
  )
  if (table === undefined || table.rows >= stored) return
  await db.query(
    (sql) => sql`analyze articles, comments, verdicts, sightings, repeat_keys, spent_tokens, rates, outbox`,
  )
  log.info({ rows: stored }, 'database.statistics')
}
