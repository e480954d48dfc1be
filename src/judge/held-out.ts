import type { Vector } from './features.ts'
import { dot, type Learner, type Linear, type TrainingSet } from './learners.ts'
import { worstPhrase } from './phrase.ts'

export const FOLDS = 5

/** What a linear model says of one comment of a set. */
export type Reading = (linear: Linear, places: Uint32Array, vector: Vector) => number

export const asAWhole: Reading = ({ weights, bias }, places, { value }) => bias + dot(weights, places, value)
export const byWorstPhrase: Reading = ({ weights }, places, { kinds }) =>
  worstPhrase(weights, places, kinds.length).logit

/** For each decision what a model says, in each reading, that learned from the other folds alone. */
export function heldOutLogits(
  set: TrainingSet,
  learner: Learner,
  readings: readonly Reading[],
): Float64Array[] {
  const logits = readings.map(() => new Float64Array(set.vectors.length))
  for (let left = 0; left < FOLDS; left += 1) {
    if (!set.fold.includes(left)) continue
    const linear = learner(set, left)
    readings.forEach((read, r) => {
      for (let i = 0; i < set.vectors.length; i += 1) {
        if (set.fold[i] === left) logits[r]![i] = read(linear, set.places[i]!, set.vectors[i]!)
      }
    })
  }
  return logits
}
