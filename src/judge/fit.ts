import type { DesignEffect } from './budget.ts'
import { type Bend, fitBend, fitJoining, type Input, type Joining } from './calibrate.ts'
import { familiarityAmongOthers, leastFamiliarity } from './familiar.ts'
import type { Vector } from './features.ts'
import { type Head, toHead } from './head.ts'
import { fitHeads, type Heads, type Kind } from './heads.ts'
import { asAWhole, byWorstPhrase, foldingsOf, heldOutLogits, sizesOf } from './held-out.ts'
import { knowsThread, measured, withoutMeasures } from './history.ts'
import {
  bayesLogistic,
  dot,
  type Learner,
  type Linear,
  logistic,
  sigmoid,
  type TrainingSet,
  trainingSet,
} from './learners.ts'
import { isFreeMeasure, isOfThread, MEASURE_NAMES } from './marks.ts'
import { worstPhrase } from './phrase.ts'
import type { Seed } from './seed/seed.ts'
import { addSeed, seedLogits, type Weighed, weighedBy, witnessOn } from './seed/weigh.ts'
import { BUCKETS } from './tokens.ts'
import { rareBayesMargin } from './vector-machine.ts'

/** A person's decision about a comment, as it is learned. */
export type Example = {
  readonly id: string
  readonly vector: Vector
  readonly isRejected: boolean
  /** The kind of reason it was rejected for; absent if it was none of these, or unknown. */
  readonly kind?: Kind | undefined
  /** The article; comments on one article stay together when the judge is tested on decisions it has not seen. */
  readonly group: string | null
  /** How many comments of the stream it stands for: 1 over the rate at which it was drawn. */
  readonly weight: number
}

/** What was learned; `logitBy` gives the logit of a comment's probability. */
export type Model = {
  /** One for each bucket, for the sum over a comment. */
  readonly weights: Float32Array
  readonly bias: number
  /** One for each bucket, for the worst phrase of a comment. */
  readonly phrase: Head
  /** How the probability is read by people: the budget has a bend of its own, for the decisions it counts. */
  readonly bend: Bend
  /** In how many learned comments each bucket occurred, up to 255. */
  readonly met: Uint8Array
  /** How familiar a comment must be to be decided by machine. */
  readonly familiar: number
  /** The seed's part in it; null where the seed has no say. */
  readonly seed: Weighed | null
  /** For moderators' eyes only: they decide nothing. */
  readonly heads: Heads
}

export type Fitted = {
  readonly model: Model
  /** For each example, what a model that had seen neither it nor its fold would have said. */
  readonly heldOut: Float64Array
  /** The same, had nothing been known of its thread. */
  readonly withoutThread: Float64Array
  /** For each example, whether it is familiar enough, judging by the others. */
  readonly isFamiliar: Uint8Array
  readonly design: Designs
}

/** How far decisions on one article agree. */
export type Designs = {
  /** For what was said knowing the thread, and for what was said without. */
  readonly inThread: DesignEffect
  readonly elsewhere: DesignEffect
  /**
   * How many articles of equal size the decisions come from; null where it is not known which article they were on.
   */
  readonly articles: number | null
}

const MEASURES = MEASURE_NAMES.length
const LEARNERS: readonly Learner[] = [logistic, bayesLogistic, rareBayesMargin]
/** Joined first: every learner on the comment as a whole, then the last learner on its worst phrase. */
const SAID = LEARNERS.length + 1

/**
 * Learns everything from scratch from the decisions, in the order they were made: the same decisions in the same
 * order give the same result to the last bit. Takes about half a second for 1,000 decisions and some seconds for
 * 12,000.
 */
export function fitModel(examples: readonly Example[], seed: Seed | null = null): Fitted {
  const isRejected = Uint8Array.from(examples, (example) => Number(example.isRejected))
  const weight = new Float32Array(examples.length).fill(1)
  const foldings = foldingsOf(examples)
  const fold = foldings[0]!
  const vectors = examples.map(({ vector }) => vector)
  const set = trainingSet(vectors.map(withoutMeasures), { isRejected, fold, weight })
  const byFolding = foldings.map((parting) =>
    LEARNERS.flatMap((learner, l) => {
      const readings = l < LEARNERS.length - 1 ? [asAWhole] : [asAWhole, byWorstPhrase]
      return heldOutLogits({ ...set, fold: parting }, learner, readings)
    }),
  )
  const witness = witnessOn(vectors, seed)
  const said = {
    inThread: byFolding[0]!,
    elsewhere: byFolding[0]!.map((_, l) => meanOf(byFolding.map((logits) => logits[l]!))),
    seed: seedLogits(witness, vectors),
  }
  const { joining, bend, heldOut, withoutThread } = joinedWithHistory(said, vectors, isRejected)
  const whole = LEARNERS.map((learner) => learner(set, -1))
  const met = countMet(vectors)
  const familiar = leastFamiliarity(met, vectors)
  const heads = fitHeads(
    set,
    examples.map(({ kind }) => kind),
  )
  const isFamiliar = Uint8Array.from(vectors, (vector) =>
    Number(familiarityAmongOthers(met, vector, vectors.length) >= familiar),
  )
  return {
    model: {
      ...joined(set, whole, joining, witness),
      bend,
      met,
      familiar,
      seed: weighedBy(said.seed, joining.factors.slice(SAID + MEASURES)),
      heads,
    },
    heldOut,
    withoutThread,
    isFamiliar,
    design: {
      inThread: designEffect(examples, heldOut),
      elsewhere: designEffect(examples, withoutThread),
      articles: articlesIn(examples),
    },
  }
}

/** For each learner and decision, the logit by models that had not seen the decision. */
type HeldOut = {
  /**
   * Where there are few articles, these models had seen other comments of the same article, as the model in force has
   * when it is asked.
   */
  readonly inThread: readonly Float64Array[]
  readonly elsewhere: readonly Float64Array[]
  readonly seed: readonly Float64Array[]
}

/**
 * Joins what the learners say with what is known of author and thread. Each decision is looked at as if nothing were
 * known of its thread, and again with what was known: so a new thread is judged as well as possible without a record,
 * and a known one by its record.
 */
function joinedWithHistory(
  { inThread, elsewhere, seed }: HeldOut,
  vectors: readonly Vector[],
  isRejected: Uint8Array,
): { readonly joining: Joining; readonly bend: Bend } & Pick<Fitted, 'heldOut' | 'withoutThread'> {
  const size = vectors.length
  const known = Array.from(vectors.keys()).filter((i) => knowsThread(vectors[i]!))
  const rows = [...vectors.keys(), ...known]
  const pick = (of: (i: number, row: number) => number) => Float64Array.from(rows, of)
  const inputs: Input[] = [
    ...elsewhere.map((values, l) => ({
      values: pick((i, row) => (row < size ? values : inThread[l]!)[i]!),
      usual: 1 / elsewhere.length,
    })),
    ...MEASURE_NAMES.map((_, bucket) => ({
      values: pick((i, row) => (isOfThread(bucket) && row < size ? 0 : measured(vectors[i]!, bucket))),
      usual: 0,
      isFree: isFreeMeasure(bucket),
    })),
    ...seed.map((values) => ({ values: pick((i) => values[i]!), usual: 0 })),
  ]
  const decided = Uint8Array.from(rows, (i) => isRejected[i]!)
  const even = new Float32Array(rows.length).fill(1)
  const joining = fitJoining(inputs, decided, even)
  const logits = Float64Array.from(rows, (_, row) =>
    joining.factors.reduce((sum, factor, l) => sum + factor * inputs[l]!.values[row]!, joining.offset),
  )
  const bend = fitBend(logits, decided, even)
  const said = (row: number) => sigmoid(logits[row]!)
  const withoutThread = Float64Array.from({ length: size }, (_, i) => said(i))
  const heldOut = withoutThread.slice()
  known.forEach((i, k) => {
    heldOut[i] = said(size + k)
  })
  return { joining, bend, heldOut, withoutThread }
}

/** Fewer articles than this say nothing about how far decisions agree. */
const MIN_GROUPS = 20

/**
 * How much more the errors of whole articles vary than independent errors would (Kish 1965): the sum of squared sums
 * over articles against the sum of squares.
 */
function designEffect(examples: readonly Example[], heldOut: Float64Array): DesignEffect {
  const sums = new Map<string, number>()
  let squares = 0
  examples.forEach(({ group, isRejected }, i) => {
    const slip = Number(isRejected) - heldOut[i]!
    squares += slip * slip
    if (group !== null) sums.set(group, (sums.get(group) ?? 0) + slip)
  })
  if (sums.size === 0 || squares === 0) return 1
  if (sums.size < MIN_GROUPS) return null
  const clustered = sums.values().reduce((sum, slip) => sum + slip * slip, 0)
  return Math.max(1, clustered / squares)
}

/** By Kish's formula: one article that holds most decisions tells little more than itself. */
function articlesIn(examples: readonly Example[]): number | null {
  const groups = examples.flatMap(({ group }) => (group === null ? [] : [group]))
  const squares = sizesOf(groups)
    .values()
    .reduce((sum, size) => sum + size * size, 0)
  return squares === 0 ? null : groups.length ** 2 / squares
}

function joined(
  { buckets }: TrainingSet,
  parts: readonly Linear[],
  { factors, offset }: Joining,
  witness: Seed | null,
) {
  const weights = new Float32Array(BUCKETS)
  let bias = offset
  parts.forEach((part, l) => {
    bias += factors[l]! * part.bias
    for (let place = 0; place < buckets.length; place += 1)
      weights[buckets[place]!]! += factors[l]! * part.weights[place]!
  })
  for (let bucket = 0; bucket < MEASURES; bucket += 1) weights[bucket]! += factors[SAID + bucket]!
  bias += addSeed(weights, witness, factors.slice(SAID + MEASURES))
  const ofPhrase = new Float32Array(BUCKETS)
  parts.at(-1)?.weights.forEach((weight, place) => {
    ofPhrase[buckets[place]!] = factors[SAID - 1]! * weight
  })
  return { weights: Float32Array.from(weights, Math.f16round), bias, phrase: toHead(ofPhrase, 0) }
}

/** The logit of the probability that a comment would be rejected. */
export function logitBy(
  { weights, bias, phrase }: Pick<Model, 'weights' | 'bias' | 'phrase'>,
  { index, value, kinds }: Vector,
): number {
  return (
    bias + dot(weights, index, value) + phrase.scale * worstPhrase(phrase.weights, index, kinds.length).logit
  )
}

function countMet(vectors: readonly Vector[]): Uint8Array {
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

function meanOf(lists: readonly Float64Array[]): Float64Array {
  return lists[0]!.map((_, i) => lists.reduce((sum, list) => sum + list[i]!, 0) / lists.length)
}
