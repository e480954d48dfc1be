import { describe, expect, it } from 'vitest'
import { borneOutOnArrival } from '../../src/judge/arrivals.ts'
import type { Budget } from '../../src/judge/budget.ts'
import type { Proof } from '../../src/judge/foreseen.ts'
import { siteProofs } from '../../src/judge/proofs.ts'
import { thresholdsFor } from '../helpers/thresholds.ts'

const BUDGET: Budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' }

/** Harmless ones up to 0.03 and bad ones from 0.97, but for every `slip`th of either, which is the other. */
function seemingSafe(count: number, slip: number): Proof[] {
  return Array.from({ length: count }, (_, i) => ({
    p: i % 2 === 0 ? 0.01 + i * 5e-5 : 0.99 - i * 5e-5,
    isRejected: (i % 2 === 1) !== ((i >> 1) % slip === slip - 1),
    weight: 1,
  }))
}

const DECIDED = seemingSafe(400, 1_000)
const decidedAfter = (arrivals: readonly Proof[], articles: number | null = 200) =>
  thresholdsFor(DECIDED, BUDGET, 1, articles, arrivals)

describe('what was told when comments came', () => {
  it('has to have kept the promise for the machine to decide', () => {
    expect(decidedAfter(seemingSafe(400, 50))).toEqual(decidedAfter([]))
    expect(decidedAfter(seemingSafe(400, 10))).toEqual({ approveBelow: null, rejectAbove: null })
  })

  it('speaks for one side apart from the other', () => {
    const approvalsWrong = seemingSafe(400, 10).map((one) =>
      one.p > 0.5 ? { ...one, isRejected: true } : one,
    )
    const { approveBelow, rejectAbove } = decidedAfter(approvalsWrong)
    expect(approveBelow).toBeNull()
    expect(rejectAbove).toEqual(decidedAfter([]).rejectAbove)
  })

  it('says too little at first', () => {
    expect(decidedAfter(seemingSafe(20, 1_000)).approveBelow).toBeNull()
    expect(decidedAfter(seemingSafe(80, 1_000)).approveBelow).not.toBeNull()
  })

  it('stands beside what is said of comments that nobody asked about', () => {
    const allowed = (arrivals: readonly Proof[]) => {
      const proofs = siteProofs(BUDGET)
      DECIDED.forEach((proof, i) => {
        const told = arrivals[i]?.p ?? null
        const beside = { checkOf: null, isFamiliar: true, isInThread: false, withoutThread: proof.p }
        proofs.add({ ...proof, ...beside, id: `c${i}`, told })
      })
      return proofs.allowed({ inThread: 1, elsewhere: 1, articles: 200 }).thresholds.elsewhere
    }
    expect(allowed([])).toEqual(decidedAfter(DECIDED))
    expect(allowed([])).toEqual(allowed(DECIDED))
    const upsideDown = DECIDED.slice(0, 100).map((one) => ({ ...one, p: 1 - one.p }))
    expect(allowed(upsideDown)).toEqual({ approveBelow: null, rejectAbove: null })
  })

  it('does not count where it is not known which article comments were on', () => {
    expect(decidedAfter(seemingSafe(400, 10), null)).toEqual(decidedAfter([], null))
  })
})

describe('a promise of 5 %', () => {
  const harmless = (count: number): Proof[] =>
    Array.from({ length: count }, () => ({ p: 0.01, isRejected: false, weight: 1 }))

  it.each([
    ['10 comments, one by one', harmless(10), 1, false],
    ['11 comments, one by one', harmless(11), 1, true],
    ['86 comments that go by article', harmless(86), 5, false],
    ['87 comments that go by article', harmless(87), 5, true],
    ['comments that seemed worse', harmless(200).map((one) => ({ ...one, p: 0.02 })), 1, false],
    [
      'a checked one that stands for fifty',
      [...harmless(200), { p: 0.01, isRejected: true, weight: 50 }],
      1,
      false,
    ],
    [
      'a hundred checked ones that stand for ten each, two of them wrong',
      Array.from({ length: 100 }, (_, i) => ({ p: 0.01, isRejected: i < 2, weight: 10 })),
      1,
      true,
    ],
    [
      'twelve of these, one of them wrong',
      Array.from({ length: 12 }, (_, i) => ({ p: 0.01, isRejected: i < 1, weight: 10 })),
      1,
      false,
    ],
  ])('is borne out or not by %s', (_, arrivals, design, isBorneOut) => {
    expect(borneOutOnArrival(arrivals, 0.05, design)(0.015)).toBe(isBorneOut)
  })
})
