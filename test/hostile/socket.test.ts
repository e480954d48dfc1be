import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { hostileRows } from '../helpers/data.ts'
import { freshDatabase } from '../helpers/database.ts'
import { type Running, start } from '../helpers/process.ts'
import { OPEN_LIMITS } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

type Row = {
  readonly id: string
  readonly raw: string
  readonly chunks?: { readonly size: number; readonly times: number }
  readonly pause_ms?: number
  readonly expect: readonly (number | 'closed')[]
  readonly why: string
}

const ADMIN_TOKEN = 'an-admin-token-of-the-tests'
let database: Awaited<ReturnType<typeof freshDatabase>>
let process: Running
let port = 0
beforeAll(async () => {
  database = await freshDatabase()
  process = start('src/main.ts', {
    env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATABASE_URL: database.url, ADMIN_TOKEN },
  })
  port = Number((await process.event('service.listening'))['port'])
  const site = {
    slug: 'news',
    name: 'News',
    origins: ['https://news.example'],
    policy: { limits: OPEN_LIMITS },
  }
  await apiOf(port, ADMIN_TOKEN).post('/v1/admin/sites', site)
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await database.close()
})

/** Node's own limits, looked at every second. */
const STALLED_MS = 17_000
const QUICK_MS = 1_000

const rows = hostileRows<Row>('raw-requests')
describe.skipIf(rows.length === 0)('bytes on the socket as they are', () => {
  it.concurrent.each(rows)(
    '$id $why',
    async (row) => {
      const started = performance.now()
      const answer = await ask(row)
      expect(row.expect).toContain(answer)
      expect(performance.now() - started).toBeLessThan(
        row.expect.some((one) => one === 'closed' || one === 408) ? STALLED_MS : QUICK_MS * 5,
      )
    },
    30_000,
  )

  it.concurrent('that were answered and are followed by nothing are waited on for some seconds', async () => {
    const started = performance.now()
    expect(await said('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
    const seconds = (performance.now() - started) / 1_000
    expect(seconds).toBeGreaterThan(5)
    expect(seconds).toBeLessThan(13)
  }, 30_000)

  it('leave the service as it was', async () => {
    await until(async () => (await apiOf(port).status('/readyz')) === 200)
    expect(process.child.exitCode).toBeNull()
    expect(process.output.stdout).not.toContain('request.failed')
  })
})

describe('a request that no route can be asked for', () => {
  it.each([
    ['no host', 'GET /healthz HTTP/1.1\r\n'],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n'],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nHost: a b\r\n'],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n'],
    ['no request line', 'HELLO\r\n'],
    ['an expectation that nobody knows', 'GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n', 417],
  ])('is a problem with an id of its own: %s', async (_, head, status = 400) => {
    const answer = await said(`${head}Connection: close\r\n\r\n`)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toMatch(/^content-type: application\/problem\+json/im)
    const id = /^x-request-id: (.+)\r$/im.exec(answer)?.[1]
    expect(id).toMatch(/^[\w-]{8,100}$/)
    expect(JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))).toMatchObject({
      type: 'urn:postbag:problem:invalid-request',
      status,
      requestId: id,
    })
  })

  it('is not the one of a balancer that speaks HTTP/1.0 and names no host', async () => {
    await until(async () => /^HTTP\/1\.1 200 /.test(await said('GET /readyz HTTP/1.0\r\n\r\n')))
  })
})

function said(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

it.each([
  [15, 200],
  [17, 431],
])('%s KiB of headers are answered with %s', async (kib, status) => {
  const head = `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Long: ${'x'.repeat(kib * 1_024)}\r\n`
  const answer = await said(`${head}\r\n`)
  expect(answer).toContain(`HTTP/1.1 ${status} `)
  expect(answer.includes('urn:postbag:problem:headers-too-large')).toBe(status === 431)
})

it.each(['POST', 'PUT', 'DELETE'])(
  'a %s without a body is answered as one with an empty body',
  async (method) => {
    const head = `${method} /v1/sites/news/articles/a/comments HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`
    const empty = await ask({ raw: `${head}content-length: 0\r\n\r\n` })
    expect(await ask({ raw: `${head}\r\n` })).toBe(empty)
    expect(empty).toBe(method === 'POST' ? 400 : 405)
  },
)

/** The status of the first answer, or that there was none. */
function ask({ raw, chunks }: Pick<Row, 'raw' | 'chunks'>): Promise<number | 'closed'> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1')
      const status = /^HTTP\/1\.1 ([2-9]\d\d)/.exec(said)?.[1]
      if (status === undefined) return
      socket.destroy()
      resolve(Number(status))
    })
    socket.on('error', () => resolve('closed'))
    socket.on('close', () => resolve('closed'))
    socket.write(Buffer.from(filled(raw), 'latin1'))
    if (chunks) void sendChunks(socket, chunks)
  })
}

async function sendChunks(
  socket: ReturnType<typeof connect>,
  { size, times }: NonNullable<Row['chunks']>,
): Promise<void> {
  const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`
  for (let turn = 0; turn < times && socket.writable; turn += 1) {
    if (!socket.write(chunk)) await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

function filled(raw: string): string {
  const ok = JSON.stringify({ name: 'Ada', text: `${Math.random()} people crossed the bridge.` })
  return raw
    .replaceAll('{{SUBMIT}}', '/v1/sites/news/articles/bridge/comments')
    .replaceAll('{{THREAD}}', '/v1/sites/news/articles/bridge/comments')
    .replaceAll('{{HOST}}', `127.0.0.1:${port}`)
    .replaceAll('{{LEN}}', String(ok.length))
    .replaceAll('{{OK}}', ok)
}
