import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { hostileRows } from '../helpers/data.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { type Answer, aBody, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

type Row = {
  readonly id: string
  readonly why: string
  readonly want: {
    readonly flavour: 'v3' | 'v2'
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
}
const EXPECTED = {
  clear: [201, undefined],
  suspect: [202, undefined],
  unavailable: [202, undefined],
  'refuse-score': [403, 'captcha-score-failed'],
  'refuse-token': [403, 'captcha-failed'],
} as const

const rows = hostileRows<Row>('captcha-replies')
describe.skipIf(rows.length === 0)('a provider’s reply, over real HTTP', () => {
  it.each(rows)('$id $why: $expect', async ({ id, want, reply, expect: expected }) => {
    fake.answers((res) => play(res, reply))
    const app = anApp(want, reply)
    const site = await aSite(service.deps, {
      origins: want.hostnames.map((host) => `https://${host}`),
      policy: {
        limits: OPEN_LIMITS,
        captcha: { refuseBelow: want.refuse_below ?? 0.1, holdBelow: want.hold_below ?? 0.5 },
      },
    })
    const started = performance.now()
    const response = await app.request(`/v1/sites/${site.slug}/articles/a/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aBody({ captcha: `token-of-${id}` })),
    })
    expect(performance.now() - started).toBeLessThan(2_500)
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
  })
})

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
  const together = aBody({ captcha: 'good for once too' })
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit(together, 'together')))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
})

function anApp(want: Row['want'], reply: Row['reply']) {
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
    CAPTCHA_TIMEOUT_MS: '500',
    LOG_LEVEL: 'silent',
  }
  return createApp({ ...service.deps, config: parseConfig(env), now: () => new Date(want.now) })
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
