import { connect } from 'node:net'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { type Running, start } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
const running: Running[] = []
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  for (const process of running) process.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
  await database.close()
})

const LIMITS = { perReaderPerMinute: 100_000, perArticlePerMinute: 100_000, perSitePerMinute: 100_000 }
const ADMIN_TOKEN = 'an-admin-token-of-the-tests'

async function listening(env: Record<string, string> = {}) {
  const process = start('src/main.ts', {
    env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATABASE_URL: database.url, ADMIN_TOKEN, ...env },
  })
  running.push(process)
  const { port } = await process.event('service.listening')
  const service = apiOf(Number(port), ADMIN_TOKEN)
  await service.post('/v1/admin/sites', {
    slug: 'news',
    name: 'The News',
    origins: ['https://news.example'],
    policy: { limits: LIMITS },
  })
  return { process, port: Number(port), service }
}

it.concurrent('says it is not ready, closes each connection with its answer, refuses nobody during the notice, ends with 0', async () => {
  const { process, service } = await listening({ STOP_NOTICE_MS: '5000' })
  const seen: { status: number }[] = []
  let isStopping = false
  const client = async () => {
    for (;;) {
      const ready = (await service.status('/readyz')) === 200
      if (!ready && isStopping) return
      // A process that the machine let stand still for a second is not ready for a moment.
      if (!ready) continue
      const response = await service.post('/v1/sites/news/articles/a/comments', {
        name: 'Ada',
        text: `${Math.random()} people crossed the bridge.`,
      })
      await response.arrayBuffer()
      seen.push({ status: response.status })
    }
  }
  const clients = Array.from({ length: 8 }, client)
  await until(() => seen.length > 50)
  isStopping = true
  process.kill('SIGTERM')
  await process.event('service.stopping')
  expect(await service.status('/readyz')).toBe(503)
  const during = await service.get('/v1/sites/news/widget')
  expect(during.status).toBe(200)
  expect(during.headers.get('connection')).toBe('close')
  await Promise.all(clients)
  expect(seen.filter(({ status }) => status >= 300)).toEqual([])
  expect(await process.ended).toEqual({ code: 0, signal: null })
  await process.event('service.stopped')
})

it.concurrent('ends with 0 within ten seconds though a client never hangs up', async () => {
  const { process, port } = await listening()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    'POST /v1/sites/news/articles/a/comments HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n',
  )
  socket.write('content-length: 1000\r\n\r\n{"name"')
  const idle = connect(port, '127.0.0.1')
  idle.on('error', () => {})
  idle.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
  await new Promise((resolve) => idle.once('data', resolve))
  const stoppedAt = performance.now()
  process.kill('SIGTERM')
  expect(await process.ended).toEqual({ code: 0, signal: null })
  expect(performance.now() - stoppedAt).toBeLessThan(10_000)
})

it.concurrent('finishes what runs: a slow body that arrives during the notice is stored and answered', async () => {
  const { process, port } = await listening()
  const body = JSON.stringify({ name: 'Ada', text: 'This comment took its time to come over the wire.' })
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString()
  })
  socket.write(
    `POST /v1/sites/news/articles/slow/comments HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
  )
  await until(async () => (await apiOf(port).status('/healthz')) === 200)
  process.kill('SIGTERM')
  await process.event('service.stopping')
  // Past the notice: no new connections any more.
  await until(async () => (await apiOf(port).status('/healthz')) === 0)
  socket.write(body.slice(20))
  expect(await process.ended).toEqual({ code: 0, signal: null })
  expect(answer).toMatch(/^HTTP\/1\.1 20[12] /)
  expect(answer.toLowerCase()).toContain('connection: close')
})

it('tells event streams to come back', async () => {
  const { process, service } = await listening({ STOP_NOTICE_MS: '0' })
  const streams = await Promise.all([
    service.get('/v1/sites/news/articles/a/events', { headers: { accept: 'text/event-stream' } }),
    service.get('/v1/review/events', {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${ADMIN_TOKEN}` },
    }),
  ])
  const texts = streams.map((stream) => stream.text())
  process.kill('SIGTERM')
  for (const text of await Promise.all(texts)) expect(text).toMatch(/retry: \d+\n/)
  expect(await process.ended).toEqual({ code: 0, signal: null })
})

it('ends at once while it still waits for the database, which is then left as it was', async () => {
  const other = postgres(database.url, { max: 1 })
  await other.begin(async (tx) => {
    await tx`lock table drizzle.__drizzle_migrations in access exclusive mode`
    const process = start('src/main.ts', { env: { PORT: '0', JOBS: 'off', DATABASE_URL: database.url } })
    running.push(process)
    const waiting = () => tx`select from pg_locks where not granted
      and database = (select oid from pg_database where datname = current_database())`
    await until(async () => (await waiting()).length > 0)
    const toldAt = performance.now()
    process.kill('SIGTERM')
    expect(await process.ended).toEqual({ code: 0, signal: null })
    expect(performance.now() - toldAt).toBeLessThan(2_000)
  })
  await other.end()
})

it('takes a signal that comes twice in a row for one, as a terminal and npm send it', async () => {
  const { process } = await listening({ STOP_NOTICE_MS: '500' })
  process.kill('SIGTERM')
  await process.event('service.stopping')
  process.kill('SIGTERM')
  expect(await process.ended).toEqual({ code: 0, signal: null })
  await process.event('service.stopped')
})

it('ends at once at the second signal', async () => {
  const { process, port } = await listening({ STOP_NOTICE_MS: '5000' })
  expect(await apiOf(port).status('/healthz')).toBe(200)
  process.kill('SIGTERM')
  await process.event('service.stopping')
  const secondAt = performance.now()
  const again = setInterval(() => process.kill('SIGTERM'), 50)
  const { code } = await process.ended
  clearInterval(again)
  expect(code).not.toBe(0)
  expect(performance.now() - secondAt).toBeLessThan(2_000)
})
