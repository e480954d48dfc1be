import { networkInterfaces } from 'node:os'
import { afterAll, it as base, beforeAll, describe, expect } from 'vitest'
import { type Db, openDb } from '../../src/db/client.ts'
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { aDataDir, type DataDir } from '../helpers/data-dir.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aProxy, type TcpProxy } from '../helpers/proxy.ts'
import { aSteadyLoad, failures, type Outcome } from '../helpers/steady-load.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await database.db.query((sql) => sql`create table ledger (id uuid primary key)`)
})
afterAll(() => database.close())

/** Each test has a way of its own to the database. */
const it = base.extend<{ way: { readonly db: Db; readonly proxy: TcpProxy } }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern that no other fixture is needed.
  way: async ({}, use) => {
    const url = new URL(database.url)
    const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    const db = openDb(url.href)
    await use({ db, proxy })
    await db.close()
    await proxy.close()
  },
})

type Load = ReturnType<typeof aSteadyLoad>

type Faults = readonly (readonly [string, (proxy: TcpProxy, load: Load) => Promise<void>])[]

const SILENCES: Faults = [
  [
    'every byte is lost until calls are given up',
    async (proxy, load) => {
      proxy.silence()
      await load.failed(20)
      proxy.heal()
    },
  ],
  [
    'connections are silent until calls are given up, and then go on',
    async (proxy, load) => {
      proxy.hold()
      await load.failed(20)
      proxy.heal()
    },
  ],
]

const CUTS: Faults = [
  ['every connection is reset', async (proxy) => proxy.cut()],
  [
    'new connections are closed at once',
    async (proxy, load) => {
      proxy.refuse()
      await load.failed(100)
      proxy.heal()
    },
  ],
  [
    'an answer ends in the middle',
    async (proxy) => {
      await proxy.spoil(() => true, 'half-answer')
    },
  ],
  [
    'connections are reset again and again',
    async (proxy, { outcomes, until }) => {
      for (let round = 0; round < 20; round += 1) {
        const before = outcomes.length
        proxy.cut()
        await until(() => outcomes.length > before + 5)
      }
    },
  ],
]

/** Tests of what a load meets at each of the faults. */
function itUnderLoad(faults: Faults): void {
  it.for(faults)(
    'are all answered within three seconds, and work again within one, after %s',
    async ([, fault], { way: { db, proxy } }) => {
      const load = aSteadyLoad(db)
      await load.until((outcomes) => outcomes.length > 100)
      await fault(proxy, load)
      const healedAt = performance.now()
      await load.until(
        (outcomes) => outcomes.filter(({ startedAt }) => startedAt > healedAt + 1_000).length > 100,
      )
      const outcomes = await load.stop()

      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(3_000)
      expect(failures(outcomes, healedAt + 1_000)).toEqual([])
      expect(new Set(failures(outcomes))).toEqual(new Set(['unavailable']))
      expect(await missing(database.db, outcomes)).toEqual([])
      await wholePool(db)
    },
  )
}

// What waits for limits to pass can do so side by side.
describe.concurrent('statements and transactions under load, on a way that falls silent,', () =>
  itUnderLoad(SILENCES))

describe.concurrent('notifications', () => {
  it('are heard again after every cut and every silence, and each gap is said', async ({
    expect,
    way: { db, proxy },
  }) => {
    const heard: string[] = []
    let lost = 0
    let listening = 0
    const stop = await db.listen('news', {
      onMessage: (payload) => heard.push(payload),
      onListening: () => {
        listening += 1
      },
      onLost: () => {
        lost += 1
      },
    })
    const isHeard = async (word: string) => {
      await expect
        .poll(
          async () => {
            await database.db.query((sql) => sql`select pg_notify('news', ${word})`)
            return heard.includes(word)
          },
          { timeout: 8_000 },
        )
        .toBe(true)
    }
    await isHeard('first')
    proxy.cut()
    await isHeard('after a cut')
    expect(listening).toBeGreaterThan(1)
    proxy.silence()
    await expect.poll(() => lost, { timeout: 8_000 }).toBeGreaterThan(0)
    proxy.heal()
    await isHeard('after a silence')
    const lostBefore = lost
    proxy.refuse()
    await expect.poll(() => lost, { timeout: 8_000 }).toBeGreaterThan(lostBefore)
    proxy.heal()
    await isHeard('after an outage')
    await stop()
  })
})

describe('statements and transactions under load', () => itUnderLoad(CUTS))

describe('one statement', () => {
  it('is given up when a commit was sent and its answer lost, and is there', async ({
    way: { db, proxy },
  }) => {
    const id = crypto.randomUUID()
    const spoilt = proxy.spoil((request) => /commit/i.test(request), 'cut-answer')
    const done = db.transaction(async (tx) => {
      await tx.query((sql) => sql`insert into ledger values (${id})`)
    })
    await spoilt
    await expect(done).rejects.toMatchObject({ code: 'unavailable' })
    const rows = await database.db.query((sql) => sql`select 1 from ledger where id = ${id}`)
    expect(rows).toHaveLength(1)
  })

  it('that the server cancels for its length is unavailable, and the client is kept', async ({
    way: { db },
  }) => {
    await db.ping()
    await expect(db.query((sql) => sql`select pg_sleep(5)`)).rejects.toMatchObject({ code: 'unavailable' })
    expect(db.stats().replaced).toBe(0)
    expect(await db.ping()).toBe(true)
  })

  it('that fails on a client made a moment ago has that one replaced too, asked or not', async ({
    way: { db, proxy },
  }) => {
    const cutDuring = async () => {
      const asked = [1, 2, 3].map(() => db.query((sql) => sql`select pg_sleep(1)`))
      await database.db.query((sql) => sql`select pg_sleep(0.05)`)
      proxy.cut()
      expect((await Promise.allSettled(asked)).map(({ status }) => status)).not.toContain('fulfilled')
    }
    await db.ping()
    await cutDuring()
    expect(db.stats().replaced).toBe(1)
    await cutDuring()
    await expect.poll(() => db.stats().replaced).toBe(2)
    await wholePool(db)
  })

  it('is not compiled by the server first, which takes longer than it may', async ({ way: { db } }) => {
    expect(await db.query((sql) => sql`show jit`)).toEqual([{ jit: 'off' }])
  })

  it('with a fault of its own throws the database’s error', async ({ way: { db } }) => {
    await expect(db.query((sql) => sql`select 1 / 0`)).rejects.toMatchObject({ code: '22012' })
  })
})

describe('a restart of the server under load', () => {
  let folder: DataDir
  let cluster: Embedded
  const restarts: number[] = []
  beforeAll(async () => {
    folder = await aDataDir('restart')
    const log = {
      info: (_: unknown, event: string) => event === 'database.restarted' && restarts.push(performance.now()),
      warn: () => {},
      error: () => {},
    }
    cluster = await startEmbedded({ dataDir: folder.path, log: log as never })
  })
  afterAll(async () => {
    await cluster.stop()
    await folder.remove()
  })

  it.each(['SIGINT', 'SIGQUIT', 'SIGKILL'] as const)(
    'by %s loses nothing acknowledged and is over within a second',
    async (signal) => {
      const own = openDb(cluster.url)
      await own.query((sql) => sql`create table if not exists ledger (id uuid primary key)`)
      const load = aSteadyLoad(own)
      await load.until((outcomes) => outcomes.length > 100)
      const before = restarts.length
      process.kill(await folder.postmaster(), signal)
      await expect.poll(() => restarts.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(before)
      const backAt = restarts.at(-1) ?? 0
      await load.until(
        (outcomes) => outcomes.filter(({ startedAt }) => startedAt > backAt + 1_000).length > 100,
      )
      const outcomes = await load.stop()
      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(3_000)
      expect(failures(outcomes, backAt + 1_000)).toEqual([])
      expect(await missing(own, outcomes)).toEqual([])
      await wholePool(own)
      await own.close()
    },
  )
})

/** What was acknowledged and is not there. */
async function missing(of: Db, outcomes: readonly Outcome[]): Promise<unknown[]> {
  const rows = await of.query((sql) => sql<{ id: string }[]>`select id from ledger`)
  const stored = new Set(rows.map(({ id }) => id))
  return outcomes.filter(({ wrote, error }) => wrote !== undefined && error === null && !stored.has(wrote))
}

/** Every connection of the pool works: as many sleeps as it has run side by side. */
async function wholePool(of: Db): Promise<void> {
  const started = performance.now()
  await Promise.all(
    Array.from({ length: of.stats().max }, () => of.query((sql) => sql`select pg_sleep(0.5)`)),
  )
  expect(performance.now() - started).toBeLessThan(1_500)
}

const hasIpv6 = (networkInterfaces()['lo'] ?? []).some(({ family }) => family === 'IPv6')
base.skipIf(!hasIpv6)('is found at an IPv6 address, and its schema brought up to date there', async () => {
  const url = new URL(database.url)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) }, '::1')
  url.host = `[::1]:${proxy.port}`
  await migrate(url.href)
  const db = openDb(url.href, { max: 1 })
  expect(await db.query((sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  await db.close()
  await proxy.close()
})
