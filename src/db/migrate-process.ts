import { once } from 'node:events'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { ipv6Of } from './address.ts'
import { errorCode } from './errors.ts'
import { MIGRATING } from './migrating.ts'

/*
 * Runs the migrations of a folder. Started by `migrate.ts`, which holds the lock and sends the task.
 */

export type MigrationTask = { readonly url: string; readonly folder: string }
/** What the server says is wrong. */
export type MigrationTrouble = { readonly message: string; readonly code?: string | undefined }

const PAUSE_MS = 1_000
const TRIES = 30

const [task] = (await once(process, 'message')) as [MigrationTask]
const sql = postgres(task.url, { ...MIGRATING, ...ipv6Of(task.url) })
const trouble = await inTries(TRIES)
if (trouble !== undefined) {
  process.send?.(trouble)
  process.exitCode = 1
}
await sql.end({ timeout: 2 })
process.disconnect?.()

/** All migrations run in one transaction, so nothing is left behind when a lock cannot be had. */
async function inTries(left: number): Promise<MigrationTrouble | undefined> {
  try {
    await migrate(drizzle(sql), { migrationsFolder: task.folder })
  } catch (error) {
    // The library's message holds the statement; the server's says what is wrong with it.
    const { cause } = error as Error
    const code = errorCode(cause)
    if (code !== '55P03' || left === 1) {
      return { message: cause instanceof Error ? cause.message : 'a migration failed', code }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    return inTries(left - 1)
  }
}
