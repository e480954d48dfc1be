import { dot, type Learner, type TrainingSet } from './learners.ts'

export const FOLDS = 5

/** For each decision the logit of a model that learned from the other folds alone. */
export function heldOutLogits(set: TrainingSet, learner: Learner): Float64Array {
  const logits = new Float64Array(set.vectors.length)
  for (let left = 0; left < FOLDS; left += 1) {
    if (!set.fold.includes(left)) continue
    const { weights, bias } = learner(set, left)
    for (let i = 0; i < logits.length; i += 1) {
      if (set.fold[i] === left) logits[i] = bias + dot(weights, set.places[i]!, set.vectors[i]!.value)
    }
  }
  return logits
}
