import { describe, expect, it } from 'vitest'
import { fitJoining, type Input } from '../../src/judge/calibrate.ts'
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
