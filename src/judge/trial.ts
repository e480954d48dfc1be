import { type Fitted, fitModel, logitBy, type Model } from './fit.ts'
import { keyedShare } from './hashing.ts'
import { sigmoid } from './learners.ts'
import type { Trial } from './models.ts'
import type { Lesson } from './proofs.ts'
import type { Seed } from './seed/seed.ts'
import type { JudgeState } from './snapshot.ts'

/** The share of new decisions that are held back from a candidate, so that it can be tried on them. */
const HELD_BACK = 0.25
/** With fewer new decisions than this, a comparison says nothing. */
const ENOUGH = 20
/** A difference of the mean log loss below this is chance. */
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
  const isAccepted = trial === null || trial.loss <= trial.lossBefore + NO_WORSE
  return { fitted: fitModel(lessons, seed), trial, isAccepted }
}

function tryOut(
  lessons: readonly Lesson[],
  before: Model,
  seen: ReadonlySet<string>,
  seed: Seed | null,
): Trial | null {
  const isHeldBack = ({ id }: Lesson) => !seen.has(id) && keyedShare('trial', id) < HELD_BACK
  const heldBack = lessons.filter(isHeldBack)
  if (heldBack.length < ENOUGH) return null
  const { model } = fitModel(
    lessons.filter((lesson) => !isHeldBack(lesson)),
    seed,
  )
  return { decisions: heldBack.length, loss: lossOf(model, heldBack), lossBefore: lossOf(before, heldBack) }
}

function lossOf(model: Model, lessons: readonly Lesson[]): number {
  const losses = lessons.map(({ vector, isRejected }) => {
    const p = sigmoid(logitBy(model, vector))
    return -Math.log(Math.max(isRejected ? p : 1 - p, 1e-6))
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}
