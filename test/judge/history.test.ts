import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpusJudge } from '../../src/judge/corpus.ts'
import type { EarlierDecisions } from '../../src/judge/features.ts'
import { emptyPast, type PastComment } from '../../src/judge/past.ts'
import { foldText } from '../../src/text/fold.ts'
import { asHolder, decide } from '../helpers/desk.ts'
import { aService, OPEN_LIMITS, type Service, words } from '../helpers/service.ts'

const HOUR = 3_600_000

function aComment(fields: Partial<PastComment> & { readonly id: string }): PastComment {
  return {
    folded: foldText(`words of ${fields.id}`),
    author: 'ada',
    group: 'bridge',
    parent: null,
    at: null,
    ...fields,
  }
}

describe('what is remembered of earlier decisions', () => {
  it('is nothing of a comment on itself, and each comment once, by its last decision', () => {
    const past = emptyPast('site')
    const one = aComment({ id: 'one', at: 1 })
    past.noteDecided(one, false)
    past.noteDecided(one, true)
    expect(past.before(one, 0).author).toEqual({ approved: 0, rejected: 0 })
    expect(past.before(aComment({ id: 'two', at: 2 }), 0).author).toEqual({ approved: 0, rejected: 1 })
  })

  it('is only what is old enough', () => {
    const past = emptyPast('site')
    past.noteDecided(aComment({ id: 'old', at: 0 }), true)
    past.noteDecided(aComment({ id: 'young', at: 2 * HOUR - 1 }), false)
    past.noteDecided(aComment({ id: 'later', at: 2 * HOUR + 1 }), false)
    const now = aComment({ id: 'now', at: 2 * HOUR })
    expect(past.before(now, HOUR).thread).toEqual({ approved: 0, rejected: 1 })
    expect(past.before(now, 0).thread).toEqual({ approved: 1, rejected: 1 })
  })

  it('is the newest of a thread, whatever the order it was told in', () => {
    const past = emptyPast('site')
    for (let n = 149; n >= 0; n -= 1) past.noteDecided(aComment({ id: `c${n}`, author: null, at: n }), n < 50)
    const { thread, lately } = past.before(aComment({ id: 'now', at: 1_000 }), 0)
    expect(thread).toEqual({ approved: 50, rejected: 0 })
    expect(lately?.approved).toBeCloseTo((1 - 0.5 ** 2.5) / (1 - 0.5 ** (1 / 20)), 6)
  })
})

describe('a judge of threads that lean one way while their words say nothing', () => {
  const STEP_MS = 5_400_000
  const comment = (n: number, group: string) => ({
    id: `${group} ${n}`,
    text: Array.from({ length: 8 }, (_, w) => `word${(n * 7 + w * w * 13 + group.length) % 40}`).join(' '),
    author: null,
    date: new Date(n * STEP_MS).toISOString(),
    group,
    parent: null,
    lang: 'en',
  })
  const budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const

  it('decides in a thread whose decisions it knows, and not in one without', () => {
    const judge = corpusJudge('threads', budget)
    for (let n = 0; n < 30; n += 1)
      for (let thread = 0; thread < 20; thread += 1)
        judge.learn(comment(n, `thread ${thread}`), thread % 2 === 1)
    expect(judge.score(comment(30, 'thread 0')).action).toBe('approve')
    expect(judge.score(comment(30, 'thread 1')).action).toBe('reject')
    expect(judge.score(comment(30, 'another')).action).toBe('queue')
  })
})

describe('what the service knows of a comment before it is sent', () => {
  let service: Service
  beforeAll(async () => {
    service = await aService({ policy: { words: { hold: ['gadget'] }, limits: OPEN_LIMITS } })
  })
  afterAll(() => service.close())

  /** Author, article, which earlier comment it answers, and what the moderator makes of it. */
  const STREAM = [
    ['Ada', 'bridge', null, 'approve'],
    ['Bo', 'bridge', 0, 'reject'],
    ['Cy', 'bridge', 0, 'approve'],
    ['Ada', 'ferry', null, 'reject'],
    ['Bo', 'bridge', 2, null],
    ['Ada', 'bridge', 0, 'reject'],
    ['Cy', 'ferry', null, 'approve'],
    ['Bo', 'ferry', 6, 'approve'],
    ['Ada', 'bridge', 0, null],
    ['Cy', 'bridge', null, 'reject'],
    ['Ada', 'bridge', 0, 'approve'],
    ['Bo', 'ferry', 7, 'approve'],
  ] as const

  it('is what a corpus of the same comments and decisions tells', async () => {
    const moderator = asHolder(service, service.moderator)
    const past = emptyPast('site')
    const ids: string[] = []
    for (const [name, article, answered, action] of STREAM) {
      const text = `A gadget, said ${words()}`
      const parentId = answered === null ? null : ids[answered]!
      const { body } = await service.submit({ name, text, ...(parentId && { parentId }) }, { article })
      const { id } = body.comment
      const at = ids.push(id)
      const comment = { id, folded: foldText(text), author: name, group: article, parent: parentId, at }
      const { author, thread, lately, threadSize, conversation } = past.before(comment, 0)
      const told = await contextOf(id)
      expect(told).toMatchObject({ author, thread, conversation })
      expect(told.threadSize ?? 0).toBe(threadSize)
      expect(told.lately?.approved).toBeCloseTo(lately!.approved, 9)
      expect(told.lately?.rejected).toBeCloseTo(lately!.rejected, 9)
      past.noteSeen(comment)
      if (action === null) continue
      expect(
        (await decide(moderator, id, { action, version: 1, ...(action === 'reject' && { reason: 'spam' }) }))
          .status,
      ).toBe(200)
      past.noteDecided(comment, action === 'reject')
    }
  })

  async function contextOf(id: string): Promise<EarlierDecisions> {
    const [row] = await service.deps.db.query(
      (sql) => sql<{ context: EarlierDecisions }[]>`select context from verdicts where comment_id = ${id}`,
    )
    return row!.context
  }
})
