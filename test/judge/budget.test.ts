import { describe, expect, it } from 'vitest'
import { exactUpperShare, upperShare } from '../../src/judge/bounds.ts'
import type { Budget } from '../../src/judge/budget.ts'
import type { Proof } from '../../src/judge/foreseen.ts'
import { thresholdsFor } from '../helpers/thresholds.ts'

const BUDGET: Budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' }

function proof(p: number, isRejected: boolean): Proof {
  return { p, isRejected, weight: 1 }
}

/** Harmless ones from 0.01 upwards and bad ones from 0.99 downwards. */
function clearCut(count: number): Proof[] {
  return Array.from({ length: count }, (_, i) =>
    proof(i % 2 === 0 ? 0.01 + i * 1e-4 : 0.99 - i * 1e-4, i % 2 === 1),
  )
}

describe('thresholds', () => {
  it('reach as far as the errors allow', () => {
    const { approveBelow, rejectAbove } = thresholdsFor(clearCut(400), BUDGET)
    expect(approveBelow).toBeGreaterThan(0.04)
    expect(rejectAbove).toBeLessThan(0.96)
    expect(approveBelow).toBeLessThan(rejectAbove ?? 0)
  })

  it.each([
    ['59 decisions', clearCut(59)],
    ['14 of one kind', [...clearCut(28), ...Array.from({ length: 60 }, () => proof(0.2, false))]],
    ['nothing', []],
  ])('do not exist on %s', (_, proofs) => {
    expect(thresholdsFor(proofs, BUDGET)).toEqual({ approveBelow: null, rejectAbove: null })
  })

  it('leave a side alone whose budget is nothing', () => {
    const { approveBelow, rejectAbove } = thresholdsFor(clearCut(400), { ...BUDGET, wrongReject: 0 })
    expect(approveBelow).not.toBeNull()
    expect(rejectAbove).toBeNull()
  })

  it.each([
    ['are drawn where people and judge agree', 0.02, 0, true],
    ['are not drawn where the judge expects more errors than people found', 0.2, 0, false],
    ['are not drawn where people found more errors than the judge expects', 0.001, 8, false],
  ])('%s', (_, p, wrong, isDrawn) => {
    const tail = Array.from({ length: 100 }, (_, i) => proof(p, i < wrong))
    const others = Array.from({ length: 100 }, (_, i) => proof(0.5, i % 2 === 0))
    expect(thresholdsFor([...tail, ...others], BUDGET).approveBelow !== null).toBe(isDrawn)
  })

  it('reach farther where what seems good proved better than was said', () => {
    const others = Array.from({ length: 100 }, (_, i) => proof(0.5, i % 2 === 0))
    const reach = (isWrong: (i: number) => boolean) => {
      const tail = Array.from({ length: 1_000 }, (_, i) => proof(0.02 + i * 1e-5, isWrong(i)))
      return thresholdsFor([...others, ...tail], { ...BUDGET, wrongApprove: 0.01 }).approveBelow
    }
    expect(reach(() => false)).toBeCloseTo(0.03, 3)
    expect(reach((i) => i % 40 === 39)).toBeNull()
  })

  it.each([
    { seems: 0.2, isWithin: true },
    { seems: 0.3, isWithin: false },
  ])(
    'reach, where the limit leaves room, to comments bad in one of four and no farther: $seems: $isWithin',
    ({ seems, isWithin }) => {
      // Of comments of each kind as many are bad as the judge says.
      const like = (p: number, count: number) =>
        Array.from({ length: count }, (_, i) => proof(p, i < Math.round(p * count)))
      const proofs = [...like(0.95, 100), ...like(0.5, 100), ...like(seems, 20), ...like(0.001, 1_000)]
      const { approveBelow } = thresholdsFor(proofs, { ...BUDGET, wrongApprove: 0.02 })
      expect(approveBelow).toBe(isWithin ? seems : 0.001)
    },
  )

  it('do not turn on which of the decisions that look alike were drawn for a check', () => {
    const others = Array.from({ length: 100 }, (_, i) => proof(0.5, i % 2 === 0))
    const alike = Array.from({ length: 100 }, (_, i) => proof(i / 5_000, i === 50))
    const reach = (drawn: number) =>
      thresholdsFor([...others, ...alike.with(drawn, { ...alike[drawn]!, weight: 10 })], BUDGET).approveBelow
    expect(reach(50)).toBe(0.0198)
    expect(reach(60)).toBe(0.0198)
  })

  /** A site that rejects one comment in forty, of those the judge thinks worse of. */
  const quiet = Array.from({ length: 600 }, (_, i) => proof(i / 4_000, i >= 300 && i % 20 === 0))

  it('are nearer the fewer articles a quiet site has decided on', () => {
    const reach = (articles: number | null) => thresholdsFor(quiet, BUDGET, 1, articles).approveBelow ?? 0
    expect(reach(2)).toBeLessThan(reach(20))
    expect(reach(20)).toBeLessThan(reach(2_000))
    expect(reach(2_000)).toBeCloseTo(reach(null), 2)
  })

  it('believe what the judge says rather than how good a few quiet articles were', () => {
    const others = Array.from({ length: 100 }, (_, i) => proof(0.5, i % 2 === 0))
    const tail = Array.from({ length: 1_000 }, (_, i) => proof(0.02 + i * 1e-5, false))
    const reach = (articles: number) =>
      thresholdsFor([...others, ...tail], { ...BUDGET, wrongApprove: 0.01 }, 1, articles).approveBelow
    expect(reach(4)).toBeNull()
    expect(reach(2_000)).toBeCloseTo(0.03, 3)
  })

  it.each(['expected', 'proven'] as const)(
    'are nearer for approvals when more was rejected lately, and not when less was: %s',
    (certainty) => {
      const reach = (proofs: Proof[]) => thresholdsFor(proofs, { ...BUDGET, certainty }).approveBelow ?? 0
      const bad = Array.from({ length: 60 }, () => proof(0.9, true))
      const usual = reach([...bad, ...quiet])
      expect(reach([...quiet, ...bad])).toBeLessThan(usual)
      expect(usual).toBeGreaterThan(0.04)
    },
  )

  it.each(['expected', 'proven'] as const)(
    'are nearer for rejections when less was rejected lately, and not when more was: %s',
    (certainty) => {
      const reach = (proofs: Proof[]) => thresholdsFor(proofs, { ...BUDGET, certainty }).rejectAbove ?? 1
      const bad = Array.from({ length: 110 }, (_, i) => proof(1 - i / 4_000, true))
      const good = Array.from({ length: 17 }, () => proof(0.1, false))
      const usual = reach([...good, ...bad])
      expect(reach([...bad, ...good])).toBeGreaterThan(usual)
      expect(usual).toBeLessThan(0.98)
    },
  )

  it.each([
    { count: 3, isNearer: false },
    { count: 8, isNearer: true },
  ])(
    'are nearer when more was rejected lately than chance would have it: $count of 60: $isNearer',
    ({ count, isNearer }) => {
      const isBad = (i: number) => i % 40 === 0
      const seems = (i: number) => (i % 40) / 1_000
      const expected = (i: number) => Math.round(Math.floor(i / 40) * seems(i))
      // As many of those that seem so good are rejected as the judge expects.
      const even = Array.from({ length: 2_400 }, (_, i) =>
        isBad(i) ? proof(0.9, true) : proof(seems(i), expected(i + 40) > expected(i)),
      )
      const isMoved = (i: number) => isBad(i) && i < count * 40
      const moved = [...even.filter((_, i) => !isMoved(i)), ...even.filter((_, i) => isMoved(i))]
      const reach = (proofs: Proof[]) =>
        thresholdsFor(proofs, { ...BUDGET, wrongApprove: 0.01 }).approveBelow ?? 0
      expect(reach(moved) < reach(even)).toBe(isNearer)
      expect(reach(moved)).toBeGreaterThan(0.01)
    },
  )

  it('do not depend on how many articles there were where more is rejected than usual', () => {
    const thresholds = thresholdsFor(clearCut(400), BUDGET)
    expect(thresholds.approveBelow).not.toBeNull()
    expect(thresholdsFor(clearCut(400), BUDGET, 1, 2)).toEqual(thresholds)
  })

  it('are proven by no more than one decision an article', () => {
    const proven = (articles: number | null) =>
      thresholdsFor(quiet, { ...BUDGET, certainty: 'proven' }, 1, articles)
    expect(proven(null).approveBelow).not.toBeNull()
    expect(proven(quiet.length)).toEqual(proven(null))
    // The half without an error has to be 94 articles for 5 %.
    expect(proven(200).approveBelow).not.toBeNull()
    expect(proven(180).approveBelow).toBeNull()
  })

  it('ask for more evidence when the promise has to be proven', () => {
    const proven = thresholdsFor(clearCut(150), { ...BUDGET, wrongApprove: 0.01, certainty: 'proven' })
    const expected = thresholdsFor(clearCut(150), { ...BUDGET, wrongApprove: 0.05 })
    expect(proven.approveBelow).toBeNull()
    expect(expected.approveBelow).not.toBeNull()
  })
})

describe('upper limits of a share', () => {
  it.each([
    [299, 0, 0.01],
    [59, 0, 0.0496],
    [412, 3, 0.0187],
  ])('of %d with %d wrong agree with published tables', (weight, wrong, limit) => {
    expect(exactUpperShare({ weight, squares: weight, wrong }, 0.05)).toBeCloseTo(limit, 3)
  })

  it('widen when few comments stand for many', () => {
    expect(upperShare({ weight: 100, squares: 1000, wrong: 1 }, 1)).toBeGreaterThan(
      upperShare({ weight: 100, squares: 100, wrong: 1 }, 1),
    )
  })
})
