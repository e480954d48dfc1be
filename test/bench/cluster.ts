import postgres from 'postgres'
import { startEmbedded } from '../../src/db/embedded.ts'
import { aDataDir } from '../helpers/data-dir.ts'

/** A PostgreSQL of the bench's own, durable as in production. */
export async function aCluster() {
  const folder = await aDataDir('bench')
  const cluster = await startEmbedded({ dataDir: folder.path })
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
      await folder.remove()
    },
  }
}
