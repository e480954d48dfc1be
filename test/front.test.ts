import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFront } from '../src/front.ts'
import { createReading, type Reading } from '../src/threads/reading.ts'
import type { Thread } from '../src/threads/thread.ts'
import { aReader } from './helpers/reader.ts'
import { aService, aSite, type Service } from './helpers/service.ts'
import { until } from './helpers/until.ts'

type Raw = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

let service: Service
let front: Side
let framework: Side
let handedOn = 0
const lines: string[] = []
let replies = ''
let next = ''
let tag = ''

beforeAll(async () => {
  const stream = new Writable({
    write(line: Buffer, _, done) {
      lines.push(line.toString())
      done()
    },
  })
  service = await aService({ deps: { log: pino({ base: null }, stream) } })
  const reader = aReader(service)
  for (let i = 0; i < 5; i += 1) {
    const parentId = await reader.post('bridge')
    for (let j = 0; j < 12; j += 1) await reader.post('bridge', { parentId })
    replies = parentId
  }
  next = (await reader.json<Thread>('articles/bridge/comments?limit=2')).next ?? ''
  const listener = getRequestListener(service.app.fetch)
  const counting = (req: IncomingMessage, res: Parameters<typeof listener>[1]) => {
    handedOn += 1
    return listener(req, res)
  }
  front = await side(createFront(service.deps, service.reading, counting))
  framework = await side(listener)
  // Bodies are compressed away from the requests: what is compared is what memory comes to hold.
  while ((await front.get(THREAD, { 'accept-encoding': 'br' })).headers['content-encoding'] !== 'br') {
    await new Promise((resolve) => setImmediate(resolve))
  }
  tag = String((await front.get(THREAD)).headers.etag)
})
afterAll(async () => {
  await front.close()
  await framework.close()
  await service.close()
})

const THREAD = '/v1/sites/news/articles/bridge/comments'
const ORIGIN = 'https://news.example'

describe('a request', () => {
  it.each<[string, () => string, Record<string, string>?, string?]>([
    ['for a thread', () => THREAD],
    ['for its head', () => THREAD, {}, 'HEAD'],
    ['with every parameter', () => `${THREAD}?sort=top&limit=100`],
    ['with a cursor', () => `${THREAD}?limit=2&cursor=${next}`],
    ['with parameters nobody knows', () => `${THREAD}?utm_source=x&limit=50&b=%20&a`],
    ['for an article nobody has commented on', () => '/v1/sites/news/articles/none/comments'],
    [
      'for an article named by its address',
      () => '/v1/sites/news/articles/https%3A%2F%2Fnews.example%2Fa%3Futm_id%3D1/comments',
    ],
    ['for replies', () => `/v1/sites/news/comments/${replies}/replies?limit=5`],
    ['for counts', () => '/v1/sites/news/counts?article=bridge&article=none&article=a%20b+c'],
    ['in brotli', () => THREAD, { 'accept-encoding': 'gzip, deflate, br' }],
    ['in gzip', () => THREAD, { 'accept-encoding': 'br;q=0.5, gzip' }],
    ['in nothing known', () => THREAD, { 'accept-encoding': 'zstd, br;q=0, identity' }],
    ['as JSON', () => THREAD, { accept: 'text/plain;q=0.9, application/json' }],
    ['from a page of the site', () => THREAD, { origin: ORIGIN }],
    ['from another page', () => THREAD, { origin: 'https://evil.example' }],
    ['with an id of its own', () => THREAD, { 'x-request-id': 'abc-123-def-456' }],
    ['that knows the answer', () => THREAD, { 'if-none-match': tag, origin: ORIGIN }],
    ['that knows it compressed', () => THREAD, { 'if-none-match': `"x", W/${tag.slice(0, -1)}-br"` }],
    ['that knows any answer', () => THREAD, { 'if-none-match': '*' }],
    ['that knows another answer', () => THREAD, { 'if-none-match': '"abc"' }],
    ['that asks for a head it knows', () => THREAD, { 'if-none-match': tag }, 'HEAD'],
  ])('%s is answered before the framework as the framework answers it', async (_, path, headers, method) => {
    handedOn = 0
    const [fast, slow] = await both(path(), headers, method)
    expect(handedOn).toBe(0)
    expect(fast).toEqual(slow)
    expect([200, 304]).toContain(fast.status)
  })

  it.each<[string, string, Record<string, string>?, string?]>([
    ['a bad limit', `${THREAD}?limit=0`],
    ['a limit twice', `${THREAD}?limit=1&limit=2`],
    ['a limit in odd writing', `${THREAD}?limit=05`],
    ['an encoded parameter name', `${THREAD}?l%69mit=3`],
    ['a bad cursor', `${THREAD}?cursor=abc`],
    ['an unknown site', '/v1/sites/none/articles/bridge/comments'],
    ['bytes that are not UTF-8', '/v1/sites/news/articles/%ff/comments'],
    ['a key too long', `/v1/sites/news/articles/${'x'.repeat(201)}/comments`],
    ['dots', '/v1/sites/news/articles/%2e%2e/comments'],
    ['two slashes', '/v1/sites/news//articles/bridge/comments'],
    ['no article to count', '/v1/sites/news/counts'],
    ['an unknown comment', '/v1/sites/news/comments/01890000-0000-7000-8000-000000000000/replies'],
    ['an id in capitals', '/v1/sites/news/comments/01890000-0000-7000-8000-00000000000A/replies'],
    ['a type there is not', THREAD, { accept: 'image/png' }],
    ['another method', THREAD, {}, 'DELETE'],
    ['a preflight', THREAD, { origin: ORIGIN, 'access-control-request-method': 'POST' }, 'OPTIONS'],
  ])("with %s is the framework's", async (_, path, headers, method) => {
    const [fast, slow] = await both(path, headers, method)
    expect(handedOn).toBeGreaterThan(0)
    expect(fast).toEqual(slow)
  })

  it('of any shape is answered alike both ways', async () => {
    const piece = fc.constantFrom(
      'news',
      'bridge',
      'none',
      '%2F',
      '%20',
      '%25',
      '.',
      '..',
      '%2e',
      'é',
      '+',
      '',
      'counts',
      'comments',
      'articles',
      'replies',
    )
    const value = fc.oneof(
      fc.nat(120).map(String),
      fc.constantFrom('', 'top', 'newest', '%74op', '+', '%ff', 'bridge', '1e1'),
    )
    const parameter = fc
      .tuple(fc.constantFrom('limit', 'sort', 'cursor', 'article', 'x'), value)
      .map((pair) => pair.join('='))
    const target = fc
      .tuple(
        fc.constantFrom(`${THREAD}`, '/v1/sites/news/counts', '/v1/sites/news/articles/'),
        fc.array(piece, { maxLength: 3 }),
        fc.array(parameter, { maxLength: 4 }),
      )
      .map(([path, pieces, parameters]) =>
        encodeURI(`${path}${pieces.length > 0 ? pieces.join('/') : ''}?${parameters.join('&')}`).replaceAll(
          '%25',
          '%',
        ),
      )
    await fc.assert(
      fc.asyncProperty(target, async (path) => {
        const [fast, slow] = await both(path)
        expect(fast).toEqual(slow)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the front', () => {
  it('writes the same line and counts in the same metrics as the framework', async () => {
    const line = async (side: Side) => {
      lines.length = 0
      await side.get(THREAD, { 'x-request-id': 'the-same-id' })
      const { time: _, ms, ...rest } = JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>
      expect(ms).toBeTypeOf('number')
      return rest
    }
    const observed = async () =>
      Number(
        /_count\{method="GET",route="\/v1\/sites\/:site\/articles\/:article\/comments",status_class="2xx"\} (\d+)/.exec(
          await service.deps.metrics.registry.metrics(),
        )?.[1],
      )
    const before = await observed()
    expect(await line(front)).toEqual(await line(framework))
    expect(await observed()).toBe(before + 2)
  })

  it('makes a cold page once, with one query, however many ask', async () => {
    let queries = 0
    const { db } = service.deps
    const deps = {
      ...service.deps,
      db: {
        ...db,
        query: ((build) => {
          queries += 1
          return db.query(build)
        }) as typeof db.query,
      },
    }
    const asked = async (times: number) => {
      const reading: Reading = createReading(deps)
      await reading.sites.find('news')
      queries = 0
      const cold = await side(createFront(deps, reading, getRequestListener(service.app.fetch)))
      const answers = await Promise.all(Array.from({ length: times }, () => cold.get(THREAD)))
      expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
      expect(reading.pages.memory.stats().made).toBe(1)
      reading.close()
      await cold.close()
    }
    await asked(1)
    expect(queries).toBe(1)
    // So many may take longer than a site is known for, which is then read again.
    await asked(200)
  })

  it('keeps no event stream of who went while their site was looked up', async () => {
    const { slug } = await aSite(service.deps)
    const gone = Promise.withResolvers<void>()
    const handle = createFront(service.deps, service.reading, getRequestListener(service.app.fetch))
    const there = await side((req: IncomingMessage, res: ServerResponse) => {
      res.once('close', gone.resolve)
      handle(req, res)
    })
    await service.deps.db.transaction(async (tx) => {
      await tx.query((sql) => sql`lock table sites`)
      const path = `/v1/sites/${slug}/articles/bridge/events`
      const sent = request({ port: there.port, path, agent: false })
      sent.on('error', () => {}).end()
      await until(async () => {
        const waiting = await tx.query(
          (sql) => sql`select from pg_locks where not granted and relation = 'sites'::regclass
            and database = (select oid from pg_database where datname = current_database())`,
        )
        return waiting.length > 0
      })
      sent.destroy()
      await gone.promise
    })
    await service.reading.sites.find(slug)
    await there.close()
    expect(service.reading.events.size()).toBe(0)
  })
})

type Side = Awaited<ReturnType<typeof side>>

async function side(handler: Parameters<typeof createServer>[1]) {
  const server = createServer(handler as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<Raw>((resolve, reject) => {
        const sent = request({ port, path, method, headers, agent: false }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('base64'),
            }),
          )
        })
        sent.on('error', reject).end()
      }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** The same request to both, without what differs from one request to the next. */
async function both(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<[Raw, Raw]> {
  const compared = async (side: Side): Promise<Raw> => {
    const { status, headers: given, body } = await side.get(path, headers, method)
    const { date: _, 'x-request-id': id, ...rest } = given
    expect(id).toMatch(/^[\w-]{8,}$/)
    if (headers['x-request-id'] !== undefined) expect(id).toBe(headers['x-request-id'])
    return { status, headers: rest, body: status < 400 ? body : withoutId(body) }
  }
  return [await compared(front), await compared(framework)]
}

function withoutId(body: string): string {
  return Buffer.from(body, 'base64')
    .toString()
    .replace(/"requestId":"[^"]*"/, '')
}
