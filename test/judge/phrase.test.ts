import { describe, expect, it } from 'vitest'
import { worstPhrase } from '../../src/judge/phrase.ts'

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
})
