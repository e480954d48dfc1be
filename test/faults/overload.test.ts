import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LoadResult, load, post } from '../bench/load.ts'
import { apiOf } from '../helpers/api.ts'
import { fairClock } from '../helpers/cpu.ts'
import { freshDatabase } from '../helpers/database.ts'
import { logLines, type Running, residentMb, start } from '../helpers/process.ts'
import { aBody, OPEN_LIMITS } from '../helpers/service.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-overload'
const PATH = '/v1/sites/news/articles/bridge/comments'
/** Many times those who can be served in time by a database that takes three milliseconds over each comment. */
const READERS = 600

let database: Awaited<ReturnType<typeof freshDatabase>>
let process: Running
let service: ReturnType<typeof apiOf>
let port = 0
beforeAll(async () => {
  database = await freshDatabase()
  const env = { PORT: '0', CAPTCHA: 'none', JOBS: 'off', TRUSTED_PROXIES: '127.0.0.1', ADMIN_TOKEN }
  process = start('src/main.ts', { env: { ...env, DATABASE_URL: database.url } })
  port = Number((await process.event('service.listening'))['port'])
  service = apiOf(port, ADMIN_TOKEN)
  const origins = ['https://news.example']
  const site = { slug: 'news', name: 'News', origins, policy: { limits: OPEN_LIMITS } }
  expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
  await database.db.query(
    (sql) => sql`
    create function slowly() returns trigger language plpgsql as 'begin perform pg_sleep(0.003); return new; end'`,
  )
  await database.db.query(
    (sql) => sql`create trigger slowly before insert on comments for each row execute function slowly()`,
  )
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await database.close()
})

const memory = () => residentMb(process.child.pid ?? 0)

let readers = 0
/** A comment of another reader each time. */
function next(): string {
  readers += 1
  const address = `x-forwarded-for: 203.${(readers >> 16) & 255}.${(readers >> 8) & 255}.${readers & 255}`
  return post(PATH, aBody()).replace('\r\n', `\r\n${address}\r\n`)
}

/** The longest that anything but a submission took meanwhile. */
async function overload(): Promise<{ readonly result: LoadResult; readonly slowestMs: number }> {
  let isOver = false
  let slowestMs = 0
  const refused: string[] = []
  const watching = ['/healthz', '/metrics', PATH].map(async (path) => {
    while (!isOver) {
      // Answers wait for us, too, who are as many readers.
      const tookMs = fairClock({ isApart: true })
      const status = await service.status(path)
      if (status !== 200) refused.push(`${path} ${status}`)
      slowestMs = Math.max(slowestMs, tookMs())
    }
  })
  const result = await load({ port, connections: READERS, ms: 2_000, next })
  isOver = true
  await Promise.all(watching)
  expect(refused).toEqual([])
  return { result, slowestMs }
}

it('past what can be stored in time comments are refused rather than late, nothing else is, memory stays, and after it all is as before', async () => {
  const first = await overload()
  const memoryMb = memory()
  const second = await overload()
  for (const { result, slowestMs } of [first, second]) {
    expect(new Set(result.statuses.keys()).difference(new Set([201, 202, 503]))).toEqual(new Set())
    expect(slowestMs).toBeLessThan(3_000)
  }
  expect(memory()).toBeLessThan(memoryMb + 40)

  const answered = logLines(process.output.stdout).filter(
    ({ route, method }) => method === 'POST' && String(route).endsWith('/comments'),
  )
  expect(answered.map(({ status }) => status)).toContain(503)
  expect(Math.max(...answered.map(({ ms }) => Number(ms)))).toBeLessThan(6_000)
  expect(answered.map(({ event }) => event)).not.toContain('request.failed')

  const acknowledged = answered.filter(({ status }) => status !== 503)
  const [stored] = await database.db.query(
    (sql) => sql<{ n: number }[]>`
    select count(*)::int as n from comments c join sites s on s.id = c.site_id where s.slug = 'news'`,
  )
  expect(stored?.n).toBeGreaterThanOrEqual(acknowledged.length)

  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await service.post(PATH, aBody())).status),
  )
  expect(statuses).not.toContain(503)
})
