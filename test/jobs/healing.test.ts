import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts'
import type { Enqueue } from '../../src/jobs/kind.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aProxy } from '../helpers/proxy.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let proxy: Awaited<ReturnType<typeof aProxy>>
let jobs: Jobs
let enqueue: Enqueue<{ word: string }>
const done: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  const url = new URL(database.url)
  proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  jobs = createJobs({ url: url.href, runs: true, log: createLogger('silent'), metrics: createMetrics() })
  enqueue = jobs.define({
    name: 'heal',
    data: z.object({ word: z.string() }),
    run: async ({ word }) => void done.push(word),
  })
})
afterAll(async () => {
  await jobs.stop()
  await proxy.close()
  await database.close()
})

it('starts by itself once the database is there', async () => {
  proxy.refuse()
  jobs.start()
  await expect(enqueue(database.db, { word: 'too early' })).rejects.toMatchObject({ code: 'unavailable' })
  proxy.heal()
  await until(() => jobs.isRunning())
  await enqueue(database.db, { word: 'first' })
  await until(() => done.includes('first'))
})

it.each([
  ['is cut off', () => proxy.cut()],
  ['refuses connections', () => proxy.refuse()],
])(
  'takes up its work again after the database %s',
  async (_, fail) => {
    fail()
    const word = `after ${fail}`
    await enqueue(database.db, { word })
    proxy.heal()
    await until(() => done.includes(word), 20_000)
    expect(done.filter((each) => each === word)).toHaveLength(1)
  },
  30_000,
)

it('gives up on connections that went silent', async () => {
  const before = proxy.dropped()
  proxy.silence()
  await enqueue(database.db, { word: 'silence' })
  await until(() => proxy.dropped() >= before + 3)
  proxy.heal()
  await until(() => done.includes('silence'), 25_000)
}, 40_000)
