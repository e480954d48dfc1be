import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbedded } from '../../src/db/embedded.ts'

/** A PostgreSQL of the bench's own, durable as in production. */
export async function aCluster() {
  const dataDir = await mkdtemp(join(tmpdir(), 'postbag-bench-'))
  const cluster = await startEmbedded({ dataDir })
  return {
    /** The address of a new, empty database. */
    async database(name: string): Promise<string> {
      const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
      await sql.unsafe(`create database ${name}`)
      await sql.end()
      return cluster.url.replace(/postgres$/, name)
    },
    async stop(): Promise<void> {
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
