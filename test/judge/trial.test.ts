import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import type { Lesson } from '../../src/judge/proofs.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import type { JudgeState } from '../../src/judge/snapshot.ts'
import { refit } from '../../src/judge/trial.ts'
import { foldText } from '../../src/text/fold.ts'

const BUDGET = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const
const NONE = { approved: 0, rejected: 0 }
const HISTORY = { author: NONE, thread: NONE, repeats: { exact: 0, near: 0, rejected: 0 } }
const GOOD = ['the mayor', 'our council', 'this bridge', 'my street', 'the tram', 'a school', 'the park']
const SPAM = ['earn money', 'my channel', 'cheap pills', 'free phone', 'click here', 'win gold', 'new loans']

function lesson(i: number, isRejected = i % 2 === 1): Lesson {
  const words = i % 2 === 1 ? SPAM : GOOD
  const text = `${words[i % 7]} and ${words[(i * 3 + 1) % 7]}, ${words[(i * 5 + 2) % 7]}, number ${i}`
  const vector = vectorOf({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
  return { id: `c${i}`, vector, isRejected, group: null, weight: 1, checkOf: null, told: null }
}

const lessons = (from: number, to: number, label?: (i: number) => boolean) =>
  Array.from({ length: to - from }, (_, i) => lesson(from + i, label?.(from + i)))

function taught(by: readonly Lesson[]): JudgeState {
  const judge = siteJudge('site', BUDGET)
  judge.adopt(refit(by, undefined, null).fitted, by)
  return judge.state()
}

/** As good as by chance, and the same each time. */
const byChance = (i: number) => (i * 2_654_435_761) % 4_294_967_296 < 2_147_483_648

describe('a new model', () => {
  const before = taught(lessons(0, 200))

  it('is tried on some of the decisions that the model in force has not seen, and put in force if it is no worse', () => {
    const { trial, isAccepted } = refit(lessons(0, 270), before, null)
    expect(trial?.decisions).toBeGreaterThanOrEqual(10)
    expect(trial?.loss).toBeLessThan(0.1)
    expect(isAccepted).toBe(true)
  })

  it('is refused if it judges them worse', () => {
    const { trial, isAccepted } = refit([...lessons(0, 200, byChance), ...lessons(200, 270)], before, null)
    expect(trial?.lossBefore).toBeLessThan(0.1)
    expect(isAccepted).toBe(false)
  })

  it('is put in force untried while few decisions are new', () => {
    const { trial, isAccepted } = refit(lessons(0, 210), before, null)
    expect(trial).toBeNull()
    expect(isAccepted).toBe(true)
  })
})
