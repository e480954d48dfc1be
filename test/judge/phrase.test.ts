import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { type Example, fitModel, logitBy } from '../../src/judge/fit.ts'
import { worstPhrase } from '../../src/judge/phrase.ts'
import { foldText } from '../../src/text/fold.ts'

/** As many pieces as given, each of its own weight, and places that count them. */
function text(length: number, weightOf: (k: number) => number) {
  return {
    weights: Float32Array.from({ length }, (_, k) => weightOf(k)),
    places: Uint32Array.from({ length }, (_, k) => k),
  }
}

describe('the worst phrase of a comment', () => {
  it('is where the weights against it stand together, and weighs as much as if there were nothing else', () => {
    const long = text(1_000, (k) => (k >= 500 && k < 596 ? 1 : -1))
    const alone = text(96, () => 1)
    const phrase = worstPhrase(long.weights, long.places, 1_000)
    expect(phrase).toEqual({ from: 500, to: 596, logit: 96 / Math.sqrt(96) })
    expect(phrase.logit).toBe(worstPhrase(alone.weights, alone.places, 96).logit)
  })

  it('is the whole of a short comment, whatever is marked or measured beside its text', () => {
    const { weights, places } = text(8, (k) => (k < 4 ? 0.5 : 100))
    expect(worstPhrase(weights, places, 4)).toEqual({ from: 0, to: 4, logit: 1 })
    expect(worstPhrase(weights, places, 0)).toEqual({ from: 0, to: 0, logit: 0 })
  })

  it('is the first of several that are equally bad', () => {
    const { weights, places } = text(400, (k) => (k % 200 < 100 ? 1 : 0))
    expect(worstPhrase(weights, places, 400)).toMatchObject({ from: 0, to: 96 })
  })

  it('bears on the probability: harmless words around it hide it less than they would in a sum', () => {
    const model = fitModel(Array.from({ length: 200 }, (_, i) => lesson(i))).model
    const without = { ...model, phrase: { ...model.phrase, scale: 0 } }
    const bad = lesson(401).vector
    expect(logitBy(model, bad)).toBeGreaterThan(logitBy(without, bad) + 0.1)
    expect(logitBy(model, lesson(400).vector)).toBeLessThan(0)
  })
})

const HARMLESS = [
  'the mayor came late',
  'our council forgot it',
  'cyclists like the bridge',
  'it costs too much',
]
const BAD = ['you stupid pig', 'filthy stupid liars', 'what a filthy pig']

/** Long and harmless; each second one has a bad phrase in it. */
function lesson(i: number): Example {
  const around = Array.from({ length: 12 }, (_, k) => `${HARMLESS[(i * 3 + k * k) % 4]} ${(i * 7 + k) % 13}`)
  const text = (i % 2 === 0 ? around : around.toSpliced(i % 11, 0, BAD[i % 3] ?? '')).join(', ')
  const nothing = { approved: 0, rejected: 0 }
  const history = { author: nothing, thread: nothing, repeats: { exact: 0, near: 0, rejected: 0 } }
  const vector = vectorOf({ text, folded: foldText(text), signals: [], history, isReply: false })
  return { id: `c${i}`, vector, isRejected: i % 2 === 1, group: null, weight: 1 }
}
