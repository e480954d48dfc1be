import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withBreaker } from '../../src/captcha/breaker.ts'
import type { Answer, CaptchaRequest } from '../../src/captcha/provider.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

const GOOD: Answer = { is: 'good', score: 0.9, expiresAt: new Date() }
const AWAY: Answer = { is: 'unavailable', why: 'no answer in time' }

describe('the breaker', () => {
  let nowMs = 0
  let asked = 0
  let answer: Answer = AWAY
  const changes: unknown[] = []
  const provider = withBreaker(
    {
      name: 'fake',
      ask: async () => {
        asked += 1
        return answer
      },
    },
    { clock: () => nowMs, changed: (...change) => changes.push(change) },
  )
  const ask = () => provider.ask('token', {} as CaptchaRequest, 100)

  it('stops asking after five failures in a row, for ten minutes of silence if need be, and probes every second', async () => {
    for (let failure = 0; failure < 4; failure += 1) await ask()
    answer = GOOD
    await ask()
    answer = AWAY
    for (let failure = 0; failure < 5; failure += 1) await ask()
    expect(asked).toBe(10)
    for (let half = 0; half < 1_200; half += 1) {
      nowMs += 500
      for (let reader = 0; reader < 5; reader += 1) expect(await ask()).toMatchObject({ is: 'unavailable' })
    }
    expect(asked - 10).toBeGreaterThanOrEqual(595)
    expect(asked - 10).toBeLessThanOrEqual(600)
    expect(changes).toEqual([[true, 'no answer in time']])
  })

  it('asks everybody again once a probe was answered', async () => {
    answer = GOOD
    nowMs += 1_000
    expect(await ask()).toBe(GOOD)
    expect(await ask()).toBe(GOOD)
    expect(changes).toEqual([
      [true, 'no answer in time'],
      [false, undefined],
    ])
  })
})

describe('while the provider is silent', () => {
  let service: Service
  let fake: Awaited<ReturnType<typeof aFakeService>>
  beforeAll(async () => {
    fake = await aFakeService(() => {})
  })
  beforeEach(async () => {
    await service?.close()
    service = await aService({
      env: {
        CAPTCHA: 'turnstile',
        TURNSTILE_SITE_KEY: 'site',
        TURNSTILE_SECRET_KEY: 'secret',
        TURNSTILE_VERIFY_URL: `${fake.url}/siteverify`,
        CAPTCHA_TIMEOUT_MS: '200',
      },
    })
  })
  afterAll(async () => {
    await service.close()
    await fake.close()
  })

  it('comments are held, none is published, and nobody waits for it once that is known', async () => {
    const found: (string | undefined)[] = []
    for (let turn = 0; turn < 20; turn += 1) {
      const { status, body } = await service.submit({ captcha: `token ${turn}` })
      expect(status).toBe(202)
      const [row] = await service.deps.db.query(
        (sql) => sql<{ detail: string }[]>`
        select s->>'detail' as detail from verdicts v cross join jsonb_array_elements(v.signals) s
        where v.comment_id = ${body.comment.id} and s->>'check' = 'captcha'`,
      )
      found.push(row?.detail)
    }
    expect(found.slice(6)).toEqual(Array(14).fill('turnstile: not asked after repeated failures'))
    expect(fake.received.length).toBeLessThan(7)
  })

  it('one network can fill only part of the queue', async () => {
    const statuses: number[] = []
    for (let turn = 0; turn < 45; turn += 1) {
      statuses.push((await service.submit({ captcha: `token ${turn}` })).status)
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(40)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  })

  it.each([
    ['pass', 201],
    ['hold', 202],
    ['refuse', 503],
  ] as const)('a site that chose %s has a comment answered with %s', async (onUnavailable, answered) => {
    const { slug } = await aSite(service.deps, {
      policy: { limits: OPEN_LIMITS, captcha: { onUnavailable } },
    })
    const { status, headers } = await service.submit({ captcha: 'token' }, { site: slug })
    expect(status).toBe(answered)
    expect(headers.has('retry-after')).toBe(answered === 503)
    const stored = await service.deps.db.query((sql) => sql`select id from comments`)
    expect(stored).toHaveLength(answered === 503 ? 0 : 1)
  })

  it.each(['reader', 'site'] as const)('a %s may send a third of what is usual', async (who) => {
    const limit = who === 'reader' ? { perReaderPerMinute: 6 } : { perSitePerMinute: 6 }
    const policy = { limits: { ...OPEN_LIMITS, ...limit } }
    const { slug } = await aSite(service.deps, { policy })
    const statuses: number[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      statuses.push((await service.submit({ captcha: `token ${turn}` }, { site: slug })).status)
    }
    expect(statuses).toEqual([202, 202, 429, 429])
  })
})
