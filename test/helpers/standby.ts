import { execFile } from 'node:child_process'
import { chown, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { findRunAs } from '../../src/db/binaries.ts'
import { openDb } from '../../src/db/client.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { aDataDir, type DataDir } from './data-dir.ts'

const FLAGS = ['fsync=off', 'max_connections=60']

/** A server of its own with a migrated database, and a physical standby that streams from it. */
export async function aStandby() {
  const [first, second] = [await aDataDir('primary'), await aDataDir('standby')]
  await (await startEmbedded({ dataDir: first.path, flags: FLAGS })).stop()
  await copyData(first, second)
  const primary = await startEmbedded({ dataDir: first.path, flags: FLAGS })
  const { port, username, password } = new URL(primary.url)
  const source = `primary_conninfo=host=127.0.0.1 port=${port} user=${username} password=${password}`
  const standby = await startEmbedded({ dataDir: second.path, flags: [...FLAGS, source] })
  await migrate(primary.url)
  const sql = postgres(standby.url, { max: 1, onnotice: () => {} })
  const db = openDb(primary.url)
  return {
    database: { url: primary.url, db, close: () => db.close() },
    /** Of the standby, for `DATABASE_READ_URLS`. */
    url: standby.url,
    /** What the primary commits is received and not shown. */
    hold: () => sql`select pg_wal_replay_pause()`,
    goOn: () => sql`select pg_wal_replay_resume()`,
    stopStandby: () => standby.stop(),
    async close() {
      await sql.end({ timeout: 1 })
      await standby.stop()
      await primary.stop()
      await Promise.all([first.remove(), second.remove()])
    },
  }
}

/** A server that was stopped in order may be copied as it lies. */
async function copyData(from: DataDir, to: DataDir): Promise<void> {
  await promisify(execFile)('cp', ['-a', from.data, to.data])
  await copyFile(join(from.path, 'postgres-password'), join(to.path, 'postgres-password'))
  const signal = join(to.data, 'standby.signal')
  await writeFile(signal, '')
  const runAs = await findRunAs()
  if (runAs) await chown(signal, runAs.uid, runAs.gid)
}
