import { once } from 'node:events'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { ipv6Of } from './address.ts'
import { MIGRATING } from './migrating.ts'

/* Runs the migrations of a folder; started by `migrate.ts`, which holds the lock and sends what to do. */

export type MigrationTask = { readonly url: string; readonly folder: string }

const [task] = (await once(process, 'message')) as [MigrationTask]
const sql = postgres(task.url, { ...MIGRATING, ...ipv6Of(task.url) })
try {
  await migrate(drizzle(sql), { migrationsFolder: task.folder })
} catch (error) {
  // The library's own message holds the statement; the server's says what is wrong with it.
  const { cause } = error as Error
  process.send?.(cause instanceof Error ? cause.message : 'a migration failed')
  process.exitCode = 1
} finally {
  await sql.end({ timeout: 2 })
  process.disconnect?.()
}
