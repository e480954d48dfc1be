import { expect, it } from 'vitest'
import { atOnce } from '../../src/give-way.ts'
import { evened, foreseen, type Proof } from '../../src/judge/foreseen.ts'

/** What seems good is better than was said: of 300 comments at .03 none was rejected. */
const PROOFS: readonly Proof[] = Array.from({ length: 400 }, (_, i) =>
  i % 4 === 0
    ? { p: 0.5, isRejected: i % 8 === 0, weight: 1 }
    : { p: 0.03 + i * 1e-6, isRejected: false, weight: 1 },
)

const expectedOf = (proofs: readonly Proof[], design: number, trust = 1) =>
  atOnce(foreseen(atOnce(evened(proofs)), design, trust))[1]!.expected

it('expects of comments what the decisions on such comments were', () => {
  expect(expectedOf(PROOFS, 1)).toBeLessThan(0.015)
})

it('stays nearer to what was said the fewer independent decisions there are', () => {
  expect(expectedOf(PROOFS, 5)).toBeGreaterThan(expectedOf(PROOFS, 1) * 1.2)
  expect(expectedOf(PROOFS, 5)).toBeLessThan(0.03)
  const fewer = PROOFS.slice(0, 80)
  expect(expectedOf(PROOFS, 5)).toBeCloseTo(expectedOf(fewer, 1), 2)
})

it('does not take decisions for more of them because each stands for many', () => {
  const drawn = PROOFS.map((proof) => ({ ...proof, weight: 10 }))
  expect(expectedOf(drawn, 1)).toBeCloseTo(expectedOf(PROOFS, 1), 6)
})

it('takes the judge at its word where the decisions are not to be trusted, and stands between where they are half', () => {
  const said = PROOFS[1]!.p
  expect(expectedOf(PROOFS, 1, 0)).toBeCloseTo(said, 6)
  expect(expectedOf(PROOFS, 1, 0.5)).toBeCloseTo(Math.sqrt(said * expectedOf(PROOFS, 1)), 6)
})
