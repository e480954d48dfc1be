import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpusJudge } from '../../src/judge/corpus.ts'
import type { EarlierDecisions } from '../../src/judge/features.ts'
import { emptyPast, type PastComment } from '../../src/judge/past.ts'
import { foldText } from '../../src/text/fold.ts'
import { asHolder, decide } from '../helpers/desk.ts'
import { aService, OPEN_LIMITS, type Service, words } from '../helpers/service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

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

describe('how fast a few people answer each other', () => {
  const talk = (comments: readonly (readonly [author: string | null, minute: number])[]) => {
    const past = emptyPast('site')
    comments.forEach(([author, minute], n) => {
      past.noteSeen(aComment({ id: `c${n}`, author, at: minute * MINUTE }))
    })
    return past.before(aComment({ id: 'now', at: 60 * MINUTE }), HOUR).backAndForth
  }

  it.each([
    [
      'nobody twice',
      [
        ['ada', 40],
        ['bo', 50],
        ['cy', 55],
      ],
      0,
    ],
    [
      'two in turn',
      [
        ['ada', 40],
        ['bo', 45],
        ['ada', 50],
        ['bo', 55],
        ['ada', 58],
      ],
      3,
    ],
    [
      'half an hour ago and before',
      [
        ['ada', 29],
        ['ada', 30],
        ['ada', 31],
        ['ada', 32],
      ],
      1,
    ],
    [
      'what came later',
      [
        ['ada', 59],
        ['ada', 61],
        ['ada', 62],
      ],
      0,
    ],
    [
      'authors nobody knows',
      [
        [null, 58],
        [null, 59],
      ],
      0,
    ],
    ['among fifty comments at most', Array.from({ length: 60 }, () => ['ada', 59] as const), 49],
  ] as const)('counts %s', (_, comments, count) => {
    expect(talk(comments)).toBe(count)
  })

  it('is unknown where times are', () => {
    const past = emptyPast('site')
    for (const id of ['one', 'two']) past.noteSeen(aComment({ id }))
    expect(past.before(aComment({ id: 'now' }), 0)).toMatchObject({ threadSize: 2, backAndForth: 0 })
  })

  it('is heard before any decision is known', () => {
    const judge = corpusJudge('quarrels', {
      wrongApprove: 0,
      wrongReject: 0,
      audit: 0.1,
      certainty: 'expected',
    })
    const comment = (article: number, n: number, isQuarrel: boolean) => ({
      id: `${article} ${n}`,
      text: Array.from({ length: 6 }, (_, w) => `word${(article * 5 + n * 7 + w * w * 13) % 30}`).join(' '),
      author: isQuarrel ? `quarreller ${article} ${n % 2}` : `reader ${article} ${n}`,
      date: new Date(article * 12 * HOUR + n * 2 * MINUTE).toISOString(),
      group: `article ${article}`,
      parent: null,
      lang: 'en',
    })
    for (let article = 0; article < 40; article += 1)
      for (let n = 0; n < 8; n += 1)
        judge.learn(comment(article, n, article % 2 === 1), article % 2 === 1 && n > 2)
    const lastOf = (article: number, isQuarrel: boolean) => {
      for (let n = 0; n < 7; n += 1) judge.score(comment(article, n, isQuarrel))
      return judge.score(comment(article, 7, isQuarrel)).p
    }
    expect(lastOf(41, true)).toBeGreaterThan(2 * lastOf(42, false))
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
  /** How much later than the one before some of them come. */
  const PAUSE_MINUTES: Readonly<Record<number, number>> = { 5: 29, 8: 2, 11: 40 }

  it('is what a corpus of the same comments and decisions tells', async () => {
    const moderator = asHolder(service, service.moderator)
    const past = emptyPast('site')
    const ids: string[] = []
    const known: number[] = []
    let at = 0
    for (const [name, article, answered, action] of STREAM) {
      at += 1 + (await pause(PAUSE_MINUTES[ids.length] ?? 0)) * MINUTE
      const text = `A gadget, said ${words()}`
      const parentId = answered === null ? null : ids[answered]!
      const { body } = await service.submit({ name, text, ...(parentId && { parentId }) }, { article })
      const { id } = body.comment
      ids.push(id)
      const comment = { id, folded: foldText(text), author: name, group: article, parent: parentId, at }
      const { author, thread, lately, threadSize, backAndForth, conversation } = past.before(comment, 0)
      const told = await contextOf(id)
      expect(told).toMatchObject({ author, thread, conversation })
      expect(told.threadSize ?? 0).toBe(threadSize)
      expect(told.backAndForth ?? 0).toBe(backAndForth)
      known.push(backAndForth!)
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
    expect(known).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0])
  })

  /** As if what was sent so far had been sent earlier. */
  async function pause(minutes: number): Promise<number> {
    await service.deps.db.query(
      (sql) => sql`update comments set created_at = created_at - ${minutes} * interval '1 minute'`,
    )
    return minutes
  }

  async function contextOf(id: string): Promise<EarlierDecisions> {
    const [row] = await service.deps.db.query(
      (sql) => sql<{ context: EarlierDecisions }[]>`select context from verdicts where comment_id = ${id}`,
    )
    return row!.context
  }
})
