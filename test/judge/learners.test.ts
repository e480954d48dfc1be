import { describe, expect, it } from 'vitest'
import { type Vector, vectorOf } from '../../src/judge/features.ts'
import {
  arow,
  bayesLogistic,
  dot,
  type Learner,
  logistic,
  type TrainingSet,
  trainingSet,
} from '../../src/judge/learners.ts'
import { rareBayesMargin } from '../../src/judge/vector-machine.ts'
import { foldText } from '../../src/text/fold.ts'

const HISTORY = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}
const SAID = ['the bridge', 'a new school', 'our council', 'cyclists', 'the old town', 'my neighbour', 'rain']
const WORDS = { good: ['helps', 'costs', 'came late'], bad: ['casino', 'cheap pills', 'free money'] }

function read(text: string): Vector {
  return vectorOf({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
}

/** Good and bad in turns; the last fold of five is for the test. */
function lessons(): TrainingSet {
  const texts = Array.from({ length: 84 }, (_, i) => {
    const words = i % 2 === 0 ? WORDS.good : WORDS.bad
    return `${SAID[i % SAID.length]} ${words[i % words.length]} ${SAID[(i * 3) % SAID.length]}`
  })
  return trainingSet(texts.map(read), {
    isRejected: Uint8Array.from(texts, (_, i) => i % 2),
    fold: Uint8Array.from(texts, (_, i) => Math.floor(i / 2) % 5),
    weight: new Float32Array(texts.length).fill(1),
  })
}

const LEARNERS: readonly (readonly [string, Learner])[] = [
  ['logistic regression', logistic],
  ['logistic regression on ratios', bayesLogistic],
  ['AROW', arow],
  ['a vector machine on ratios of rare pieces', rareBayesMargin],
]

describe.each(LEARNERS)('%s', (_, learner) => {
  it('tells apart what it has not seen', () => {
    const set = lessons()
    const { weights, bias } = learner(set, 4)
    const unseen = [...set.fold.keys()].filter((i) => set.fold[i] === 4)
    const isBad = unseen.map((i) => bias + dot(weights, set.places[i]!, set.vectors[i]!.value) > 0)
    expect(isBad).toEqual(unseen.map((i) => set.isRejected[i] === 1))
  })

  it('learns nothing from the fold that is left out', () => {
    const set = lessons()
    const lies = {
      ...set,
      isRejected: set.isRejected.map((label, i) => (set.fold[i] === 4 ? 1 - label : label)),
    }
    expect(learner(lies, 4)).toEqual(learner(set, 4))
  })
})
