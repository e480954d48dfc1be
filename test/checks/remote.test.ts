import { createHmac, timingSafeEqual } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checking } from '../../src/submissions/checks.ts'
import { aCandidate } from '../helpers/candidate.ts'
import { fairClock } from '../helpers/cpu.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let fake: Awaited<ReturnType<typeof aFakeService>>
let service: Service
beforeAll(async () => {
  fake = await aFakeService()
  service = await aService({
    env: {
      AKISMET_KEY: 'the-key-of-akismet',
      AKISMET_URL: fake.url,
      CUSTOM_CHECK_URL: `${fake.url}/model`,
      CUSTOM_CHECK_SECRET: SECRET,
    },
    // An answer may take its time on a busy machine.
    policy: { limits: OPEN_LIMITS, checks: { akismet: { timeoutMs: 2_400 }, custom: { timeoutMs: 2_400 } } },
  })
})
afterAll(async () => {
  await service.close()
  await fake.close()
})

type Said = { status?: number; headers?: Record<string, string>; body?: string }
const akismet = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'false' }
const model = { status: 204 }
let said: { akismet: Said; model: Said } = { akismet, model }
beforeEach(() => {
  said = { akismet, model }
  fake.received.length = 0
  fake.answers((res, { path }) => {
    const { status = 200, headers = {}, body = '' } = path === '/model' ? said.model : said.akismet
    res.writeHead(status, headers).end(body)
  })
})

async function signalOf(id: string, check: string) {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ signal: Record<string, unknown> }[]>`
    select s as signal from verdicts v cross join jsonb_array_elements(v.signals) s
    where v.comment_id = ${id} and s->>'check' = ${check}`,
  )
  return row?.signal
}

it('stores a comment although what a check says of it ends in half an emoji', async () => {
  const body = '{"outcome":"suspect","score":0.6,"explanation":"quotes \\ud83d and \\u0000"}'
  said = { akismet, model: { body } }
  const answered = await service.submit()
  expect(answered.status).toBe(202)
  const detail = 'quotes \ufffd and '
  expect(await signalOf(answered.body.comment.id, 'custom')).toMatchObject({ outcome: 'suspect', detail })
})

describe('Akismet', () => {
  it('is asked in its own words', async () => {
    const { status, body } = await service.submit(
      { name: 'Ada', email: 'ada@reader.example', website: 'https://ada.example/' },
      {},
      { 'user-agent': 'Browser/1', referer: 'https://news.example/bridge' },
    )
    expect(status).toBe(201)
    const asked = fake.received.find(({ path }) => path === '/1.1/comment-check')
    expect(asked?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(asked?.headers['user-agent']).toMatch(/^\S+\/\S+ \| \S+\/\S+$/)
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toMatchObject({
      api_key: 'the-key-of-akismet',
      blog: 'https://news.example',
      user_ip: '127.0.0.1',
      user_agent: 'Browser/1',
      referrer: 'https://news.example/bridge',
      comment_type: 'comment',
      comment_author: 'Ada',
      comment_author_email: 'ada@reader.example',
      comment_author_url: 'https://ada.example/',
      comment_content: body.comment['text'],
      blog_charset: 'UTF-8',
    })
  })

  it.each([
    [
      'the page that the first comment of an article names',
      { url: 'https://news.example/first?utm_source=x' },
      'first',
      'https://news.example/first',
    ],
    ['its key, where that is an address', {}, 'https://news.example/second', 'https://news.example/second'],
    ['no page of another site', { url: 'https://elsewhere.example/' }, 'third', null],
  ])('is told %s', async (_, named, article, page) => {
    await service.submit(named, { article: encodeURIComponent(article) })
    const asked = fake.received.find(({ path }) => path === '/1.1/comment-check')
    expect(new URLSearchParams(asked?.body).get('permalink')).toBe(page)
    const { data } = JSON.parse(fake.received.find(({ path }) => path === '/model')?.body ?? '')
    expect(data.article).toEqual({ key: article, url: page })
  })

  it.each<[string, Said, number, string]>([
    ['false: not spam', akismet, 201, 'clear'],
    ['white space around it', { ...akismet, body: ' false\n' }, 201, 'clear'],
    ['true: spam', { ...akismet, body: 'true' }, 202, 'suspect'],
    ['blatant spam', { body: 'true', headers: { 'x-akismet-pro-tip': 'discard' } }, 202, 'block'],
    ['not spam so far', { body: 'false', headers: { 'x-akismet-recheck-after': '120' } }, 202, 'suspect'],
    [
      'an error with status 200',
      { body: 'invalid', headers: { 'x-akismet-debug-help': 'bad key' } },
      202,
      'unavailable',
    ],
    ['nothing', { body: '' }, 202, 'unavailable'],
    ['yes in another form', { body: 'TRUE' }, 202, 'unavailable'],
    ['false with another status', { status: 500, body: 'false' }, 202, 'unavailable'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 202, 'unavailable'],
    ['more than anybody reads', { body: 'false'.repeat(10_000) }, 202, 'unavailable'],
    [
      'trouble with the account beside a verdict',
      { body: 'false', headers: { 'x-akismet-alert-code': '10011' } },
      201,
      'clear',
    ],
  ])('%s', async (_, answer, status, outcome) => {
    said = { akismet: answer, model }
    const answered = await service.submit()
    expect(answered.status).toBe(status)
    expect(await signalOf(answered.body.comment.id, 'akismet')).toMatchObject({ outcome })
  })

  it('that wants attention with every answer is logged once, not for every comment', async () => {
    said = { akismet: { ...akismet, headers: { 'x-akismet-alert-code': '10501' } }, model }
    const lines: string[] = []
    const log = pino({ messageKey: 'event' }, { write: (line) => lines.push(line) })
    const { check } = checking({ ...service.deps, log })
    for (const _ of [1, 2, 3]) await check(service.site, aCandidate(), [])
    expect(fake.received.filter(({ path }) => path === '/1.1/comment-check')).toHaveLength(3)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'akismet.alert', why: '10501' }])
  })

  it('is not asked about what is rejected anyway', async () => {
    await service.submit({ text: Array.from({ length: 12 }, (_, at) => `https://s${at}.example/`).join(' ') })
    expect(fake.received).toEqual([])
  })
})

describe('a check of one’s own', () => {
  const answers = (body: unknown): Said => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

  it('is sent a signed message, which its secret proves', async () => {
    const { body } = await service.submit({ name: 'Ada' })
    const sent = fake.received.find(({ path }) => path === '/model')
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = sent?.headers ?? {}
    expect(id).toBe(body.comment.id)
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(60)
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64')
    const mine = createHmac('sha256', key).update(`${id}.${at}.${sent?.body}`).digest()
    expect(timingSafeEqual(Buffer.from(String(signature).slice('v1,'.length), 'base64'), mine)).toBe(true)
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      type: 'comment.check',
      data: { site: 'news', article: { key: 'bridge' }, comment: { id: body.comment.id, name: 'Ada' } },
    })
    expect(sent?.body).not.toContain('127.0.0.1')
  })

  it.each<[string, Said, number, object]>([
    ['no opinion', { status: 204 }, 201, { outcome: 'clear', detail: 'no opinion' }],
    ['nothing found', answers({ outcome: 'clear', score: 0.1 }), 201, { outcome: 'clear', score: 0.1 }],
    [
      'doubt with a reason and a place',
      answers({
        outcome: 'suspect',
        score: 0.7,
        reason: 'hate',
        explanation: 'rude',
        spans: [{ start: 0, end: 3 }],
      }),
      202,
      { outcome: 'suspect', reason: 'hate', detail: 'rude', spans: [{ start: 0, end: 3 }] },
    ],
    [
      'a place outside the text',
      answers({ outcome: 'suspect', spans: [{ start: 0, end: 9_999 }] }),
      202,
      { spans: [] },
    ],
    ['a score beyond the scale', answers({ outcome: 'clear', score: 1.1 }), 202, { outcome: 'unavailable' }],
    ['an outcome that is none', answers({ outcome: 'fine' }), 202, { outcome: 'unavailable' }],
    ['one member twice', { body: '{"outcome":"block","outcome":"clear"}' }, 202, { outcome: 'unavailable' }],
    ['no JSON', { body: '<html>' }, 202, { outcome: 'unavailable' }],
    ['an error', { status: 503 }, 202, { outcome: 'unavailable' }],
    [
      'a redirect, even to somebody who finds nothing',
      { status: 307, headers: { location: '/no-opinion' } },
      202,
      { outcome: 'unavailable', detail: 'answered with a redirect' },
    ],
    [
      'more than anybody reads',
      answers({ outcome: 'clear', padding: 'x'.repeat(20_000) }),
      202,
      { outcome: 'unavailable', detail: 'answered too much' },
    ],
  ])('%s', async (_, answer, status, signal) => {
    said = { akismet, model: answer }
    const answered = await service.submit()
    expect(answered.status).toBe(status)
    expect(await signalOf(answered.body.comment.id, 'custom')).toMatchObject(signal)
  })

  it.each([
    ['pass', 201],
    ['hold', 202],
    ['refuse', 503],
  ] as const)(
    'that says nothing of use on a site that chose %s has a comment answered with %s',
    async (onUnavailable, status) => {
      said = { akismet, model: answers({ outcome: 'maybe' }) }
      const policy = { limits: OPEN_LIMITS, checks: { custom: { onUnavailable } } }
      const { slug } = await aSite(service.deps, { policy })
      expect((await service.submit({}, { site: slug })).status).toBe(status)
    },
  )

  it('that hangs up amid its answer holds the comment, and it is said how', async () => {
    fake.answers((res, { path }) => {
      if (path !== '/model') return void res.end('false')
      res.writeHead(200, { 'content-length': '1000' })
      res.write('{"outcome":"clear"', () => res.socket?.resetAndDestroy())
    })
    const { status, body } = await service.submit()
    expect(status).toBe(202)
    const detail = expect.stringMatching(/^could not be reached \([A-Z_]+\)$/)
    expect(await signalOf(body.comment.id, 'custom')).toMatchObject({ outcome: 'unavailable', detail })
  })

  it('whose name leads nowhere holds the comment, and it is said why', async () => {
    const lost = await aService({
      env: { CUSTOM_CHECK_URL: 'http://nowhere.invalid/', CUSTOM_CHECK_SECRET: SECRET },
    })
    const { body } = await lost.submit()
    const [row] = await lost.deps.db.query(
      (sql) => sql<{ signals: object[] }[]>`
      select signals from verdicts where comment_id = ${body.comment.id} and action = 'hold'`,
    )
    const detail = expect.stringMatching(/^could not be reached \((ENOTFOUND|EAI_AGAIN)\)$/)
    expect(row?.signals).toContainEqual(
      expect.objectContaining({ check: 'custom', outcome: 'unavailable', detail }),
    )
    await lost.close()
  })

  it('that is late holds the comment within its limit', async () => {
    fake.answers((res, { path }) => void (path === '/model' ? undefined : res.end('false')))
    const { slug } = await aSite(service.deps)
    const waited = fairClock()
    const answered = await service.submit({}, { site: slug })
    expect(answered.status).toBe(202)
    expect(waited()).toBeLessThan(2_500)
    expect(await signalOf(answered.body.comment.id, 'custom')).toMatchObject({ outcome: 'unavailable' })
  })
})
