import { atOnce } from '../give-way.ts'
import { exactUpperShare } from './bounds.ts'
import { brakedSides, type Checked } from './brake.ts'
import { type Budget, isEvidence, NO_THRESHOLDS, type Thresholds, thresholdsInSteps } from './budget.ts'
import type { Designs, Example, Fitted } from './fit.ts'
import type { Proof } from './foreseen.ts'
import { knowsThread } from './history.ts'

/* What a site's decisions prove of its judge: thresholds, brakes, figures. */

/** A verdict of the machine that was checked: the judge's, or one of the careful rules. */
export const CHECKABLE = ['approve', 'reject', 'approve-by-rules', 'reject-by-rules'] as const
type Checkable = (typeof CHECKABLE)[number]

/** A person's decision as the site's judge is told of it. */
export type Lesson = Example & {
  /** The machine's own verdict if this was a blind check of it, else null. */
  readonly checkOf: Checkable | null
  /** The probability that a model told when the comment came; null if none was asked. */
  readonly told: number | null
}

export type KeptProof = Proof & {
  readonly id: string
  readonly checkOf: Lesson['checkOf']
  readonly told: Lesson['told']
  /** Only comments that the machine could have decided say how well it decides. */
  readonly isFamiliar: boolean
  /** Whether any decision on its thread was known; what is said without one is measured separately. */
  readonly isInThread: boolean
  /** What would have been said had no decision on its thread been known. */
  readonly withoutThread: number
}

/**
 * What blind checks of one side found; `atMost` holds in 95 of 100 cases. Shares are null without a check. It is about
 * the judge's verdicts as soon as one of them was checked, and until then about those of the careful rules.
 */
export type SideFigures = {
  readonly checked: number
  readonly wrong: number
  readonly rate: number | null
  readonly atMost: number | null
  readonly isBraked: boolean
  /** The same counts for the careful rules alone. */
  readonly byRules: { readonly checked: number; readonly wrong: number }
}

/** A comment in a thread without decisions is decided by the thresholds for `elsewhere`. */
type ByThread = { readonly inThread: Thresholds; readonly elsewhere: Thresholds }
/** What the first `at` proofs allow. */
type Measured = { readonly at: number; readonly thresholds: ByThread; readonly auditRate: number }

const NONE: ByThread = { inThread: NO_THRESHOLDS, elsewhere: NO_THRESHOLDS }
const UNMEASURED: Measured = { at: -1, thresholds: NONE, auditRate: 0 }

/** What the proofs allow within the budget; nothing while there is no model, and so no `design`. */
function* measureProofs(
  proofs: readonly KeptProof[],
  budget: Budget,
  design: Designs | null,
): Generator<void, Measured> {
  const checked = checksIn(proofs)
  const stopped = brakedSides(checked, proofs.length, budget)
  const braked = ({ approveBelow, rejectAbove }: Thresholds): Thresholds => ({
    approveBelow: stopped.approve ? null : approveBelow,
    rejectAbove: stopped.reject ? null : rejectAbove,
  })
  const { inThread, elsewhere } = design === null ? NONE : yield* allowedBy(proofs, budget, design)
  return {
    at: proofs.length,
    thresholds: { inThread: braked(inThread), elsewhere: braked(elsewhere) },
    auditRate: auditRateFor(checked.length, budget),
  }
}

export type Figures = Readonly<Record<Checked['side'], SideFigures>> & {
  /** Checks of both sides, whoever made the verdict. */
  readonly checks: number
}

/** What blind checks found, and which sides they stop. */
function figuresOf(proofs: readonly KeptProof[], budget: Budget): Figures {
  const checked = checksIn(proofs)
  const stopped = brakedSides(checked, proofs.length, budget)
  return {
    approve: ofSide(checked, 'approve', stopped.approve),
    reject: ofSide(checked, 'reject', stopped.reject),
    checks: checked.length,
  }
}

/** The proofs of one site and what they allow, which is measured again whenever they have grown by a hundredth. */
export function siteProofs(firstBudget: Budget) {
  let budget = firstBudget
  let proofs: KeptProof[] = []
  let measured = UNMEASURED
  /** Whether what is measured anew is on its way; until it is there, what was measured before counts. */
  let isMeasuring = false
  const isFresh = () => measured.at >= 0 && proofs.length - measured.at < Math.max(1, proofs.length / 100)
  return {
    all: (): readonly KeptProof[] => proofs,
    figures: () => figuresOf(proofs, budget),
    /** @param design null while there is no model; another one comes with other proofs. */
    allowed(design: Designs | null): Measured {
      const isKnown = isFresh() || (isMeasuring && measured.at >= 0)
      if (!isKnown) measured = atOnce(measureProofs(proofs, budget, design))
      return measured
    },
    /** Measures ahead, so that nobody who asks has to wait. What changes meanwhile makes it vain. */
    *measuring(design: Designs | null): Generator<void, void> {
      if (isFresh() || isMeasuring) return
      const before = measured
      isMeasuring = true
      try {
        const found = yield* measureProofs([...proofs], budget, design)
        if (measured === before) measured = found
      } finally {
        isMeasuring = false
      }
    },
    add(proof: KeptProof): void {
      proofs.push(proof)
      if (checkOf(proof, proofs.length)?.isWrong) measured = UNMEASURED
    },
    /** @returns whether it was there. */
    remove(id: string): boolean {
      const kept = proofs.filter((proof) => proof.id !== id)
      if (kept.length === proofs.length) return false
      proofs = kept
      measured = UNMEASURED
      return true
    },
    replace(others: readonly KeptProof[]): void {
      proofs = [...others]
      measured = UNMEASURED
    },
    setBudget(next: Budget): void {
      budget = next
      measured = UNMEASURED
    },
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
  return lessons.map(({ id, vector, isRejected, weight, checkOf, told }, i) => ({
    id,
    p: heldOut[i]!,
    isRejected,
    weight,
    checkOf,
    told,
    isFamiliar: isFamiliar[i] === 1,
    isInThread: knowsThread(vector),
    withoutThread: withoutThread[i]!,
  }))
}

function* allowedBy(
  proofs: readonly KeptProof[],
  budget: Budget,
  { inThread, elsewhere, articles }: Designs,
): Generator<void, ByThread> {
  const familiar = proofs.filter(({ isFamiliar }) => isFamiliar)
  const ofThreads = familiar.filter(({ isInThread }) => isInThread)
  yield
  const bare = familiar.map((proof) => ({ ...proof, p: proof.withoutThread }))
  yield
  const arrivals = familiar.map((proof) => ({ ...proof, p: proof.told ?? proof.p }))
  yield
  const known = isEvidence(ofThreads) ? ofThreads : familiar
  return {
    inThread: yield* thresholdsInSteps(known, budget, { design: inThread, articles, arrivals }),
    elsewhere: yield* thresholdsInSteps(bare, budget, { design: elsewhere, articles, arrivals }),
  }
}

function checksIn(proofs: readonly KeptProof[]): Checked[] {
  return proofs.flatMap((proof, at) => checkOf(proof, at) ?? [])
}

function checkOf({ checkOf: of, isRejected }: KeptProof, at: number): Checked | null {
  if (of === null) return null
  const side = of === 'reject' || of === 'reject-by-rules' ? 'reject' : 'approve'
  return { side, at, isWrong: (side === 'reject') !== isRejected, isByRules: of !== side }
}

function ofSide(checked: readonly Checked[], side: Checked['side'], isBraked: boolean): SideFigures {
  const all = checked.filter((check) => check.side === side)
  const byRules = countOf(all.filter(({ isByRules }) => isByRules))
  const byJudge = countOf(all.filter(({ isByRules }) => !isByRules))
  const { checked: weight, wrong } = byJudge.checked > 0 ? byJudge : byRules
  const shares =
    weight === 0
      ? { rate: null, atMost: null }
      : { rate: wrong / weight, atMost: exactUpperShare({ weight, squares: weight, wrong }, 0.05) }
  return { checked: weight, wrong, ...shares, isBraked, byRules }
}

function countOf(checks: readonly Checked[]): SideFigures['byRules'] {
  return { checked: checks.length, wrong: checks.filter(({ isWrong }) => isWrong).length }
}
