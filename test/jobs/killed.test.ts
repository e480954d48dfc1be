import { afterEach, expect, it } from 'vitest'
import { insertSite } from '../../src/sites/queries.ts'
import { insertToken } from '../../src/tokens/queries.ts'
import { asked } from '../helpers/asked.ts'
import { freshDatabase } from '../helpers/database.ts'
import { manyHeld } from '../helpers/held.ts'
import { type Running, start } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

type Job = { readonly id: string; readonly state: string; readonly done: number; readonly skipped: number }

const HELD = 6_000
const running: Running[] = []
afterEach(async () => {
  for (const process of running.splice(0)) {
    process.kill('SIGKILL')
    await process.ended
  }
})

it('work is taken over by another process within seconds when its own is killed', {
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
    return { process, desk: asked(Number(port), secret) }
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
  expect((await job(second)).done).toBeLessThan(HELD)
  await until(async () => (await job(second)).state === 'done', 100_000)
  expect(performance.now() - killedAt).toBeLessThan(50_000)
  expect(await job(second)).toMatchObject({ done: HELD, skipped: 0 })
  await close()
})
