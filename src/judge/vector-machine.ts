import { dot, type Linear, logCountRatios, orderOf, type TrainingSet } from './learners.ts'
import { MEASURES } from './tokens.ts'

/**
 * A support vector machine on values scaled by their log-count ratio (Wang, Manning 2012), where rare pieces count
 * for more than frequent ones, as in search (Spärck Jones 1972). The learners that go from comment to comment stop
 * early; this one finds the weights that fit all comments best for their length.
 */
export function rareBayesMargin(set: TrainingSet, leftOut: number): Linear {
  const ratios = logCountRatios(set, leftOut)
  const rarity = rarities(set, leftOut)
  return widestMargin(
    set,
    leftOut,
    ratios.map((ratio, place) => ratio * rarity[place]!),
  )
}

/** About the rarity of a piece that one comment in twenty has, which counts as neutral. */
const USUAL_RARITY = 3

/** The inverse document frequency of each piece of the text; marks and measures keep their values. */
function rarities({ places, vectors, fold, buckets }: TrainingSet, leftOut: number): Float32Array {
  const counts = new Float32Array(buckets.length)
  const isBeside = new Uint8Array(buckets.length)
  let total = 0
  places.forEach((at, i) => {
    const pieces = vectors[i]!.kinds.length
    for (let k = pieces; k < at.length; k += 1) isBeside[at[k]!] = 1
    if (fold[i] === leftOut) return
    total += 1
    for (let k = 0; k < pieces; k += 1) counts[at[k]!]! += 1
  })
  return counts.map((count, place) =>
    isBeside[place] === 1 || buckets[place]! < MEASURES
      ? 1
      : Math.log((1 + total) / (1 + count)) / USUAL_RARITY,
  )
}

const PASSES = 5
/** The cost of an error against the length of the weights. */
const COST = 0.3

/**
 * The shortest weights that leave few comments within the margin, at squared errors times `COST`, by dual coordinate
 * descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008): each comment has a multiplier, and each step sets one to
 * its optimum. Weights are stored times `scale`, so that they apply to unscaled values.
 */
function widestMargin(set: TrainingSet, leftOut: number, scale: Float32Array): Linear {
  const { vectors, places, isRejected, fold, buckets } = set
  const weights = new Float32Array(buckets.length)
  const squared = scale.map((factor) => factor * factor)
  const slack = 0.5 / COST
  const lengths = Float64Array.from(vectors, ({ value }, i) => lengthOf(squared, places[i]!, value))
  const multipliers = new Float64Array(vectors.length)
  let bias = 0
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const i of orderOf(vectors.length, pass)) {
      if (fold[i] === leftOut) continue
      const at = places[i]!
      const values = vectors[i]!.value
      const side = isRejected[i] === 1 ? 1 : -1
      const before = multipliers[i]!
      const slope = side * (bias + dot(weights, at, values)) - 1 + slack * before
      const after = Math.max(0, before - slope / (lengths[i]! + slack))
      if (after === before) continue
      multipliers[i] = after
      const step = side * (after - before)
      bias += step
      for (let k = 0; k < at.length; k += 1) weights[at[k]!]! += step * squared[at[k]!]! * values[k]!
    }
  }
  return { weights, bias }
}

/** The squared length of a scaled vector, with one more place for the bias. */
function lengthOf(squared: Float32Array, places: Uint32Array, values: Float32Array): number {
  let sum = 1
  for (let k = 0; k < places.length; k += 1) sum += squared[places[k]!]! * values[k]! * values[k]!
  return sum
}
