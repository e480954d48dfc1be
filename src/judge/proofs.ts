import { exactUpperShare } from './bounds.ts'
import { brakedSides, type Checked } from './brake.ts'
import { type Budget, isEvidence, NO_THRESHOLDS, type Thresholds, thresholdsFor } from './budget.ts'
import type { Designs, Example, Fitted } from './fit.ts'
import type { Proof } from './foreseen.ts'
import { knowsThread } from './history.ts'

/* What a site's decisions prove of its judge: thresholds, brakes, figures. */

/** A person's decision as the site's judge is told of it. */
export type Lesson = Example & {
  /** The machine's own verdict if this was a blind check of it, else null. */
  readonly checkOf: 'approve' | 'reject' | null
}

export type KeptProof = Proof & {
  readonly id: string
  readonly checkOf: Lesson['checkOf']
  /** Only comments that the machine could have decided say how well it decides. */
  readonly isFamiliar: boolean
  /** Whether any decision on its thread was known; what is said without one is measured separately. */
  readonly isInThread: boolean
  /** What would have been said had no decision on its thread been known. */
  readonly withoutThread: number
}

/** What blind checks of one side found; `atMost` holds in 95 of 100 cases. Shares are null without a check. */
export type SideFigures = {
  readonly checked: number
  readonly wrong: number
  readonly rate: number | null
  readonly atMost: number | null
  readonly isBraked: boolean
}

/** A comment in a thread without decisions is decided by the thresholds for `elsewhere`. */
type ByThread = { readonly inThread: Thresholds; readonly elsewhere: Thresholds }
/** What the first `at` proofs allow. */
export type Measured = { readonly at: number; readonly thresholds: ByThread; readonly auditRate: number }

const NONE: ByThread = { inThread: NO_THRESHOLDS, elsewhere: NO_THRESHOLDS }
export const UNMEASURED: Measured = { at: -1, thresholds: NONE, auditRate: 0 }

/** What the proofs allow within the budget; nothing while there is no model, and so no `design`. */
export function measureProofs(
  proofs: readonly KeptProof[],
  budget: Budget,
  design: Designs | null,
): Measured {
  const checked = checksIn(proofs)
  const stopped = brakedSides(checked, proofs.length, budget)
  const braked = ({ approveBelow, rejectAbove }: Thresholds): Thresholds => ({
    approveBelow: stopped.approve ? null : approveBelow,
    rejectAbove: stopped.reject ? null : rejectAbove,
  })
  const { inThread, elsewhere } = design === null ? NONE : allowedBy(proofs, budget, design)
  return {
    at: proofs.length,
    thresholds: { inThread: braked(inThread), elsewhere: braked(elsewhere) },
    auditRate: auditRateFor(checked.length, budget),
  }
}

/** What blind checks found, and which sides they stop. */
export function sideFigures(
  proofs: readonly KeptProof[],
  budget: Budget,
): Readonly<Record<Checked['side'], SideFigures>> {
  const checked = checksIn(proofs)
  const stopped = brakedSides(checked, proofs.length, budget)
  return {
    approve: figuresOf(checked, 'approve', stopped.approve),
    reject: figuresOf(checked, 'reject', stopped.reject),
  }
}

/** A tenth of the automatic decisions while few were checked, falling to the site's own share. */
export function auditRateFor(checked: number, { audit }: Budget): number {
  return Math.max(audit, 0.1 / (1 + checked / 100))
}

/** Decisions as evidence for a fit: each beside what was said of it without having seen it. */
export function provenBy(
  { heldOut, withoutThread, isFamiliar }: Fitted,
  lessons: readonly Lesson[],
): KeptProof[] {
  return lessons.map(({ id, vector, isRejected, weight, checkOf }, i) => ({
    id,
    p: heldOut[i]!,
    isRejected,
    weight,
    checkOf,
    isFamiliar: isFamiliar[i] === 1,
    isInThread: knowsThread(vector),
    withoutThread: withoutThread[i]!,
  }))
}

function allowedBy(
  proofs: readonly KeptProof[],
  budget: Budget,
  { inThread, elsewhere, articles }: Designs,
): ByThread {
  const familiar = proofs.filter(({ isFamiliar }) => isFamiliar)
  const ofThreads = familiar.filter(({ isInThread }) => isInThread)
  const bare = familiar.map((proof) => ({ ...proof, p: proof.withoutThread }))
  return {
    inThread: thresholdsFor(isEvidence(ofThreads) ? ofThreads : familiar, budget, inThread, articles),
    elsewhere: thresholdsFor(bare, budget, elsewhere, articles),
  }
}

function checksIn(proofs: readonly KeptProof[]): Checked[] {
  return proofs.flatMap(({ checkOf, isRejected }, at) =>
    checkOf === null ? [] : [{ side: checkOf, at, isWrong: (checkOf === 'reject') !== isRejected }],
  )
}

function figuresOf(checked: readonly Checked[], side: Checked['side'], isBraked: boolean): SideFigures {
  const ofSide = checked.filter((check) => check.side === side)
  const wrong = ofSide.filter(({ isWrong }) => isWrong).length
  if (ofSide.length === 0) return { checked: 0, wrong: 0, rate: null, atMost: null, isBraked }
  const weight = ofSide.length
  const atMost = exactUpperShare({ weight, squares: weight, wrong }, 0.05)
  return { checked: weight, wrong, rate: wrong / weight, atMost, isBraked }
}
