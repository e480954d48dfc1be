import { readdir, readFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/db/embedded.ts'
import { hasEnded } from '../../src/db/lock.ts'
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
  const folder = await aDataDir('test', await roomInMemory())
  const { url, stop } = await startEmbedded({
    dataDir: folder.path,
    flags: FLAGS,
  })
  await shortenLogin(url)
  return {
    url,
    async stop() {
      await stop()
      await folder.remove()
    },
  }
}

const FLAGS = [
  'fsync=off',
  'full_page_writes=off',
  'max_wal_size=128MB',
  'max_connections=300',
  'scram_iterations=1',
]

/** Services open a dozen connections each: of what that costs the tests, a third is to prove the password. */
async function shortenLogin(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 })
  await sql.unsafe(`alter role current_user password '${new URL(url).password}'`)
  await sql.end()
}

const SHARED_MEMORY = '/dev/shm'
const ROOM = 2 ** 31
/** For the browsers and the tests themselves. */
const BESIDES = 2 ** 31

/**
 * The file system in memory, if both have room for the databases: of each there are hundreds of files, and to copy and
 * remove those takes a disk's file system ten times as long.
 */
async function roomInMemory(): Promise<string | undefined> {
  await tidy()
  const shared = await statfs(SHARED_MEMORY).catch(() => undefined)
  const hasRoom = shared !== undefined && shared.bavail * shared.bsize >= ROOM
  return hasRoom && process.availableMemory() >= ROOM + BESIDES ? SHARED_MEMORY : undefined
}

/** Ends what runs that were killed have left: it would fill the memory until the machine is started again. */
async function tidy(): Promise<void> {
  const names = (await readdir(SHARED_MEMORY).catch(() => [])).filter((name) =>
    name.startsWith('postbag-test-'),
  )
  for (const path of names.map((name) => join(SHARED_MEMORY, name))) {
    const [holder] = (await readFile(join(path, 'lock'), 'utf8').catch(() => '')).split(' ')
    if (!holder || !(await hasEnded(Number(holder)))) continue
    const server = await readFile(join(path, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
    if (server !== '' && !(await hasEnded(Number.parseInt(server, 10))))
      process.kill(Number.parseInt(server, 10), 'SIGQUIT')
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
}
