import type { ServerResponse } from 'node:http'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import type { Deps } from '../../src/deps.ts'
import { fairClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { type Answer, aBody, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

type Row = {
  readonly id: string
  readonly why: string
  readonly want: {
    readonly flavour: 'v3' | 'v2' | 'enterprise' | 'turnstile'
    readonly hostnames: readonly string[]
    readonly refuse_below?: number
    readonly hold_below?: number
    readonly now: string
  }
  readonly reply: {
    readonly status: number
    readonly content_type: string
    readonly body?: string
    readonly fault?: 'refused' | 'reset-in-body' | 'tls'
    readonly location?: string
    readonly drip_ms?: number
  }
  readonly expect: 'clear' | 'suspect' | 'refuse-score' | 'refuse-token' | 'unavailable' | 'either'
}

let service: Service
let fake: Awaited<ReturnType<typeof aFakeService>>
beforeAll(async () => {
  service = await aService()
  fake = await aFakeService()
})
afterAll(async () => {
  await fake.close()
  await service.close()
})

const WAYS = {
  v3: { CAPTCHA: 'recaptcha-v3', RECAPTCHA_SITE_KEY: 'site', RECAPTCHA_SECRET_KEY: 'secret' },
  // Without action and score, hCaptcha speaks the same protocol as the old checkbox.
  v2: { CAPTCHA: 'hcaptcha', HCAPTCHA_SITE_KEY: 'site', HCAPTCHA_SECRET_KEY: 'secret' },
  enterprise: {
    CAPTCHA: 'recaptcha-enterprise',
    RECAPTCHA_SITE_KEY: 'site',
    RECAPTCHA_PROJECT: 'paper',
    RECAPTCHA_API_KEY: 'key',
  },
  turnstile: { CAPTCHA: 'turnstile', TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET_KEY: 'secret' },
}
const EXPECTED = {
  clear: [201, undefined],
  suspect: [202, undefined],
  unavailable: [202, undefined],
  'refuse-score': [403, 'captcha-score-failed'],
  'refuse-token': [403, 'captcha-failed'],
} as const

const NOW = '2026-11-23T12:00:00Z'
const PROPERTIES = {
  valid: true,
  hostname: 'news.example',
  action: 'comment',
  createTime: '2026-11-23T11:59:30.5Z',
}
const PASSED = { success: true, challenge_ts: '2026-11-23T11:59:30Z', hostname: 'news.example' }

/** An assessment of reCAPTCHA Enterprise in which something is otherwise. */
const assessed = (properties: object, more: object = { riskAnalysis: { score: 0.9 } }) => ({
  tokenProperties: { ...PROPERTIES, ...properties },
  ...more,
})

/** What the rows of the data set leave out: the other providers, and a score that is not there. */
const OTHERS: Row[] = (
  [
    ['v3', 'names no score', { ...PASSED, action: 'comment' }, 'unavailable'],
    ['enterprise', 'an ordinary yes', assessed({}), 'clear'],
    ['enterprise', 'a low score', assessed({}, { riskAnalysis: { score: 0.3 } }), 'suspect'],
    [
      'enterprise',
      'a score under the refuse line',
      assessed({}, { riskAnalysis: { score: 0 } }),
      'refuse-score',
    ],
    ['enterprise', 'names no score', assessed({}, { riskAnalysis: {} }), 'unavailable'],
    ['enterprise', 'analyses nothing', assessed({}, {}), 'unavailable'],
    ['enterprise', 'a score above one', assessed({}, { riskAnalysis: { score: 9 } }), 'unavailable'],
    ['enterprise', 'a bad token', assessed({ valid: false, invalidReason: 'EXPIRED' }), 'refuse-token'],
    ['enterprise', 'a yes in a word', assessed({ valid: 'true' }), 'unavailable'],
    ['enterprise', 'another site', assessed({ hostname: 'news.example.evil.example' }), 'refuse-token'],
    ['enterprise', 'names no hostname', assessed({ hostname: undefined }), 'unavailable'],
    ['enterprise', 'another action', assessed({ action: 'login' }), 'refuse-token'],
    ['enterprise', 'names no action', assessed({ action: undefined }), 'refuse-token'],
    ['enterprise', 'too old', assessed({ createTime: '2026-11-23T11:57:00Z' }), 'refuse-token'],
    ['enterprise', 'names no time', assessed({ createTime: undefined }), 'unavailable'],
    ['turnstile', 'an ordinary yes', { ...PASSED, action: 'comment' }, 'clear'],
    ['turnstile', 'another action', { ...PASSED, action: 'login' }, 'refuse-token'],
    ['turnstile', 'another site', { ...PASSED, action: 'comment', hostname: 'evil.example' }, 'refuse-token'],
    [
      'turnstile',
      'an old one of those it lets live longer',
      { ...PASSED, action: 'comment', challenge_ts: '2026-11-23T11:55:30Z' },
      'clear',
    ],
    [
      'turnstile',
      'too old',
      { ...PASSED, action: 'comment', challenge_ts: '2026-11-23T11:54:00Z' },
      'refuse-token',
    ],
    [
      'turnstile',
      'a fault of ours',
      { success: false, 'error-codes': ['invalid-input-secret'] },
      'unavailable',
    ],
  ] as const
).map(([flavour, why, body, expected]) => ({
  id: flavour,
  why,
  want: { flavour, hostnames: ['news.example'], now: NOW },
  reply: { status: 200, content_type: 'application/json', body: JSON.stringify(body) },
  expect: expected,
}))

describe('a provider’s reply, over real HTTP', () => {
  it.each([...hostileRows<Row>('captcha-replies'), ...OTHERS])(
    '$id $why: $expect',
    async ({ id, want, reply, expect: expected }) => {
      fake.answers((res) => play(res, reply))
      const app = anApp(want, reply)
      const site = await aSite(service.deps, {
        origins: want.hostnames.map((host) => `https://${host}`),
        policy: {
          limits: OPEN_LIMITS,
          captcha: { refuseBelow: want.refuse_below ?? 0.1, holdBelow: want.hold_below ?? 0.5 },
        },
      })
      const waited = fairClock()
      const response = await app.request(`/v1/sites/${site.slug}/articles/a/comments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(aBody({ captcha: `token-of-${id}` })),
      })
      expect(waited()).toBeLessThan(2_500)
      const body = (await response.json()) as Answer
      if (expected === 'either') return void expect(response.status).toBeLessThan(500)
      const [status, code] = EXPECTED[expected]
      expect({ status: response.status, code: body.type?.split(':').at(-1) }).toEqual({ status, code })
      if (response.status >= 300) return
      const [signal] = await service.deps.db.query(
        (sql) => sql<{ outcome: string }[]>`
      select s->>'outcome' as outcome from verdicts v cross join jsonb_array_elements(v.signals) s
      where v.comment_id = ${body.comment.id} and s->>'check' = 'captcha'`,
      )
      expect(signal?.outcome).toBe(expected)
    },
  )
})

it.each([
  ['v3', { success: false, 'error-codes': [`refused: ${'x'.repeat(9_000)}`] }],
  ['enterprise', assessed({ valid: false, invalidReason: `refused: ${'x'.repeat(9_000)}` })],
] as const)(
  'what a provider (%s) says at length of a bad token is kept out of the log',
  async (flavour, body) => {
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    fake.answers((res) => res.end(JSON.stringify(body)))
    const app = anApp({ flavour, hostnames: [], now: NOW }, { status: 200, content_type: '' }, { log })
    const response = await app.request('/v1/sites/news/articles/a/comments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aBody({ captcha: 'bad' })),
    })
    expect(response.status).toBe(403)
    expect(lines.filter((line) => line.includes('captcha.refused'))).toHaveLength(1)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_000)
  },
)

it('a retry gets the first answer though the provider refuses the token it took before', async () => {
  const taken = new Set<string | null>()
  fake.answers((res, { body }) => {
    const token = new URLSearchParams(body).get('response')
    const good = { hostname: 'news.example', action: 'comment', score: 0.9, challenge_ts: new Date() }
    const isNew = !taken.has(token)
    taken.add(token)
    res.setHeader('content-type', 'application/json')
    res.end(
      JSON.stringify(
        isNew ? { success: true, ...good } : { success: false, 'error-codes': ['timeout-or-duplicate'] },
      ),
    )
  })
  const app = createApp({
    ...service.deps,
    config: parseConfig({ ...WAYS.v3, RECAPTCHA_VERIFY_URL: `${fake.url}/siteverify`, LOG_LEVEL: 'silent' }),
  })
  const submit = (body: object, key: string) =>
    app.request('/v1/sites/news/articles/a/comments', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
  const body = aBody({ captcha: 'good for once' })
  const first = await submit(body, 'one')
  expect(first.status).toBe(201)
  const retry = await submit(body, 'one')
  expect(retry.status).toBe(201)
  expect(await retry.json()).toEqual(await first.json())
  expect((await submit(body, 'another')).status).toBe(403)
  const [spent] = await service.deps.db.query(
    (sql) => sql<{ seconds: number }[]>`
    select extract(epoch from max(expires_at) - now())::float8 as seconds from spent_tokens`,
  )
  // Google takes it for two minutes, and we take its clock for half a minute late.
  expect(spent?.seconds).toBeGreaterThan(150)
  const together = aBody({ captcha: 'good for once too' })
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit(together, 'together')))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
})

function anApp(want: Row['want'], reply: Row['reply'], deps: Partial<Deps> = {}) {
  const url =
    reply.fault === 'refused'
      ? 'http://127.0.0.1:1/siteverify'
      : reply.fault === 'tls'
        ? `${fake.url.replace('http:', 'https:')}/siteverify`
        : `${fake.url}/siteverify`
  const env = {
    ...WAYS[want.flavour],
    RECAPTCHA_VERIFY_URL: url,
    HCAPTCHA_VERIFY_URL: url,
    TURNSTILE_VERIFY_URL: url,
    // Short where it is to pass: an answer may take its time on a busy machine.
    CAPTCHA_TIMEOUT_MS: reply.drip_ms === undefined ? '2400' : '500',
    LOG_LEVEL: 'silent',
  }
  return createApp({ ...service.deps, config: parseConfig(env), now: () => new Date(want.now), ...deps })
}

function play(
  res: ServerResponse,
  { status, content_type, body = '', fault, location, drip_ms }: Row['reply'],
) {
  const bytes = Buffer.from(body)
  res.writeHead(status, { 'content-type': content_type, ...(location && { location }) })
  if (fault === 'reset-in-body') {
    res.write(bytes.subarray(0, 20), () => res.socket?.resetAndDestroy())
  } else if (drip_ms !== undefined) {
    res.write(bytes.subarray(0, 1))
  } else res.end(bytes)
}
