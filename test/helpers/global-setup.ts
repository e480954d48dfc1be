import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { aDataDir } from './data-dir.ts'

declare module 'vitest' {
  interface ProvidedContext {
    clusterUrl: string
  }
}

/**
 * One PostgreSQL for the whole run and one migrated database that every test file's own is copied from. With
 * `TEST_DATABASE_URL` (`postgres://…/postgres`, a superuser) the tests run on that server.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  const cluster = given === undefined ? await ownCluster() : { url: given, stop: async () => {} }
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
  await sql.unsafe('drop database if exists template_postbag')
  await sql.unsafe('create database template_postbag')
  await sql.end()
  await migrate(cluster.url.replace(/postgres$/, 'template_postbag'))
  project.provide('clusterUrl', cluster.url)
  return cluster.stop
}

async function ownCluster(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await aDataDir('test')
  const { url, stop } = await startEmbedded({
    dataDir: folder.path,
    flags: ['fsync=off', 'full_page_writes=off', 'max_connections=300'],
  })
  return {
    url,
    async stop() {
      await stop()
      await folder.remove()
    },
  }
}
