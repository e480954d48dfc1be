import { describe, expect, it } from 'vitest'
import { atOnce } from '../../src/give-way.ts'
import { bent, borneOut, fitBend, fitJoining, type Input } from '../../src/judge/calibrate.ts'
import { keyedShare } from '../../src/judge/hashing.ts'

const SIZE = 4_000
/** From -1 to 1, the same for the same name and number. */
const noise = (name: string, i: number) => 2 * keyedShare(name, String(i)) - 1

/** Learners that say nearly the same, some of them too loudly, and of bad comments that are one in ten. */
function learners(): { readonly inputs: Input[]; readonly isRejected: Uint8Array } {
  const isRejected = Uint8Array.from({ length: SIZE }, (_, i) => Number(keyedShare('bad', String(i)) < 0.1))
  const heard = Array.from({ length: SIZE }, (_, i) => (isRejected[i] === 1 ? 1 : -1) + 3 * noise('heard', i))
  const inputs = [4, 3, 0.5, 0.4, 5].map((loudness, l) => ({
    values: Float64Array.from(heard, (said, i) => loudness * (said + 0.1 * noise(`learner ${l}`, i) - 0.5)),
    usual: 1 / 5,
  }))
  return { inputs, isRejected }
}

/** How probable the decisions are, and how far the factors are from what is usual. */
function loss(
  { inputs, isRejected }: ReturnType<typeof learners>,
  factors: readonly number[],
  offset: number,
) {
  const likely = [...isRejected.keys()].map((i) => {
    const logit = factors.reduce((sum, factor, l) => sum + factor * inputs[l]!.values[i]!, offset)
    return Math.log1p(Math.exp(isRejected[i] === 1 ? -logit : logit))
  })
  const far = factors.map((factor, l) => (factor - inputs[l]!.usual) ** 2 / 2)
  return [...likely, ...far].reduce((sum, part) => sum + part, 0) + (0.01 * offset ** 2) / 2
}

describe('the joining of several learners', () => {
  it('is the best there is: no factor can be moved for the better', () => {
    const given = learners()
    const { factors, offset } = fitJoining(given.inputs, given.isRejected, new Float32Array(SIZE).fill(1))
    const least = loss(given, factors, offset)
    const moved = factors.flatMap((factor, l) =>
      [-0.02, 0.02].map((by) => loss(given, factors.with(l, Math.max(0, factor + by)), offset)),
    )
    const shifted = [-0.02, 0.02].map((by) => loss(given, factors, offset + by))
    expect(Math.min(...moved, ...shifted)).toBeGreaterThanOrEqual(least)
  })
})

describe('the bend of a probability', () => {
  const logits = Float64Array.from({ length: SIZE }, (_, i) => 8 * noise('logit', i))
  const bend = { good: 1.6, bad: 0.5, offset: 0.3 }
  const read = (logit: number) => bent(1 / (1 + Math.exp(-logit)), bend)
  const isRejected = Uint8Array.from(logits, (logit, i) =>
    Number(keyedShare('bent', String(i)) < read(logit)),
  )

  it('has a slope of its own for what seems good and for what seems bad', () => {
    const found = fitBend(logits, isRejected, new Float32Array(SIZE).fill(1))
    expect(found.good).toBeCloseTo(bend.good, 0)
    expect(found.bad).toBeCloseTo(bend.bad, 1)
    expect(found.offset).toBeCloseTo(bend.offset, 0)
    expect(found.good).toBeGreaterThan(2 * found.bad)
  })

  it('keeps the order, and makes nothing certain', () => {
    const sure = [0, 1e-12, 1e-6, 0.3, 0.5, 0.7, 1 - 1e-6, 1 - 1e-12, 1].map((p) => bent(p, bend))
    expect(sure).toEqual([...new Set(sure)].sort((a, b) => a - b))
    expect(sure[0]).toBeGreaterThan(0)
    expect(sure.at(-1)).toBeLessThan(1)
  })
})

describe('probabilities as decisions bear them out', () => {
  const said = Array.from({ length: SIZE }, (_, i) => keyedShare('said', String(i)) ** 3)
  const decided = (chance: (p: number) => number) =>
    Uint8Array.from(said, (p, i) => Number(keyedShare('decided', String(i)) < chance(p)))
  const borne = (isRejected: Uint8Array) => atOnce(borneOut(said, isRejected, new Float32Array(SIZE).fill(1)))
  const meanOf = (values: Float64Array, within: (p: number) => boolean) => {
    const some = [...values].filter((_, i) => within(said[i]!))
    return some.reduce((sum, p) => sum + p, 0) / some.length
  }
  const isLow = (p: number) => p < 0.05
  const isHigh = (p: number) => p > 0.8
  const asSaid = Float64Array.from(said)

  it('stay about what they were where all went as was said', () => {
    const values = borne(decided((p) => p))
    expect(meanOf(values, isLow) / meanOf(asSaid, isLow)).toBeCloseTo(1, 0)
    expect(meanOf(values, isHigh)).toBeCloseTo(meanOf(asSaid, isHigh), 1)
  })

  it('move at the end where decisions went otherwise, and leave the other end alone', () => {
    const values = borne(decided((p) => (p < 0.2 ? p / 4 : p)))
    expect(meanOf(values, isLow) / meanOf(asSaid, isLow)).toBeLessThan(0.5)
    expect(meanOf(values, isHigh)).toBeCloseTo(meanOf(asSaid, isHigh), 1)
  })

  it('keep their order', () => {
    const order = [...said.keys()].sort((a, b) => said[a]! - said[b]!)
    const values = borne(decided((p) => 1 - p))
    order.slice(1).forEach((at, k) => {
      expect(values[at]!).toBeGreaterThanOrEqual(values[order[k]!]!)
    })
  })

  it('are probabilities also of what was said to be certain', () => {
    const [never, always] = atOnce(borneOut([0, 1], Uint8Array.of(0, 1), Float32Array.of(1, 1)))
    expect(never).toBeGreaterThan(0)
    expect(never).toBeLessThan(1e-4)
    expect(always).toBeGreaterThan(1 - 1e-4)
    expect(always).toBeLessThan(1)
  })
})
