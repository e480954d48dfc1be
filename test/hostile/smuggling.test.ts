import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { type Running, start } from '../helpers/process.ts'
import { type Answer, aBody, OPEN_LIMITS } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-smuggler'
const PATH = '/v1/sites/news/articles/bridge/comments'
const END = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

let database: Awaited<ReturnType<typeof freshDatabase>>
let process: Running
let port = 0
beforeAll(async () => {
  database = await freshDatabase()
  process = start('src/main.ts', {
    env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATABASE_URL: database.url, ADMIN_TOKEN },
  })
  port = Number((await process.event('service.listening'))['port'])
  const origins = ['https://news.example']
  const site = { slug: 'news', name: 'News', origins, policy: { limits: OPEN_LIMITS } }
  expect((await apiOf(port, ADMIN_TOKEN).post('/v1/admin/sites', site)).status).toBe(201)
})
afterAll(async () => {
  process.kill('SIGKILL')
  await process.ended
  await database.close()
})

/** Everything that is said in answer to these bytes until the connection is closed, without dates and ids. */
function said(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')))
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(text.replace(/^(date|x-request-id): .*\r\n/gim, '')))
  })
}

const statusesOf = (text: string) =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
const posted = (headers: readonly string[], body: string) =>
  [`POST ${PATH} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', ...headers, '', body].join('\r\n')
const comment = () => JSON.stringify(aBody())

describe('a request of which two readers could disagree where it ends is refused, and what follows is not read', () => {
  const hidden = `0\r\n\r\n${END}`
  it.each<[string, () => string]>([
    ['a length and chunks', () => posted(['Content-Length: 5', 'Transfer-Encoding: chunked'], hidden)],
    ['chunks and a length', () => posted(['Transfer-Encoding: chunked', 'Content-Length: 5'], hidden)],
    ['an unknown coding', () => posted(['Transfer-Encoding: xchunked'], hidden)],
    ['chunks that are not the last coding', () => posted(['Transfer-Encoding: chunked, identity'], hidden)],
    ['two codings', () => posted(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], hidden)],
    ['a coding behind a control character', () => posted(['Transfer-Encoding: \x0bchunked'], hidden)],
    ['a name with a space before the colon', () => posted(['Transfer-Encoding : chunked'], hidden)],
    ['the same length twice', () => posted(['Content-Length: 5', 'Content-Length: 5'], `12345${END}`)],
    ['two lengths', () => posted(['Content-Length: 5', 'Content-Length: 6'], `12345${END}`)],
    ['two lengths in one line', () => posted(['Content-Length: 5, 5'], `12345${END}`)],
    ['a length with a sign', () => posted(['Content-Length: +5'], `12345${END}`)],
    ['a chunk without a size', () => posted(['Transfer-Encoding: chunked'], `zz\r\n{}\r\n${hidden}`)],
    [
      'a chunk beyond counting',
      () => posted(['Transfer-Encoding: chunked'], `${'F'.repeat(20)}\r\n{}\r\n${hidden}`),
    ],
    ['a chunk longer than its size', () => posted(['Transfer-Encoding: chunked'], `1\r\n{}\r\n${hidden}`)],
    ['a chunk whose line ends early', () => posted(['Transfer-Encoding: chunked'], `2\n{}\r\n${hidden}`)],
    ['a folded header', () => posted(['X-A: a', ' Content-Length: 5'], `12345${END}`)],
    ['lines that end early', () => `GET /healthz HTTP/1.1\nHost: a\n\n${END}`],
    ['a header split by a return', () => `GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: a\rX-B: b\r\n\r\n${END}`],
    ['a zero in a header', () => `GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n\r\n${END}`],
    ['two hosts', () => `GET ${PATH} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${END}`],
    [
      'two hosts of a request for the framework',
      () => `GET /demo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${END}`,
    ],
  ])('with %s', async (_, bytes) => {
    expect(statusesOf(await said(bytes()))).toEqual([400])
  })
})

it('a body in far more pieces than anybody needs is read no further, one in many is taken', async () => {
  const inPieces = (text: string, size: number) => {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
    const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    return posted(['Transfer-Encoding: chunked', 'Connection: close'], `${chunks.join('')}0\r\n\r\n`)
  }
  const text = 'word '.repeat(900)
  expect(statusesOf(await said(inPieces(JSON.stringify(aBody({ text })), 2)))).toEqual([201])
  const padded = JSON.stringify(aBody({ padding: 'x'.repeat(20_000) }))
  expect(statusesOf(await said(inPieces(padded, 1)))).toEqual([413])
})

describe('a body where none belongs', () => {
  it.each([PATH, '/healthz', '/nowhere'])('is not the next request: GET %s', async (path) => {
    const body = 'DELETE / HTTP/1.1\r\nHost: a\r\n\r\n'
    const first = `GET ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const statuses = statusesOf(await said(first + END))
    // The connection is closed, or goes on behind the body.
    expect([[], [200]]).toContainEqual(statuses.slice(1))
  })

  it('is not the next request after a refusal that did not read it', async () => {
    const body = `{"name":"${'x'.repeat(5_000)}"}\r\n\r\nDELETE / HTTP/1.1\r\nHost: a\r\n\r\n`
    const refused = posted([`Content-Length: ${body.length}`], body).replace('application/json', 'text/plain')
    const statuses = statusesOf(await said(refused + END))
    expect(statuses[0]).toBe(415)
    expect([[], [200]]).toContainEqual(statuses.slice(1))
  })
})

describe('what would make it another request', () => {
  const get = (path: string, ...headers: string[]) =>
    said([`GET ${path} HTTP/1.1`, 'Host: a', ...headers, 'Connection: close', '', ''].join('\r\n'))

  it.each([
    ['X-HTTP-Method-Override: DELETE'],
    ['X-HTTP-Method: DELETE'],
    ['X-Method-Override: POST'],
    ['X-Original-URL: /v1/admin/sites'],
    ['X-Rewrite-URL: /v1/admin/sites'],
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-Proto: javascript'],
    ['Forwarded: host=evil.example;proto=http'],
    ['X-Forwarded-Prefix: //evil.example'],
  ])('changes no answer: %s', async (header) => {
    for (const path of [PATH, '/docs', '/console', PATH.replace('comments', 'feed.atom')]) {
      expect(await get(path, header)).toBe(await get(path))
    }
  })

  it('is without effect on a comment: neither a header, a query nor a field makes a POST a DELETE', async () => {
    const service = apiOf(port)
    const made = (await (await service.post(PATH, aBody())).json()) as Answer
    const path = `/v1/sites/news/comments/${made.comment.id}`
    const authorization = `Receipt ${made.receipt}`
    for (const [query, headers] of [
      ['', { 'x-http-method-override': 'DELETE' }],
      ['?_method=DELETE', {}],
      ['?_method=PATCH', { 'x-method-override': 'PATCH' }],
    ] as const) {
      const answer = await service.post(path + query, { _method: 'DELETE' }, { authorization, ...headers })
      expect([404, 405]).toContain(answer.status)
    }
    expect(await service.status(path)).toBe(200)
  })

  it('is not a whole address for its target: the answer is the path’s, and no link goes elsewhere', async () => {
    const absolute = await get(`http://evil.example${PATH}`)
    expect(statusesOf(absolute)).toEqual([200])
    expect(absolute).not.toContain('evil.example')
    const body = comment()
    const sent = posted([`Content-Length: ${body.length}`, 'Connection: close'], body)
    const stored = await said(
      sent.replace(PATH, `http://evil.example${PATH}`).replace('Host: a', 'Host: evil.example'),
    )
    expect(statusesOf(stored)).toEqual([201])
    expect(stored).not.toContain('evil.example')
  })
})

it('none of it is an error of ours', async () => {
  // The first to ask may hear of a moment in which the machine was given to others.
  await until(async () => (await apiOf(port).status('/readyz')) === 200)
  expect(process.output.stdout).not.toContain('request.failed')
})
