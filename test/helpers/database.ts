import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type Db, type DbOptions, openDb, type Queryable } from '../../src/db/client.ts'

type OwnDatabase = { readonly url: string; readonly db: Db; close(): Promise<void> }

/** A migrated database of its own, dropped by `close`. */
export function freshDatabase(options: DbOptions = {}): Promise<OwnDatabase> {
  return aDatabase('template_postbag', options)
}

/** The same without any schema. */
export function emptyDatabase(): Promise<OwnDatabase> {
  return aDatabase('template0', {})
}

async function aDatabase(template: string, options: DbOptions): Promise<OwnDatabase> {
  const clusterUrl = inject('clusterUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = postgres(clusterUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`)
  const url = clusterUrl.replace(/postgres$/, name)
  const db = openDb(url, options)
  return {
    url,
    db,
    async close() {
      await db.close()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

/** How many statements wait for a lock in this database. */
export async function waitingForLocks(db: Queryable): Promise<number> {
  const [row] = await db.query(
    (sql) => sql<{ n: number }[]>`
    select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return row?.n ?? 0
}
