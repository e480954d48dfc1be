import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import {
  AWAY,
  aServiceWithAkismet,
  BLATANT,
  HARMLESS,
  INVALID,
  PROVISIONAL,
  SPAM,
} from '../helpers/akismet.ts'
import { by } from '../helpers/author.ts'

const made = await aServiceWithAkismet()
const { service, says, takes, asked, told, judged, held, later, correct, again, aside, stateOf } = made
beforeEach(async () => {
  takes()
  await correct()
  await made.fresh()
})
afterAll(made.close)

type Decided = { readonly decision: { readonly id: string } }

async function decide(id: string, decision: object): Promise<string> {
  const version = (await stateOf(id))?.version
  const answer = await made.desk('PUT', `/comments/${id}/decision`, { ...decision, version })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as Decided).decision.id
}
const approve = (id: string) => decide(id, { action: 'approve' })
const reject = (id: string, reason = 'spam') => decide(id, { action: 'reject', reason })
const undo = async (decisionId: string) =>
  expect((await made.desk('POST', `/decisions/${decisionId}/undo`)).status).toBe(200)
const calls = () => told().map(({ call }) => call)

describe('Akismet is told that it was wrong', () => {
  it('with every value of its question, when a moderator publishes what it called spam', async () => {
    const { id } = await judged(SPAM, { website: 'https://ada.example/', url: 'https://news.example/b' }, 'b')
    expect(await stateOf(id)).toMatchObject({ status: 'pending' })
    await approve(id)
    await correct()
    const [question] = asked()
    expect(question).toMatchObject({
      user_ip: '127.0.0.1',
      user_agent: 'Browser/1',
      api_key: 'the-key-of-akismet',
    })
    expect(told()).toEqual([{ ...question, call: 'submit-ham', comment_check_response: 'true' }])
    expect(await aside(id)).toMatchObject({ said: 'spam', told: 'ham', isAgain: false })
    expect(await correct()).toBe(0)
  })

  it('with every value, when one rejects as spam what it called none, and only then', async () => {
    const [{ id }, other] = [await judged(HARMLESS), await judged(HARMLESS, { name: 'Bo', text: 'Another.' })]
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
    await reject(other.id, 'off-topic')
    await reject(id)
    await correct()
    expect(told()).toEqual([{ ...asked()[0], call: 'submit-spam', comment_check_response: 'false' }])
  })

  it('of no decision that agrees with it', async () => {
    const [spam, ham] = [await judged(SPAM), await judged(SPAM, { name: 'Bo', text: 'Another.' })]
    await reject(spam.id)
    await reject(ham.id, 'abuse')
    expect(await correct()).toBe(0)
    const blatant = await judged(BLATANT, { name: 'Cy', text: 'A third.' })
    expect(await stateOf(blatant.id)).toMatchObject({ status: 'rejected' })
    expect(await correct()).toBe(0)
    expect(told()).toEqual([])
  })

  it('with the values of its last question, once it had no answer at first', async () => {
    const { id } = await held()
    expect(await aside(id)).toMatchObject({ said: null, isAgain: true })
    says(SPAM)
    await later()
    await approve(id)
    await correct()
    const [question] = asked()
    expect(question).toMatchObject({ recheck_reason: 'recheck', user_ip: '127.0.0.1' })
    expect(told()).toEqual([{ ...question, call: 'submit-ham', comment_check_response: 'true' }])
  })

  it('when it was not sure yet, also after it would have been asked again', async () => {
    const { id } = await judged(PROVISIONAL)
    expect(await aside(id)).toMatchObject({ said: 'ham', isAgain: true })
    await reject(id)
    await later()
    expect(await aside(id)).toMatchObject({ said: 'ham', isAgain: false })
    await correct()
    expect(told()).toEqual([{ ...asked()[0], call: 'submit-spam', comment_check_response: 'false' }])
  })

  it('of many comments at once as of one', async () => {
    const both = [await judged(SPAM), await judged(SPAM, { name: 'Bo', text: 'Another.' })]
    const decisions = both.map(({ id }) => ({ id, action: 'approve', version: 1 }))
    expect((await made.desk('POST', '/decisions', { decisions })).status).toBe(200)
    await correct()
    expect(calls()).toEqual(['submit-ham', 'submit-ham'])
  })

  it('of an edit by what it said of the new words', async () => {
    const { id, receipt } = await judged(HARMLESS)
    says(SPAM)
    const text = 'Other words about the same bridge.'
    await service.call('PATCH', `/v1/sites/news/comments/${id}`, { text }, by(receipt))
    await approve(id)
    await correct()
    expect(told()).toEqual([{ ...asked()[1], call: 'submit-ham', comment_check_response: 'true' }])
    expect(told()).toMatchObject([{ comment_content: text, recheck_reason: 'edit' }])
  })

  it('of new words by no decision about the former', async () => {
    const { id, receipt } = await judged(SPAM)
    await approve(id)
    await correct()
    const text = 'Other words about the same bridge.'
    await service.call('PATCH', `/v1/sites/news/comments/${id}`, { text }, by(receipt))
    expect(await stateOf(id)).toMatchObject({ status: 'pending' })
    await undo(await reject(id, 'abuse'))
    await correct()
    expect(calls()).toEqual(['submit-ham'])
  })
})

describe('what now holds is told', () => {
  it('once for a decision that is taken back before', async () => {
    const { id } = await judged(SPAM)
    await undo(await approve(id))
    await correct()
    expect(told()).toEqual([])
  })

  it('when a decision is taken back later, and when another follows', async () => {
    const { id } = await judged(SPAM)
    const first = await approve(id)
    await correct()
    await undo(first)
    await correct()
    expect(calls()).toEqual(['submit-ham', 'submit-spam'])
    await approve(id)
    await correct()
    await reject(id)
    await correct()
    await reject(id)
    await correct()
    expect(calls()).toEqual(['submit-ham', 'submit-spam', 'submit-ham', 'submit-spam'])
  })

  it('when it was decided anew while Akismet was being told', async () => {
    const { id } = await judged(SPAM)
    await approve(id)
    let isAnew = false
    made.whileTold(async () => {
      if (!isAnew) await reject(id)
      isAnew = true
    })
    await correct()
    expect(calls()).toEqual(['submit-ham', 'submit-spam'])
  })
})

it('an edit while Akismet is being told of the former words leaves nothing to take back', async () => {
  const { id, receipt } = await judged(SPAM)
  await approve(id)
  made.whileTold(async () => {
    const text = 'Other words about the same bridge.'
    await service.call('PATCH', `/v1/sites/news/comments/${id}`, { text }, by(receipt))
  })
  await correct()
  expect([calls(), await aside(id)]).toMatchObject([['submit-ham'], { said: 'spam', told: null }])
})

describe('Akismet that does not take it', () => {
  it('is told again, ten times in all, and then no more', async () => {
    const { id } = await judged(SPAM)
    await approve(id)
    takes(INVALID)
    await correct()
    expect(again).toMatchObject([{ commentId: id, failures: 1 }])
    takes()
    await correct(again)
    expect([calls(), again]).toEqual([['submit-ham', 'submit-ham'], []])

    const before = await outcomes()
    await reject(id)
    takes(AWAY)
    await correct()
    for (let tries = 1; again.length > 0 && tries < 20; tries += 1) await correct(again)
    expect(calls().filter((call) => call === 'submit-spam')).toHaveLength(10)
    expect(await aside(id)).toMatchObject({ told: 'ham' })
    const [sent, failed, givenUp] = await outcomes()
    expect([sent, failed, givenUp]).toEqual([before[0], (before[1] ?? 0) + 9, (before[2] ?? 0) + 1])
  })
})

async function outcomes(): Promise<number[]> {
  const { values } = await service.deps.metrics.corrections.get()
  return ['sent', 'again', 'given-up'].map(
    (outcome) => values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0,
  )
}

it('is told by itself where jobs run, a minute after the decision', async () => {
  const own = await aServiceWithAkismet({ jobs: true })
  const { id } = await own.judged(SPAM)
  const decided = await own.desk('PUT', `/comments/${id}/decision`, { action: 'approve', version: 1 })
  expect(decided.status).toBe(200)
  const { db } = own.service.deps
  const planned = () =>
    db.query(
      (sql) => sql<{ inSeconds: number }[]>`
      select extract(epoch from start_after - now())::int as in_seconds from pgboss.job where name = 'correction'`,
    )
  await expect.poll(async () => (await planned()).length, { timeout: 30_000 }).toBe(1)
  expect((await planned())[0]?.inSeconds).toBeGreaterThan(25)
  expect(own.told()).toEqual([])
  await db.query((sql) => sql`update pgboss.job set start_after = now() where name = 'correction'`)
  await expect.poll(() => own.told().map(({ call }) => call), { timeout: 30_000 }).toEqual(['submit-ham'])
  await own.close()
})

describe('nothing is told, and nothing kept', () => {
  const approved = async () => {
    const { id, receipt } = await judged(SPAM)
    expect((await aside(id))?.sealedSender).toMatch(/^s1\./)
    await approve(id)
    return { id, receipt }
  }
  const untold = async (id: string) => {
    expect(await aside(id)).toBeUndefined()
    await correct()
    expect(told()).toEqual([])
  }

  it.each(['author', 'network', 'email', 'name'])('of whoever is banned by their %s', async (kind) => {
    const [{ id }, other] = [await approved(), await judged(SPAM, { name: 'Bo', email: 'bo@mail.example' })]
    const ban = (effect: string) => made.desk('POST', '/bans', { site: 'news', kind, commentId: id, effect })
    expect((await ban('hold')).status).toBe(201)
    expect(await aside(id)).toBeDefined()
    const banned = await ban('refuse')
    expect(await aside(other.id)).toEqual(kind === 'network' ? undefined : expect.anything())
    await untold(id)
    await made.desk('DELETE', `/bans/${((await banned.json()) as { id: string }).id}`)
  })

  it('of whoever is erased', async () => {
    const { id } = await approved()
    const path = '/v1/admin/sites/news/erasures'
    expect((await service.call('POST', path, { commentId: id }, service.as(service.admin))).status).toBe(200)
    await untold(id)
  })

  it('of what its author took back', async () => {
    const { id, receipt } = await approved()
    await service.call('DELETE', `/v1/sites/news/comments/${id}`, undefined, by(receipt))
    await untold(id)
  })

  it('after a day', async () => {
    const { id } = await approved()
    const { db } = service.deps
    await db.query((sql) => sql`update waiting_checks set created_at = now() - interval '25 hours'`)
    await removePassing(db, { signal: AbortSignal.timeout(60_000) })
    await untold(id)
  })

  it('where the check is switched off', async () => {
    const { id } = await approved()
    await made.setChecks({ akismet: { on: false } })
    await correct()
    await untold(id)
    const { id: unasked } = await judged(SPAM, { name: 'Bo', text: 'Another.' })
    expect(await aside(unasked)).toBeUndefined()
    await made.setChecks({ akismet: { on: true, timeoutMs: 2_400 } })
  })

  it('of words that are others by now, as an older version leaves them', async () => {
    const { id } = await approved()
    await service.deps.db.query((sql) => sql`update comments set text = 'Others.' where id = ${id}`)
    await correct()
    await untold(id)
  })
})
