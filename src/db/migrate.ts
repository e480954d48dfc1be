import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import postgres from 'postgres'
import { ipv6Of } from './address.ts'
import type { Queryable, Sql } from './client.ts'
import { withDeadline } from './deadline.ts'
import type { MigrationTask, MigrationTrouble } from './migrate-process.ts'
import { MIGRATING } from './migrating.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
/** The key of the advisory lock: any number, as long as all versions use the same. */
const LOCK = 7_305_112_026
const LOCK_WAIT = '60s'
const CONNECT_WITHIN_MS = 10_000

/**
 * Brings the schema up to date, under one lock: of two processes that start at once, the second waits and then finds
 * nothing to do. Uses a connection of its own, which must not go through a pooler.
 */
export async function migrate(
  url: string,
  { log }: { readonly log?: Pick<Logger, 'info' | 'warn'> } = {},
): Promise<void> {
  const sql = postgres(url, { ...MIGRATING, ...ipv6Of(url) })
  try {
    await withDeadline(sql`select set_config('lock_timeout', ${LOCK_WAIT}, false)`, CONNECT_WITHIN_MS)
    const [lock] = await sql<{ isOurs: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as "isOurs"`
    if (!lock?.isOurs) {
      log?.info({ atMost: LOCK_WAIT }, 'database.waits')
      await sql`select pg_advisory_lock(${LOCK})`
    }
    const started = performance.now()
    if (!(await isCurrent(sql))) {
      await runApart(url)
      log?.info({ ms: Math.round(performance.now() - started) }, 'database.migrated')
    }
    const ahead = await countUnknown(sql)
    if (ahead > 0) log?.warn({ ahead }, 'database.newer')
  } finally {
    await withDeadline(sql.end({ timeout: 2 }), 3_000).catch(() => {})
  }
}

/** The library that runs migrations takes forty megabytes, so it gets a process of its own. */
function runApart(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./migrate-process.ts', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.send({ url, folder: FOLDER } satisfies MigrationTask)
    let trouble: MigrationTrouble = { message: 'the migrations ended early' }
    child.once('message', (message: MigrationTrouble) => {
      trouble = message
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(Object.assign(new Error(trouble.message), trouble))
    })
  })
}

/** Whether every migration this version knows has run. A newer schema is fine: it works with the version before. */
export function migrationsCurrent(db: Queryable): Promise<boolean> {
  return db.query((sql) => isCurrent(sql))
}

async function isCurrent(sql: postgres.Sql | Sql): Promise<boolean> {
  const newest = await newestKnown()
  const [table] = await sql<{ name: string | null }[]>`
    select to_regclass('drizzle.__drizzle_migrations')::text as name`
  if (table?.name == null) return false
  const [row] = await sql<{ at: string | number | null }[]>`
    select max(created_at)::bigint as at from drizzle.__drizzle_migrations`
  return Number(row?.at ?? 0) >= newest
}

/**
 * How many migrations have run that this version does not know: a newer version is taking over, or was here before.
 */
async function countUnknown(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from drizzle.__drizzle_migrations where created_at > ${await newestKnown()}`
  return row?.n ?? 0
}

async function newestKnown(): Promise<number> {
  const journal = JSON.parse(await readFile(`${FOLDER}/meta/_journal.json`, 'utf8')) as {
    entries: { when: number }[]
  }
  return Math.max(...journal.entries.map(({ when }) => when))
}
