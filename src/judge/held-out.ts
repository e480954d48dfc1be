import type { Vector } from './features.ts'
import { mix } from './hashing.ts'
import { dot, type Learner, type Linear, type TrainingSet } from './learners.ts'
import { worstPhrase } from './phrase.ts'

const FOLDS = 5

/** What a linear model says of one comment of a set. */
type Reading = (linear: Linear, places: Uint32Array, vector: Vector) => number

export const asAWhole: Reading = ({ weights, bias }, places, { value }) => bias + dot(weights, places, value)
export const byWorstPhrase: Reading = ({ weights }, places, { kinds }) =>
  worstPhrase(weights, places, kinds.length).logit

/** For each decision, what a model that learned from the other folds alone says, in each reading. */
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

/** What decides which decisions belong together. */
type Parted = { readonly id: string; readonly group: string | null; readonly vector: Vector }

/**
 * Assigns each example to the fold it is left out with, so that what is said of it is said of something new. Comments
 * on one article stay together where there are several articles, nearly equal texts where there are not. With few
 * articles, each is so large a part that leaving it out says too little about a new one, and leaving out only its
 * copies says too much: then both ways are returned, copies first. One by one where all this leaves too little to
 * divide.
 */
export function foldingsOf(examples: readonly Parted[]): Uint8Array[] {
  const byGroup = examples.map(({ group, vector }) => (group === null ? vector.kin : hashText(group)))
  const byKin = examples.map(({ vector }) => vector.kin)
  if (partsWell(byGroup, MANY_PARTS, 1 / 3)) return [evenly(byGroup)]
  const keys = partsWell(byKin, MANY_PARTS, 1 / 3) ? byKin : examples.map(({ id }) => hashText(id))
  const alike = Uint8Array.from(keys, (key) => mix(key) % FOLDS)
  return partsWell(byGroup, FEW_PARTS, MOST_OF_FEW) ? [alike, evenly(byGroup)] : [alike]
}

const MANY_PARTS = 2 * FOLDS
const FEW_PARTS = 3
const MOST_OF_FEW = 0.6

/** Whether there are several parts and none of them is most of the whole. */
function partsWell(keys: readonly number[], least: number, most: number): boolean {
  const sizes = sizesOf(keys)
  return sizes.size >= least && Math.max(...sizes.values()) <= keys.length * most
}

/** Deals out the largest part first, each to the fold that is smallest so far. */
function evenly(keys: readonly number[]): Uint8Array {
  const loads = new Array<number>(FOLDS).fill(0)
  const foldOf = new Map<number, number>()
  const bySize = [...sizesOf(keys)].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || a - b)
  for (const [key, size] of bySize) {
    const fold = loads.indexOf(Math.min(...loads))
    loads[fold]! += size
    foldOf.set(key, fold)
  }
  return Uint8Array.from(keys, (key) => foldOf.get(key)!)
}

export function sizesOf<Key>(keys: readonly Key[]): Map<Key, number> {
  const sizes = new Map<Key, number>()
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  return sizes
}

function hashText(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
