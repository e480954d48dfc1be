import { afterAll, it as base, beforeAll, describe, expect } from 'vitest'
import { z } from 'zod'
import { createJobs } from '../../src/jobs/jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { insertSite } from '../../src/sites/queries.ts'
import { insertToken } from '../../src/tokens/queries.ts'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { manyHeld } from '../helpers/held.ts'
import { type Running, start } from '../helpers/process.ts'
import { aProxy } from '../helpers/proxy.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

type Job = { readonly id: string; readonly state: string; readonly done: number; readonly skipped: number }

const HELD = 6_000
/** Longer than it takes until a job is given to another: ten seconds without a beat, ten to look, ten to try again. */
const TAKEN_AGAIN_MS = 60_000
const running: Running[] = []
afterAll(async () => {
  for (const process of running) process.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
})

/** A process that does work of one kind, on a way of its own to the database. */
async function aWorker(name: string) {
  const said: string[] = []
  const hear = (_: unknown, event: string) => said.push(event)
  const url = new URL(database.url)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const jobs = createJobs({
    url: url.href,
    runs: true,
    log: { ...createLogger('silent'), info: () => {}, warn: hear, error: hear } as never,
    metrics: createMetrics(),
  })
  const done: string[] = []
  const enqueue = jobs.define({
    name,
    data: z.object({ word: z.string() }),
    run: async ({ word }) => void done.push(word),
  })
  return {
    proxy,
    jobs,
    done,
    /** What was logged as a warning or an error. */
    said,
    enqueue,
    /** Does work as soon as there is some. */
    async works() {
      await until(() => jobs.isRunning())
      await enqueue(database.db, { word: 'first' })
      await until(() => done.includes('first'))
    },
    async close() {
      await jobs.stop()
      await proxy.close()
    },
  }
}

let workers = 0
const it = base.extend<{ worker: Awaited<ReturnType<typeof aWorker>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern that no other fixture is needed.
  worker: async ({}, use) => {
    workers += 1
    const worker = await aWorker(`heal-${workers}`)
    await use(worker)
    await worker.close()
  },
})

describe.concurrent('background work', () => {
  it('starts by itself once the database is there', async ({ worker }) => {
    const { proxy, jobs, enqueue } = worker
    proxy.refuse()
    jobs.start()
    await expect(enqueue(database.db, { word: 'too early' })).rejects.toMatchObject({ code: 'unavailable' })
    proxy.heal()
    await worker.works()
  })

  it.for([
    ['is cut off', 'cut'],
    ['refuses connections', 'refuse'],
  ] as const)('takes up its work again after the database %s', async ([word, fault], { worker }) => {
    worker.jobs.start()
    await worker.works()
    worker.proxy[fault]()
    await worker.enqueue(database.db, { word })
    worker.proxy.heal()
    await until(() => worker.done.includes(word), TAKEN_AGAIN_MS)
    expect(worker.done.filter((each) => each === word)).toHaveLength(1)
  })

  it('gives up on connections that went silent', async ({ worker }) => {
    worker.jobs.start()
    await worker.works()
    const before = worker.proxy.dropped()
    worker.proxy.silence()
    await worker.enqueue(database.db, { word: 'silence' })
    await until(() => worker.proxy.dropped() >= before + 3 && worker.said.length > 0)
    worker.proxy.heal()
    await until(() => worker.done.includes('silence'), TAKEN_AGAIN_MS)
    expect(new Set(worker.said)).toEqual(new Set(['jobs.away']))
  })

  it('is taken over by another process within seconds when its own is killed', {
    timeout: 120_000,
  }, async () => {
    const { db, url, close } = await freshDatabase()
    const site = {
      slug: 'news',
      name: 'The News',
      origins: ['https://news.example'],
      policy: {},
      createdBy: 'test',
    }
    await manyHeld(db, (await insertSite(db, site)).id, HELD)
    const { secret } = await insertToken(db, { name: 'Mo Derator', role: 'moderator' })
    const aProcess = async () => {
      const process = start('src/main.ts', { env: { DATABASE_URL: url, PORT: '0', CAPTCHA: 'none' } })
      running.push(process)
      const { port } = await process.event('service.listening')
      return { process, desk: apiOf(Number(port), secret) }
    }
    const first = await aProcess()
    const order = { match: { site: 'news', q: 'wave' }, action: 'approve' }
    const { id } = (await (await first.desk.post('/v1/review/bulk', order)).json()) as Job
    const headers = { authorization: `Bearer ${secret}` }
    const job = async ({ desk }: typeof first) =>
      (await (await desk.get(`/v1/review/bulk/${id}`, { headers })).json()) as Job
    await until(async () => (await job(first)).done > 0)
    first.process.kill('SIGKILL')
    await first.process.ended
    const killedAt = performance.now()
    const second = await aProcess()
    const left = (await job(second)).done
    expect(left).toBeLessThan(HELD)
    await until(async () => (await job(second)).done > left, 60_000)
    expect(performance.now() - killedAt).toBeLessThan(40_000)
    await until(async () => (await job(second)).state === 'done', 60_000)
    expect(await job(second)).toMatchObject({ done: HELD, skipped: 0 })
    second.process.kill('SIGKILL')
    await second.process.ended
    await close()
  })
})
