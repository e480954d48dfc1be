import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { fairClock } from '../helpers/cpu.ts'
import { freshDatabase } from '../helpers/database.ts'
import { logLines, type Running, start } from '../helpers/process.ts'
import { aProxy, type TcpProxy } from '../helpers/proxy.ts'
import { type Answer, aBody, OPEN_LIMITS } from '../helpers/service.ts'
import { soon, until } from '../helpers/until.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-outage'
const SITE = '/v1/sites/news'
/** The service is a process of its own. */
const APART = { isApart: true }

let database: Awaited<ReturnType<typeof freshDatabase>>
let proxy: TcpProxy
let process: Running
let service: ReturnType<typeof apiOf>
beforeAll(async () => {
  database = await freshDatabase()
  const url = new URL(database.url)
  proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const env = { PORT: '0', CAPTCHA: 'none', STOP_NOTICE_MS: '0', DATABASE_URL: url.href, ADMIN_TOKEN }
  process = start('src/main.ts', { env })
  service = apiOf(Number((await process.event('service.listening'))['port']), ADMIN_TOKEN)
  const origins = ['https://news.example']
  const site = { slug: 'news', name: 'News', origins, policy: { limits: OPEN_LIMITS } }
  expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await proxy.close()
  await database.close()
})

const submitted = () => service.post(`${SITE}/articles/bridge/comments`, aBody())

it('of the database is told a few times, however many requests meet it, and then that it is over', async () => {
  const { comment } = (await (await submitted()).json()) as Answer
  proxy.refuse()
  const refusedAt = performance.now()
  let refused = 0
  while (performance.now() - refusedAt < 3_000 || refused <= 20) {
    const answers = await Promise.all([
      submitted(),
      service.get(`${SITE}/comments/${comment.id}/like`, { method: 'PUT' }),
      service.post(`${SITE}/comments/${comment.id}/reports`, { reason: 'spam' }),
      service.get('/v1/review/queue', { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
      service.get(`${SITE}/articles/${refused}/comments`),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    refused += answers.length
  }
  proxy.heal()
  await soon(async () => (await submitted()).status === 201, 3_000, APART)
  await process.event('database.back')
  const said: Record<string, number> = {}
  for (const { event, level } of logLines(process.output.stdout)) {
    if (event !== 'request') said[String(event)] = (said[String(event)] ?? 0) + 1
    expect(['error', 'warn', 'info']).toContain(level)
  }
  expect(said).toMatchObject({ 'database.away': 1, 'database.back': 1 })
  expect(Math.max(...Object.values(said))).toBeLessThan(3)
})

it('of a database that is silent keeps nobody waiting once it is known', async () => {
  proxy.silence()
  await until(async () => {
    const askedAt = performance.now()
    return (await service.get('/readyz')).status === 503 && performance.now() - askedAt < 500
  })
  const tookMs = fairClock(APART)
  const answers = await Promise.all([
    submitted(),
    service.get(`${SITE}/articles/silent/comments`),
    service.get('/v1/review/queue', { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
  ])
  expect(tookMs()).toBeLessThan(1_500)
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
  proxy.heal()
  await soon(async () => (await submitted()).status === 201, 3_000, APART)
})

describe('of a database that is there', () => {
  const admin = (statement: string) => database.db.query((sql) => sql.unsafe(statement))
  const told = (event: string) =>
    logLines(process.output.stdout).filter((line) => line['event'] === event && line['level'] !== 'debug')

  it('and takes no writes, as after a fail-over, is told once; readers go on reading, and writing goes on by itself', async () => {
    const name = new URL(database.url).pathname.slice(1)
    const away = told('database.away').length
    expect((await submitted()).status).toBe(201)
    await admin(`alter database ${name} set default_transaction_read_only = on`)
    proxy.cut()
    await soon(async () => (await submitted()).status === 503, 3_000, APART)
    for (let turn = 0; turn < 10; turn += 1) {
      const refused = await submitted()
      expect(refused.status).toBe(503)
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
      expect((await service.get(`${SITE}/articles/read-${turn}/comments`)).status).toBe(200)
    }
    // The first to ask may hear of a moment in which the machine was given to others.
    await service.status('/readyz')
    expect(await (await service.get('/readyz')).json()).toMatchObject({ status: 'short' })
    await admin(`alter database ${name} reset default_transaction_read_only`)
    await soon(async () => (await submitted()).status === 201, 2_000, APART)
    expect(told('database.short')).toMatchObject([{ level: 'error', err: { code: '25006' } }])
    expect(told('database.away').length - away).toBeLessThan(2)
  })

  it('and is locked by somebody is told once a minute, with the code that says so', async () => {
    const other = postgres(database.url, { max: 1 })
    const statuses = await other.begin(async (tx) => {
      await tx`lock table comments in access exclusive mode`
      return (await Promise.all([submitted(), submitted(), submitted()])).map(({ status }) => status)
    })
    await other.end()
    expect(statuses).toEqual([503, 503, 503])
    // What was cut before may have gone silent, which is told by a line of its own.
    const locked = () =>
      told('request.unavailable').filter(({ err }) => (err as { code: string }).code === '55P03')
    await until(() => locked().length > 0)
    expect(locked()).toMatchObject([{ level: 'warn' }])
  })
})

it('that is a failure of every request is told once a second, in full', async () => {
  await database.db.query((sql) => sql`alter table comments rename to comments_away`)
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await submitted()).status))
  await database.db.query((sql) => sql`alter table comments_away rename to comments`)
  expect(new Set(statuses)).toEqual(new Set([500]))
  const lines = () => logLines(process.output.stdout)
  await until(
    () => lines().filter(({ event, status }) => event === 'request' && status === 500).length === 20,
  )
  const failures = lines().filter(({ event }) => event === 'request.failed')
  expect(failures[0]).toMatchObject({ level: 'error', err: { code: '42P01', stack: expect.any(Array) } })
  expect(failures.length).toBeLessThan(10)
})

it('of the judge is told once, however many comments it leaves to the rules', async () => {
  const site = { slug: 'unjudged', name: 'Unjudged', origins: ['https://news.example'] }
  expect((await service.post('/v1/admin/sites', { ...site, policy: { limits: OPEN_LIMITS } })).status).toBe(
    201,
  )
  await database.db.query((sql) => sql`alter table models rename to models_away`)
  for (let n = 0; n < 5; n += 1) {
    const { status } = await service.post('/v1/sites/unjudged/articles/bridge/comments', aBody())
    expect(status).toBeLessThan(300)
  }
  await database.db.query((sql) => sql`alter table models_away rename to models`)
  const events = logLines(process.output.stdout).map(({ event }) => event)
  expect(events.filter((event) => event === 'judge.unavailable')).toHaveLength(1)
})
