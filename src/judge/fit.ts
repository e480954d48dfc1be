import type { DesignEffect } from './budget.ts'
import { fitJoining, type Joining } from './calibrate.ts'
import { familiarityAmongOthers, leastFamiliarity } from './familiar.ts'
import type { Vector } from './features.ts'
import { mix } from './hashing.ts'
import { fitHeads, type Heads, type Kind } from './heads.ts'
import { FOLDS, heldOutLogits } from './held-out.ts'
import {
  arow,
  bayesLogistic,
  type Learner,
  type Linear,
  logistic,
  sigmoid,
  type TrainingSet,
  trainingSet,
} from './learners.ts'
import { MEASURE_NAMES } from './marks.ts'
import { BUCKETS } from './tokens.ts'

/** A person's decision about a comment, as it is learned. */
export type Example = {
  readonly id: string
  readonly vector: Vector
  readonly isRejected: boolean
  /** The kind of reason it was rejected for; absent where it was none of these, or not said. */
  readonly kind?: Kind | undefined
  /** The article; comments of one are kept together when the judge is tested on decisions it has not seen. */
  readonly group: string | null
  /** How many comments of the stream it stands for: 1 over the rate at which it was drawn. */
  readonly weight: number
}

/** What was learned: one weight a bucket whose sum is the logit of the probability, and how often each was met. */
export type Model = {
  readonly weights: Float32Array
  readonly bias: number
  /** In how many learned comments each bucket occurred, up to 255. */
  readonly met: Uint8Array
  /** How familiar a comment must be to be decided by machine. */
  readonly familiar: number
  /** For moderators' eyes: they decide nothing. */
  readonly heads: Heads
}

export type Fitted = {
  readonly model: Model
  /** For each example, what a model that had not seen it, nor its fold, would have said. */
  readonly heldOut: Float64Array
  /** For each example, whether it is familiar enough by the others. */
  readonly isFamiliar: Uint8Array
  readonly design: DesignEffect
}

const MEASURES = MEASURE_NAMES.length
const LEARNERS: readonly Learner[] = [logistic, bayesLogistic, arow]

/**
 * Learns everything anew from the decisions, in the order they were taken: same decisions, same order, same
 * result to the last bit. Takes about half a second for 1,000 decisions and some seconds for 12,000.
 */
export function fitModel(examples: readonly Example[]): Fitted {
  const isRejected = Uint8Array.from(examples, (example) => Number(example.isRejected))
  const weight = new Float32Array(examples.length).fill(1)
  const fold = foldsOf(examples)
  const vectors = examples.map(({ vector }) => vector)
  const set = trainingSet(vectors, { isRejected, fold, weight })
  const logits = LEARNERS.map((learner) => heldOutLogits(set, learner))
  const measures = Array.from({ length: MEASURES }, (_, bucket) => measured(vectors, bucket))
  const inputs = [
    ...logits.map((values) => ({ values, usual: 1 / LEARNERS.length })),
    ...measures.map((values) => ({ values, usual: 0 })),
  ]
  const joining = fitJoining(inputs, isRejected, weight)
  const heldOut = Float64Array.from(examples, (_, i) =>
    sigmoid(joining.factors.reduce((sum, factor, l) => sum + factor * inputs[l]!.values[i]!, joining.offset)),
  )
  const whole = LEARNERS.map((learner) => learner(set, -1))
  const met = countMet(vectors)
  const familiar = leastFamiliarity(met, vectors)
  const heads = fitHeads(
    set,
    examples.map(({ kind }) => kind),
  )
  const isFamiliar = Uint8Array.from(vectors, (vector) =>
    Number(familiarityAmongOthers(met, vector) >= familiar),
  )
  return {
    model: { ...joined(set, whole, joining), met, familiar, heads },
    heldOut,
    isFamiliar,
    design: designEffect(examples, heldOut),
  }
}

/** Fewer articles than this say nothing about how decisions go together. */
const MIN_GROUPS = 20
const MAX_DESIGN = 5

/**
 * How much more the errors of whole articles vary than errors that are independent would (Kish 1965): the sum of
 * squared sums over articles against the sum of squares.
 */
function designEffect(examples: readonly Example[], heldOut: Float64Array): DesignEffect {
  const sums = new Map<string, number>()
  let squares = 0
  examples.forEach(({ group, isRejected }, i) => {
    const slip = Number(isRejected) - heldOut[i]!
    squares += slip * slip
    if (group !== null) sums.set(group, (sums.get(group) ?? 0) + slip)
  })
  if (sums.size < MIN_GROUPS || squares === 0) return 1
  const clustered = sums.values().reduce((sum, slip) => sum + slip * slip, 0)
  return Math.min(MAX_DESIGN, Math.max(1, clustered / squares))
}

/** What one measure was for each vector; 0 where it was not taken. */
function measured(vectors: readonly Vector[], bucket: number): Float64Array {
  return Float64Array.from(vectors, ({ index, value, pieces }) => {
    const at = index.indexOf(bucket, pieces)
    return at < 0 ? 0 : value[at]!
  })
}

function joined({ buckets }: TrainingSet, parts: readonly Linear[], { factors, offset }: Joining) {
  const weights = new Float32Array(BUCKETS)
  let bias = offset
  parts.forEach((part, l) => {
    bias += factors[l]! * part.bias
    for (let place = 0; place < buckets.length; place += 1)
      weights[buckets[place]!]! += factors[l]! * part.weights[place]!
  })
  for (let bucket = 0; bucket < MEASURES; bucket += 1) weights[bucket]! += factors[parts.length + bucket]!
  return { weights: Float32Array.from(weights, Math.f16round), bias }
}

export function countMet(vectors: readonly Vector[]): Uint8Array {
  const met = new Uint8Array(BUCKETS)
  for (const vector of vectors) noteMet(met, vector)
  return met
}

export function noteMet(met: Uint8Array, { index }: Vector): void {
  for (let k = 0; k < index.length; k += 1) {
    const bucket = index[k]!
    if (met[bucket]! < 255) met[bucket]! += 1
  }
}

/**
 * Which fold each example is left out with: articles together where there are several, else nearly equal texts
 * together, so that no copy of a comment helps to predict it; one by one where that leaves too few to part.
 */
function foldsOf(examples: readonly Example[]): Uint8Array {
  const byGroup = examples.map(({ group, vector }) => (group === null ? vector.kin : hashText(group)))
  const byKin = examples.map(({ vector }) => vector.kin)
  const keys = [byGroup, byKin].find(partsWell) ?? examples.map(({ id }) => hashText(id))
  return Uint8Array.from(keys, (key) => mix(key) % FOLDS)
}

/** Whether there are several parts and none of them is most of all. */
function partsWell(keys: readonly number[]): boolean {
  const sizes = new Map<number, number>()
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  return sizes.size >= 2 * FOLDS && Math.max(...sizes.values()) <= keys.length / 3
}

function hashText(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
