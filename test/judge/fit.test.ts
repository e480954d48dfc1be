import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { type Example, fitModel } from '../../src/judge/fit.ts'
import { foldText } from '../../src/text/fold.ts'

/** On each article good and bad are told by words that are used on no other. */
const ARTICLES = [
  { group: 'bridge', good: 'lantern', bad: 'turnip' },
  { group: 'school', good: 'pebble', bad: 'gravy' },
  { group: 'council', good: 'violet', bad: 'sulphur' },
  { group: 'harbour', good: 'window', bad: 'mackerel' },
] as const
const SAID = ['rain', 'our mayor', 'nobody', 'on monday', 'my neighbour', 'cyclists', 'the old town'] as const
const HISTORY = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 5, rejected: 5 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}

const examples: Example[] = Array.from({ length: 200 }, (_, n) => {
  const { group, good, bad } = ARTICLES[n % ARTICLES.length]!
  const isRejected = Math.floor(n / ARTICLES.length) % 2 === 1
  const text = `${SAID[n % SAID.length]} ${isRejected ? bad : good} ${SAID[(n * 3) % SAID.length]} ${n}`
  const vector = vectorOf({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
  return { id: `c${n}`, vector, isRejected, group, weight: 1 }
})

describe('what the judge would have said of a decision, on few articles', () => {
  const { heldOut, withoutThread } = fitModel(examples)
  const slip = (said: Float64Array) =>
    examples.reduce((sum, { isRejected }, i) => sum + Math.abs(Number(isRejected) - said[i]!), 0) /
    examples.length

  it('is measured beside its other comments where an article is known, and where it is not also without', () => {
    expect(slip(heldOut)).toBeLessThan(0.5 * slip(withoutThread))
  })
})
