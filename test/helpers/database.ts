import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type Db, type DbOptions, openDb } from '../../src/db/client.ts'

/** A migrated database of its own, dropped by `close`. */
export async function freshDatabase(
  options: DbOptions = {},
): Promise<{ readonly url: string; readonly db: Db; close(): Promise<void> }> {
  const clusterUrl = inject('clusterUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = postgres(clusterUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template template_postbag strategy file_copy`)
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
