import { expect, it } from 'vitest'
import type { Budget } from '../../src/judge/budget.ts'
import type { Designs } from '../../src/judge/fit.ts'
import { type KeptProof, siteProofs } from '../../src/judge/proofs.ts'

const BUDGET: Budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' }
const DESIGNS: Designs = { inThread: 1, elsewhere: 1, articles: null }

/** Harmless ones from 0.01 upwards and bad ones from 0.99 downwards. */
function aProof(i: number, changed: Partial<KeptProof> = {}): KeptProof {
  const p = i % 2 === 0 ? 0.01 + i * 1e-4 : 0.99 - i * 1e-4
  const known = { isFamiliar: true, isInThread: false, withoutThread: p, checkOf: null, told: null }
  return { id: String(i), p, isRejected: i % 2 === 1, weight: 1, ...known, ...changed }
}

/** Four hundred decisions, then forty more of which nothing was measured yet. */
function grown() {
  const proofs = siteProofs(BUDGET)
  for (let i = 0; i < 400; i += 1) proofs.add(aProof(i))
  const before = proofs.allowed(DESIGNS)
  for (let i = 400; i < 440; i += 1) proofs.add(aProof(i))
  return { proofs, before }
}

it('allows in many steps what it allows at once', () => {
  const { proofs } = grown()
  const steps = [...proofs.measuring(DESIGNS)].length
  expect(steps).toBeGreaterThan(5)
  const { proofs: other, before } = grown()
  expect(proofs.allowed(DESIGNS)).toEqual(other.allowed(DESIGNS))
  expect(proofs.allowed(DESIGNS)).not.toEqual(before)
})

it('goes on allowing what was measured before until the rest is', () => {
  const { proofs, before } = grown()
  const measuring = proofs.measuring(DESIGNS)
  measuring.next()
  expect(proofs.allowed(DESIGNS)).toBe(before)
  for (const _ of measuring);
  expect(proofs.allowed(DESIGNS).at).toBe(440)
})

it('brakes at once for checks that were wrong meanwhile, and stays so', () => {
  const { proofs } = grown()
  const measuring = proofs.measuring(DESIGNS)
  measuring.next()
  for (const i of [440, 442]) proofs.add(aProof(i, { isRejected: true, checkOf: 'approve' }))
  const braked = proofs.allowed(DESIGNS)
  expect(braked.thresholds.elsewhere.approveBelow).toBeNull()
  for (const _ of measuring);
  expect(proofs.allowed(DESIGNS)).toBe(braked)
})

it('measures anew for another budget, whatever was on its way', () => {
  const { proofs } = grown()
  const measuring = proofs.measuring(DESIGNS)
  measuring.next()
  proofs.setBudget({ ...BUDGET, wrongReject: 0 })
  for (const _ of measuring);
  expect(proofs.allowed(DESIGNS).thresholds.elsewhere.rejectAbove).toBeNull()
})

it('leaves off when nobody wants the rest, and begins again when asked', () => {
  const { proofs } = grown()
  for (const _ of proofs.measuring(DESIGNS)) break
  expect(proofs.allowed(DESIGNS).at).toBe(440)
})
