import { type Fitted, fitModel, logitBy, type Model } from './fit.ts'
import { keyedShare } from './hashing.ts'
import { sigmoid } from './learners.ts'
import type { Trial } from './models.ts'
import type { Lesson } from './proofs.ts'
import type { Seed } from './seed/seed.ts'
import type { JudgeState } from './snapshot.ts'

/** The share of new decisions that are held back from a candidate, so that it can be tried on them. */
const HELD_BACK = 0.25
/** With fewer decisions held back than this, a comparison says nothing. */
const ENOUGH = 10
/** A difference of the mean log loss of this much, and of one standard error more, is no difference. */
const NO_WORSE = 0.02

type Refit = { readonly fitted: Fitted; readonly trial: Trial | null; readonly isAccepted: boolean }

/**
 * Learns from all lessons, after a trial: a candidate that some of the newest lessons were held back from is compared
 * on those with the model in force, and not accepted if it judges them worse. The same lessons give the same result.
 */
export function refit(lessons: readonly Lesson[], inForce: JudgeState | undefined, seed: Seed | null): Refit {
  const trial = inForce?.model
    ? tryOut(lessons, inForce.model, new Set(inForce.proofs.map(({ id }) => id)), seed)
    : null
  return { fitted: fitModel(lessons, seed), trial: trial?.told ?? null, isAccepted: trial?.isNoWorse ?? true }
}

function tryOut(
  lessons: readonly Lesson[],
  before: Model,
  seen: ReadonlySet<string>,
  seed: Seed | null,
): { readonly told: Trial; readonly isNoWorse: boolean } | null {
  const isHeldBack = ({ id }: Lesson) => !seen.has(id) && keyedShare('trial', id) < HELD_BACK
  const heldBack = lessons.filter(isHeldBack)
  const decisions = heldBack.length
  if (decisions < ENOUGH) return null
  const { model } = fitModel(
    lessons.filter((lesson) => !isHeldBack(lesson)),
    seed,
  )
  const losses = heldBack.map((lesson) => lossOf(model, lesson))
  const lossesBefore = heldBack.map((lesson) => lossOf(before, lesson))
  const loss = meanOf(losses)
  const lossBefore = meanOf(lossesBefore)
  const worse = loss - lossBefore
  const spread = meanOf(losses.map((one, i) => (one - lossesBefore[i]! - worse) ** 2))
  const isNoWorse = worse - Math.sqrt(spread / decisions) <= NO_WORSE
  return { told: { decisions, loss, lossBefore }, isNoWorse }
}

function lossOf(model: Model, { vector, isRejected }: Lesson): number {
  const p = sigmoid(logitBy(model, vector))
  return -Math.log(Math.max(isRejected ? p : 1 - p, 1e-6))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
