import type { Vector } from './features.ts'
import { mix } from './hashing.ts'
import { BUCKETS, MEASURES } from './tokens.ts'

/**
 * Labelled vectors prepared for many passes: buckets are renumbered by how often they occur, so that those needed
 * most lie together in the processor's cache.
 */
export type TrainingSet = {
  readonly vectors: readonly Vector[]
  /** For each vector, its renumbered buckets. */
  readonly places: readonly Uint32Array[]
  readonly isRejected: Uint8Array
  readonly fold: Uint8Array
  /** How much each decision counts; 1 for an ordinary one. */
  readonly weight: Float32Array
  /** From a place back to its bucket. */
  readonly buckets: Uint32Array
}

/** A linear model: its logit is `bias` plus the weighted sum of a vector's values. */
export type Linear = { readonly weights: Float32Array; readonly bias: number }

/** A learner sees all decisions but those of one fold (none is left out for -1). */
export type Learner = (set: TrainingSet, leftOut: number) => Linear

export function trainingSet(
  vectors: readonly Vector[],
  labels: { readonly isRejected: Uint8Array; readonly fold: Uint8Array; readonly weight: Float32Array },
): TrainingSet {
  const occurrences = new Uint32Array(BUCKETS)
  for (const { index } of vectors)
    for (const bucket of index) occurrences[bucket] = (occurrences[bucket] ?? 0) + 1
  const buckets = Uint32Array.from(occurrences.keys())
    .filter((bucket) => (occurrences[bucket] ?? 0) > 0)
    .sort((a, b) => (occurrences[b] ?? 0) - (occurrences[a] ?? 0) || a - b)
  const placeOf = new Uint32Array(BUCKETS)
  buckets.forEach((bucket, place) => {
    placeOf[bucket] = place
  })
  const places = vectors.map(({ index }) => index.map((bucket) => placeOf[bucket] ?? 0))
  return { vectors, places, ...labels, buckets }
}

const RATE = 0.15
const EPOCHS = 6
/** An error smaller than this is not worth a step. */
const LEARNT = 1e-3

/**
 * Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011): the step of a weight is the rate over the root of
 * the sum of its squared gradients so far, so that rare words learn fast and frequent ones settle. With `scale`,
 * each value is multiplied by the scale of its place first.
 */
export function logistic(set: TrainingSet, leftOut: number, scale?: Float32Array): Linear {
  const { vectors, places, isRejected, fold, weight, buckets } = set
  const weights = new Float32Array(buckets.length)
  const squares = new Float32Array(buckets.length).fill(1e-8)
  let bias = 0
  let biasSquares = 1
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const order = orderOf(vectors.length, epoch)
    for (let turn = 0; turn < order.length; turn += 1) {
      const i = order[turn]!
      if (fold[i] === leftOut) continue
      const values = scaled(vectors[i]?.value ?? NONE, places[i] ?? NO_PLACES, scale)
      const at = places[i] ?? NO_PLACES
      const slip = (sigmoid(bias + dot(weights, at, values)) - (isRejected[i] ?? 0)) * (weight[i] ?? 1)
      if (Math.abs(slip) < LEARNT) continue
      biasSquares += slip * slip
      bias -= (RATE * slip) / Math.sqrt(biasSquares)
      descend(weights, squares, at, values, slip)
    }
  }
  if (scale !== undefined)
    for (let place = 0; place < weights.length; place += 1) weights[place]! *= scale[place]!
  return { weights, bias }
}

function descend(
  weights: Float32Array,
  squares: Float32Array,
  places: Uint32Array,
  values: Float32Array,
  slip: number,
): void {
  for (let k = 0; k < places.length; k += 1) {
    const place = places[k]!
    const gradient = slip * values[k]!
    const sum = squares[place]! + gradient * gradient
    squares[place] = sum
    weights[place] = weights[place]! - (RATE * gradient) / Math.sqrt(sum)
  }
}

const SMOOTHING = 1

/**
 * The same on values scaled by their log-count ratio, the weight that naive Bayes would give them (Wang, Manning
 * 2012): what speaks for neither side is silenced before learning begins.
 */
export function bayesLogistic(set: TrainingSet, leftOut: number): Linear {
  return logistic(set, leftOut, logCountRatios(set, leftOut))
}

export function logCountRatios(
  { places, isRejected, fold, buckets }: TrainingSet,
  leftOut: number,
): Float32Array {
  const counts = [new Float32Array(buckets.length), new Float32Array(buckets.length)] as const
  const totals: [number, number] = [0, 0]
  places.forEach((at, i) => {
    if (fold[i] === leftOut) return
    const side = isRejected[i] === 1 ? 1 : 0
    totals[side] += 1
    const of = counts[side]
    for (let k = 0; k < at.length; k += 1) of[at[k]!]! += 1
  })
  const smooth = (count: number, total: number) => Math.log((count + SMOOTHING) / (total + 2 * SMOOTHING))
  return counts[1].map((rejected, place) => {
    if (buckets[place]! < MEASURES) return 1
    const approved = counts[0][place]!
    return rejected + approved === 0 ? 0 : smooth(rejected, totals[1]) - smooth(approved, totals[0])
  })
}

/** How much a new error weighs against what is already certain. */
const AROW_R = 1

/**
 * Adaptive regularisation of weights (Crammer, Kulesza, Dredze 2009), one pass: each weight has a variance, and
 * what is uncertain moves most. Its logit is a margin, not yet a probability.
 */
export function arow({ places, vectors, isRejected, fold, buckets }: TrainingSet, leftOut: number): Linear {
  const weights = new Float32Array(buckets.length)
  const variances = new Float32Array(buckets.length).fill(1)
  let bias = 0
  let biasVariance = 1
  const order = orderOf(places.length, 0)
  for (let turn = 0; turn < order.length; turn += 1) {
    const i = order[turn]!
    if (fold[i] === leftOut) continue
    const at = places[i]!
    const values = vectors[i]!.value
    const side = isRejected[i] === 1 ? 1 : -1
    const margin = side * (bias + dot(weights, at, values))
    if (margin >= 1) continue
    let confidence = biasVariance
    for (let k = 0; k < at.length; k += 1) confidence += variances[at[k]!]! * values[k]! * values[k]!
    const beta = 1 / (confidence + AROW_R)
    const alpha = side * (1 - margin) * beta
    bias += alpha * biasVariance
    biasVariance -= beta * biasVariance * biasVariance
    for (let k = 0; k < at.length; k += 1) {
      const place = at[k]!
      const spread = variances[place]! * values[k]!
      weights[place] = weights[place]! + alpha * spread
      variances[place] = variances[place]! - beta * spread * spread
    }
  }
  return { weights, bias }
}

export function dot(weights: Float32Array, places: Uint32Array, values: Float32Array): number {
  let sum = 0
  for (let k = 0; k < places.length; k += 1) sum += weights[places[k]!]! * values[k]!
  return sum
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}

const NONE = new Float32Array(0)
const NO_PLACES = new Uint32Array(0)
let scratch = new Float32Array(1024)

function scaled(values: Float32Array, places: Uint32Array, scale: Float32Array | undefined): Float32Array {
  if (scale === undefined) return values
  if (scratch.length < values.length) scratch = new Float32Array(values.length * 2)
  for (let k = 0; k < values.length; k += 1) scratch[k] = values[k]! * scale[places[k]!]!
  return scratch
}

/** The same shuffle for the same length and pass, always (Fisher and Yates, drawn from a mixed counter). */
export function orderOf(length: number, pass: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i -= 1) {
    const other = Math.floor((mix(Math.imul(i, 0x9e3779b1) ^ mix(pass + 1)) / 0x1_0000_0000) * (i + 1))
    const kept = order[i]!
    order[i] = order[other]!
    order[other] = kept
  }
  return order
}
