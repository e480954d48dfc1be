import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { judgeDue } from '../../src/submissions/again-jobs.ts'
import { aServiceWithAkismet, BLATANT, HARMLESS, PROVISIONAL, SPAM } from '../helpers/akismet.ts'
import { by } from '../helpers/author.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { aService } from '../helpers/service.ts'

const { service, intake, says, asked, held, waiting, later, stateOf, desk, setChecks, fresh, close } =
  await aServiceWithAkismet()
beforeEach(fresh)
afterAll(close)

async function approvalsCounted(): Promise<number> {
  const { values } = await service.deps.metrics.verdicts.get()
  return values.find(({ labels }) => labels.action === 'approve')?.value ?? 0
}

describe('a comment that was held because a check did not answer', () => {
  it('is published once the check answers that it is harmless', async () => {
    const { id } = await held({ url: 'https://news.example/again', title: 'Again' }, 'again')
    const [kept] = await waiting()
    expect(kept).toMatchObject({ commentId: id, sealedSender: expect.stringMatching(/^s1\./) })
    expect(kept?.inSeconds).toBeGreaterThan(5)
    expect(kept?.inSeconds).toBeLessThanOrEqual(10)

    const approvals = await approvalsCounted()
    says(HARMLESS)
    await later()
    expect(await approvalsCounted()).toBe(approvals + 1)
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
    const log = (await (await desk('GET', '/decisions?by=machine')).json()) as {
      items: { action: string; commentId: string }[]
    }
    const ofIt = log.items.filter(({ commentId }) => commentId === id)
    expect(ofIt.map(({ action }) => action)).toEqual(['approve', 'hold'])
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
    says(HARMLESS)
    await later()
    for (const id of ids) expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })

  it('stays with the moderators, who see the answer, when that is doubt', async () => {
    const { id } = await held()
    says(SPAM)
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
    says(BLATANT)
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
    says(HARMLESS)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'pending', because: ['links'] })
  })

  it('is asked about once, whoever looks at the same time', async () => {
    const { id } = await held()
    says(HARMLESS)
    await service.deps.db.query((sql) => sql`update waiting_checks set due_at = now() - interval '1 second'`)
    await Promise.all([judgeDue(intake), judgeDue(intake), judgeDue(intake)])
    expect(asked()).toHaveLength(1)
    expect(await stateOf(id)).toMatchObject({ status: 'approved', version: 2 })
  })

  it('waits on while the judge cannot be asked', async () => {
    const { id } = await held()
    says(HARMLESS)
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
    says(HARMLESS)
    await later()
    const [, again] = asked()
    expect(again).toMatchObject({ comment_content: text, recheck_reason: 'recheck' })
    expect(await stateOf(id)).toMatchObject({ status: 'approved', version: 3, verdicts: 3 })
  })

  it('is judged without a check that was switched off meanwhile', async () => {
    const { id } = await held()
    await setChecks({ akismet: { on: false } })
    await later()
    expect(asked()).toEqual([])
    expect(await stateOf(id)).toMatchObject({ status: 'approved', verdicts: 2 })
    await setChecks({ akismet: { on: true, timeoutMs: 2_400 } })
  })

  it('that was not sure yet is asked about after two minutes', async () => {
    const { id } = await held({}, 'bridge', PROVISIONAL)
    expect((await waiting())[0]?.inSeconds).toBeGreaterThan(110)
    says(HARMLESS)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })
})

it('keeps nothing of the sender for a check that is not told', async () => {
  const fake = await aFakeService((res) => res.writeHead(503).end())
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
  await fake.close()
})
