import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import { createJudges } from '../../src/judge/judges.ts'
import { defineRefit } from '../../src/judge/refit.ts'
import { judgeDue } from '../../src/submissions/again-jobs.ts'
import { createIntake, type Intake } from '../../src/submissions/intake.ts'
import { by } from '../helpers/author.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { aService, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let fake: Awaited<ReturnType<typeof aFakeService>>
let service: Service
let intake: Intake
beforeAll(async () => {
  fake = await aFakeService()
  service = await aService({
    env: { AKISMET_KEY: 'the-key-of-akismet', AKISMET_URL: fake.url },
    policy: { limits: OPEN_LIMITS, checks: { akismet: { timeoutMs: 2_400 } } },
  })
  intake = createIntake(service.deps, createJudges(service.deps, defineRefit(service.deps)))
})
afterAll(async () => {
  await service.close()
  await fake.close()
})

type Said = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
const AWAY: Said = { status: 503, body: 'away' }
const HARMLESS: Said = { body: 'false' }
const SPAM: Said = { body: 'true' }
const BLATANT: Said = { body: 'true', headers: { 'x-akismet-pro-tip': 'discard' } }
const PROVISIONAL: Said = { body: 'false', headers: { 'x-akismet-recheck-after': '120' } }

function akismetSays({ status = 200, headers = {}, body = '' }: Said): void {
  fake.answers((res) => res.writeHead(status, headers).end(body))
}
const asked = () => fake.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
beforeEach(async () => {
  await service.deps.db.query((sql) => sql`delete from waiting_checks`)
  akismetSays(AWAY)
  fake.received.length = 0
})

/** A comment that Akismet had no answer to. */
async function held(fields: Record<string, unknown> = {}, article = 'bridge') {
  const { status, body } = await service.submit(fields, { article }, { 'user-agent': 'Browser/1' })
  expect([status, body.status]).toEqual([202, 'pending'])
  fake.received.length = 0
  return { id: body.comment.id, receipt: body.receipt }
}

const waiting = () =>
  service.deps.db.query(
    (sql) => sql<{ commentId: string; sealedSender: string | null; inSeconds: number }[]>`
    select comment_id, sealed_sender, round(extract(epoch from due_at - now()))::int as in_seconds from waiting_checks`,
  )

/** As if a while had passed; then everything that is due is judged again. */
async function later(by: Intake = intake): Promise<void> {
  await service.deps.db.query((sql) => sql`update waiting_checks set due_at = now() - interval '1 second'`)
  await judgeDue(by)
}

async function stateOf(id: string) {
  const [row] = await service.deps.db.query(
    (sql) => sql<
      {
        status: string
        version: number
        action: string
        because: string[]
        akismet: object
        verdicts: number
      }[]
    >`
    select c.status, c.version, v.action, v.because, (select count(*)::int from verdicts o where o.comment_id = c.id) as verdicts,
      (select s - 'ms' from jsonb_array_elements(v.signals) s where s->>'check' = 'akismet') as akismet
    from comments c join verdicts v on v.comment_id = c.id where c.id = ${id} order by v.revision desc limit 1`,
  )
  return row
}

const desk = (method: string, path: string, body?: unknown) =>
  service.call(method, `/v1/review${path}`, body, service.as(service.moderator))

describe('a comment that was held because a check did not answer', () => {
  it('is published once the check answers that it is harmless', async () => {
    const { id } = await held({ url: 'https://news.example/again', title: 'Again' }, 'again')
    const [kept] = await waiting()
    expect(kept).toMatchObject({ commentId: id, sealedSender: expect.stringMatching(/^s1\./) })
    expect(kept?.inSeconds).toBeGreaterThan(5)
    expect(kept?.inSeconds).toBeLessThanOrEqual(10)

    akismetSays(HARMLESS)
    await later()
    const { status, version, action, because, akismet, verdicts } = (await stateOf(id)) ?? {}
    expect([status, version, action, because, verdicts]).toEqual(['approved', 2, 'approve', [], 2])
    expect(akismet).toMatchObject({ outcome: 'clear', detail: 'not spam' })
    expect(asked()).toMatchObject([
      { user_ip: '127.0.0.1', user_agent: 'Browser/1', recheck_reason: 'recheck', comment_type: 'comment' },
    ])
    const thread = await service.call('GET', '/v1/sites/news/articles/again/comments')
    expect(await thread.json()).toMatchObject({
      article: { title: 'Again', url: 'https://news.example/again', count: 1 },
      comments: [{ id }],
    })
    const log = (await (await desk('GET', `/decisions?comment=${id}`)).json()) as {
      items: { action: string }[]
    }
    expect(log.items.map((one) => one.action)).toEqual(['approve', 'hold'])
    const events = await service.deps.db.query(
      (sql) => sql<{ type: string }[]>`select type from outbox where comment_id = ${id} order by id`,
    )
    expect(events.map(({ type }) => type)).toEqual(['comment.held', 'comment.approved'])
    expect(await waiting()).toEqual([])
    await later()
    expect(asked()).toHaveLength(1)
  })

  it('waits on while nobody answers, and only a few are asked about at a time', async () => {
    const ids = []
    for (const article of ['a', 'b', 'c', 'd']) ids.push((await held({}, `away-${article}`)).id)
    await later()
    expect(asked()).toHaveLength(3)
    const due = await waiting()
    expect(due.map(({ inSeconds }) => inSeconds > 20).filter(Boolean)).toHaveLength(3)
    akismetSays(HARMLESS)
    await later()
    for (const id of ids) expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })

  it('stays with the moderators, who see the answer, when that is doubt', async () => {
    const { id } = await held()
    akismetSays(SPAM)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'pending', version: 1, action: 'hold' })
    const item = await (await desk('GET', `/comments/${id}`)).json()
    expect(item).toMatchObject({
      signals: expect.arrayContaining([expect.objectContaining({ check: 'akismet', outcome: 'suspect' })]),
    })
    expect(await waiting()).toEqual([])
    const decision = { action: 'reject', reason: 'spam', version: 1 }
    expect((await desk('PUT', `/comments/${id}/decision`, decision)).status).toBe(200)
  })

  it('is rejected, with its reasons, when the check is certain', async () => {
    const { id, receipt } = await held()
    akismetSays(BLATANT)
    await later()
    const own = await service.call('GET', `/v1/sites/news/comments/${id}`, undefined, by(receipt))
    expect(await own.json()).toMatchObject({
      status: 'rejected',
      reasons: ['spam'],
      statement: { automatedDecision: true },
    })
  })

  it('stays held for what else held it', async () => {
    const { id } = await held({ text: `Look: https://a.example/ and https://b.example/` })
    akismetSays(HARMLESS)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'pending', because: ['links'] })
  })

  it('is asked about once, whoever looks at the same time', async () => {
    const { id } = await held()
    akismetSays(HARMLESS)
    await service.deps.db.query((sql) => sql`update waiting_checks set due_at = now() - interval '1 second'`)
    await Promise.all([judgeDue(intake), judgeDue(intake), judgeDue(intake)])
    expect(asked()).toHaveLength(1)
    expect(await stateOf(id)).toMatchObject({ status: 'approved', version: 2 })
  })

  it('waits on while the judge cannot be asked', async () => {
    const { id } = await held()
    akismetSays(HARMLESS)
    const silent = async () => undefined
    await later({ ...intake, judges: { ...intake.judges, opinion: silent } })
    expect(await stateOf(id)).toMatchObject({ status: 'pending', akismet: { outcome: 'unavailable' } })
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })

  it('is asked about with its new words after an edit', async () => {
    const { id, receipt } = await held()
    const path = `/v1/sites/news/comments/${id}`
    const text = 'Other words about the same bridge.'
    expect((await service.call('PATCH', path, { text }, by(receipt))).status).toBe(202)
    fake.received.length = 0
    akismetSays(HARMLESS)
    await later()
    expect(asked()).toMatchObject([{ comment_content: text, recheck_reason: 'recheck' }])
    expect(await stateOf(id)).toMatchObject({ status: 'approved', version: 3, verdicts: 3 })
  })

  it('that was not sure yet is asked about after two minutes', async () => {
    akismetSays(PROVISIONAL)
    const { id } = await held()
    expect((await waiting())[0]?.inSeconds).toBeGreaterThan(110)
    akismetSays(HARMLESS)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })
})

describe('it is left to people', () => {
  beforeEach(() => akismetSays(HARMLESS))
  const heldNow = async (article: string) => {
    akismetSays(AWAY)
    const made = await held({}, article)
    akismetSays(HARMLESS)
    return made
  }
  const untouched = async () => {
    await later()
    expect(asked()).toEqual([])
    expect(await waiting()).toEqual([])
  }

  it('once a moderator has decided', async () => {
    const { id } = await heldNow('decided')
    const decision = { action: 'reject', reason: 'off-topic', version: 1 }
    expect((await desk('PUT', `/comments/${id}/decision`, decision)).status).toBe(200)
    await untouched()
    expect(await stateOf(id)).toMatchObject({ status: 'rejected' })
  })

  it('while a moderator is working on it', async () => {
    const { id } = await heldNow('claimed')
    await desk('POST', '/claims', { site: 'news', count: 100 })
    await later()
    expect([asked().length, (await waiting()).length]).toEqual([0, 1])
    await service.deps.db.query((sql) => sql`update claims set expires_at = now()`)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })

  it('once a colleague was asked for an opinion', async () => {
    const { id } = await heldNow('opinion')
    expect((await desk('PUT', `/comments/${id}/second-opinion`, { version: 1 })).ok).toBe(true)
    await untouched()
  })

  it('once its author has withdrawn it', async () => {
    const { id, receipt } = await heldNow('withdrawn')
    await service.call('DELETE', `/v1/sites/news/comments/${id}`, undefined, by(receipt))
    await untouched()
  })

  it('once its article is closed', async () => {
    const { id } = await heldNow('closed')
    await service.deps.db.query((sql) => sql`update articles set open = false where key = 'closed'`)
    await untouched()
    expect(await stateOf(id)).toMatchObject({ status: 'pending' })
  })

  it('once its author is banned', async () => {
    const { id } = await heldNow('banned')
    const ban = { site: 'news', kind: 'author', commentId: id }
    const made = await desk('POST', '/bans', ban)
    expect(made.status).toBe(201)
    await untouched()
    const { id: banId } = (await made.json()) as { id: string }
    await desk('DELETE', `/bans/${banId}`)
  })

  it('after a day, and nothing of the sender is left', async () => {
    await heldNow('old')
    await service.deps.db.query(
      (sql) => sql`update waiting_checks set created_at = now() - interval '25 hours'`,
    )
    await removePassing(service.deps.db, { signal: AbortSignal.timeout(60_000) })
    expect(await waiting()).toEqual([])
  })

  it('after an erasure, and nothing of the sender is left', async () => {
    const { id } = await heldNow('erased')
    const body = { commentId: id }
    const path = '/v1/admin/sites/news/erasures'
    expect((await service.call('POST', path, body, service.as(service.admin))).status).toBe(200)
    expect(await waiting()).toEqual([])
  })
})

it('keeps nothing of the sender for a check that is not told', async () => {
  const env = { CUSTOM_CHECK_URL: `${fake.url}/model`, CUSTOM_CHECK_SECRET: `whsec_${'A'.repeat(44)}` }
  const own = await aService({ env, jobs: true })
  const { body } = await own.submit()
  const kept = await own.deps.db.query((sql) => sql`select comment_id, sealed_sender from waiting_checks`)
  expect([...kept]).toEqual([{ commentId: body.comment.id, sealedSender: null }])
  fake.answers((res) => res.writeHead(204).end())
  // By itself, since this one runs jobs.
  const path = `/v1/sites/news/comments/${body.comment.id}`
  await expect.poll(async () => (await own.call('GET', path)).status, { timeout: 60_000 }).toBe(200)
  await own.close()
})
