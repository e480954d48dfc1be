import { describe, expect, it } from 'vitest'
import type { Budget } from '../../src/judge/budget.ts'
import type { Proof } from '../../src/judge/foreseen.ts'
import { mix } from '../../src/judge/hashing.ts'
import { thresholdsFor } from '../helpers/thresholds.ts'

/** The same numbers from 0 up to 1 for the same seed. */
function numbers(seed: number): () => number {
  let turn = 0
  return () => {
    turn += 1
    return mix(Math.imul(turn, 0x9e3779b1) ^ mix(seed + 1)) / 0x1_0000_0000
  }
}

/** Probabilities crowded at the good end, as on a real site. */
function drawP(next: () => number): number {
  return next() ** 3
}

/** A stream whose error is known: the chance of rejection at p is p, bent by `bias`. */
function stream(seed: number, count: number, bias: number): Proof[] {
  const next = numbers(seed)
  return Array.from({ length: count }, () => {
    const p = drawP(next)
    return { p, isRejected: next() < chance(p, bias), weight: 1 }
  })
}

function chance(p: number, bias: number): number {
  return Math.min(1, p * bias)
}

/** The true error among approvals at a threshold: the mean of p³'s law up to it, by numbers. */
function trueError(threshold: number, bias: number): number {
  const steps = 2_000
  const reach = Math.cbrt(threshold)
  let sum = 0
  for (let i = 0; i < steps; i += 1) sum += chance((((i + 0.5) / steps) * reach) ** 3, bias)
  return sum / steps
}

function broken(certainty: Budget['certainty'], limit: number, count: number, bias: number) {
  const budget: Budget = { wrongApprove: limit, wrongReject: 0, audit: 0.02, certainty }
  const runs = 300
  const errors = Array.from({ length: runs }, (_, seed) => {
    const { approveBelow } = thresholdsFor(stream(seed * 7 + count, count, bias), budget)
    return approveBelow === null ? null : trueError(approveBelow, bias)
  })
  const decided = errors.filter((error) => error !== null)
  return {
    broken: decided.filter((error) => error > limit).length / runs,
    decided: decided.length / runs,
    mean: decided.reduce((sum, error) => sum + error, 0) / Math.max(decided.length, 1) / limit,
  }
}

describe('the promise on streams of known error', () => {
  it.each([
    ['well calibrated, 5 %', 0.05, 1_000, 1],
    ['well calibrated, 1 %', 0.01, 3_000, 1],
    ['worse than it says, 5 %', 0.05, 1_000, 2],
    ['worse than it says, 2 %', 0.02, 3_000, 3],
  ])('is proven in at least 95 of 100 runs: %s', (_, limit, count, bias) => {
    const found = broken('proven', limit, count, bias)
    expect(found.broken).toBeLessThanOrEqual(0.05)
    expect(found.decided).toBeGreaterThan(0)
  })

  it('is proven of articles, not of how much was written on a few of them', () => {
    const [size, loud, limit] = [20, 0.08, 0.05]
    // All on a loud article is bad, whatever it looks like; more articles are loud than the limit allows.
    const found = (seed: number, articles: number, known: number | null) => {
      const next = numbers(seed)
      const proofs = Array.from({ length: articles }, () => next() < loud).flatMap((isLoud) =>
        Array.from({ length: size }, () => {
          const p = drawP(next)
          return { p, isRejected: isLoud || next() < p, weight: 1 }
        }),
      )
      const budget: Budget = { wrongApprove: limit, wrongReject: 0, audit: 0.02, certainty: 'proven' }
      return thresholdsFor(proofs, budget, 1, known).approveBelow !== null
    }
    const broken = (articles: number, known: number | null) =>
      Array.from({ length: 300 }, (_, seed) => found(seed, articles, known)).filter(Boolean).length / 300
    expect(broken(30, null)).toBeGreaterThan(0.05)
    for (const articles of [30, 120, 400]) expect(broken(articles, articles)).toBeLessThanOrEqual(0.05)
  })

  it.each([
    ['well calibrated, 5 %', 0.05, 1_000, 1],
    ['well calibrated, 1 %', 0.01, 3_000, 1],
    ['worse than it says, 5 %', 0.05, 1_000, 2],
  ])('is kept on average where it is expected: %s', (_, limit, count, bias) => {
    const found = broken('expected', limit, count, bias)
    expect(found.mean).toBeLessThanOrEqual(1)
    expect(found.decided).toBeGreaterThan(0.5)
  })
})
