import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import type { Logger } from 'pino'
import postgres from 'postgres'
import type { Queryable } from './client.ts'
import { withDeadline } from './deadline.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
/** Any number will do as long as it is always this one. */
const LOCK = 7_305_112_026
const LOCK_WAIT = '60s'
const CONNECT_WITHIN_MS = 10_000

/**
 * Brings the schema up to date, under one lock: of two processes that start at once the second waits and then
 * finds nothing to do. Uses a connection of its own, which must not go through a pooler.
 */
export async function migrate(
  url: string,
  { log }: { readonly log?: Pick<Logger, 'info'> } = {},
): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await withDeadline(sql`select set_config('lock_timeout', ${LOCK_WAIT}, false)`, CONNECT_WITHIN_MS)
    await sql`select pg_advisory_lock(${LOCK})`
    const started = performance.now()
    await runMigrations(drizzle(sql), { migrationsFolder: FOLDER })
    log?.info({ ms: Math.round(performance.now() - started) }, 'database.migrated')
  } finally {
    await withDeadline(sql.end({ timeout: 2 }), 3_000).catch(() => {})
  }
}

/** Whether every migration this version knows has run. A newer schema is fine: it works with the version before. */
export async function migrationsCurrent(db: Queryable): Promise<boolean> {
  const journal = JSON.parse(await readFile(`${FOLDER}/meta/_journal.json`, 'utf8')) as {
    entries: { when: number }[]
  }
  const newest = Math.max(...journal.entries.map(({ when }) => when))
  const [row] = await db.query(
    (sql) => sql<{ at: number | null }[]>`
    select max(created_at)::bigint as at from drizzle.__drizzle_migrations`,
  )
  return (row?.at ?? 0) >= newest
}
