import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { get } from '../bench/load.ts'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { type Running, residentMb, start } from '../helpers/process.ts'
import { aBody, OPEN_LIMITS } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-streams'
const ARTICLE = '/v1/sites/news/articles/bridge'
const STALLED = 30
const AT_ONCE = 40
const PER_BUCKET = 200

let database: Awaited<ReturnType<typeof freshDatabase>>
let process: Running
let service: ReturnType<typeof apiOf>
let port = 0
const sockets: Socket[] = []
beforeAll(async () => {
  database = await freshDatabase()
  const env = { PORT: '0', CAPTCHA: 'none', JOBS: 'off', TRUSTED_PROXIES: '127.0.0.1', ADMIN_TOKEN }
  process = start('src/main.ts', { env: { ...env, DATABASE_URL: database.url } })
  port = Number((await process.event('service.listening'))['port'])
  service = apiOf(port, ADMIN_TOKEN)
  const origins = ['https://news.example']
  const site = { slug: 'news', name: 'News', origins, policy: { limits: OPEN_LIMITS } }
  expect((await service.post('/v1/admin/sites', site)).status).toBe(201)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  process.kill('SIGKILL')
  await process.ended
  await database.close()
})

/** A stream of a reader that has begun. */
async function opened(reader: string) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const stream = { socket, text: '', isOver: false }
  socket.on('data', (chunk) => (stream.text += chunk.toString()))
  socket.on('error', () => {}).on('close', () => (stream.isOver = true))
  socket.write(get(`${ARTICLE}/events`, { 'x-forwarded-for': reader }))
  await until(() => stream.text.includes('retry:'))
  return stream
}

async function aLongComment(n: number): Promise<number> {
  const text = `${n} ${Array.from({ length: 40 }, () => aBody()['text']).join(' ')}`
  return (await service.post(`${ARTICLE}/comments`, aBody({ text: text.slice(0, 5_000) }))).status
}

const streams = async () => {
  const metrics = await (await service.get('/metrics')).text()
  return Number(/^postbag_threads\{what="streams"\} (\d+)/m.exec(metrics)?.[1])
}

it('streams that take nothing are ended, cost little memory, and keep nobody from hearing', async () => {
  const stalled = await Promise.all(Array.from({ length: STALLED }, (_, n) => opened(`203.0.113.${n}`)))
  for (const { socket } of stalled) socket.pause()
  const reading = await opened('198.51.100.1')
  const memoryMb = residentMb(process.child.pid ?? 0)
  let written = 0
  await until(async () => {
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => aLongComment(written++)))
    expect(new Set(statuses)).toEqual(new Set([201]))
    return (await streams()) === 1
  })
  expect(residentMb(process.child.pid ?? 0)).toBeLessThan(memoryMb + 60)
  expect(reading.isOver).toBe(false)
  await until(() => reading.text.includes(`"text":"${written - 1} `))
})

it('one reader has so many and no more: who comes after is told to come back later', async () => {
  const before = await streams()
  const own = await Promise.all(Array.from({ length: PER_BUCKET }, () => opened('192.0.2.7')))
  const over = await opened('192.0.2.7')
  await until(() => over.isOver || over.text.endsWith('0\r\n\r\n'))
  expect(await streams()).toBe(before + PER_BUCKET)
  expect(own.every(({ isOver }) => !isOver)).toBe(true)
  const another = await opened('192.0.2.8')
  expect(another.isOver).toBe(false)
  expect(await streams()).toBe(before + PER_BUCKET + 1)
})
