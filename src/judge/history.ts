import type { Vector } from './features.ts'
import { isOfThread, MEASURE_NAMES, saysThreadIsKnown } from './marks.ts'
import { MEASURES } from './tokens.ts'

/*
 * What is remembered of earlier decisions, in the service and in corpora alike, and how a comment is read while
 * nothing is known of its thread.
 */

/** How many of the newest decisions make up a record. */
export const NEWEST_OF_AUTHOR = 50
export const NEWEST_OF_THREAD = 50
export const NEWEST_OF_CONVERSATION = 50
/** The comments of a thread are counted up to this number, and so are those just before. */
export const LONG_THREAD = 50
export const JUST_BEFORE_MINUTES = 30
/** For how a thread went recently: a decision counts half as much as one this many places newer. */
export const HALVED_AFTER = 20

/** Whether the vector knows of any decision on its thread. */
export function knowsThread(vector: Vector): boolean {
  return measuresIn(vector).some(([bucket]) => saysThreadIsKnown(bucket))
}

/** What the thread adds to the logit. */
export function threadPart(weights: Float32Array, vector: Vector): number {
  return measuresIn(vector).reduce(
    (sum, [bucket, value]) => sum + (isOfThread(bucket) ? weights[bucket]! * value : 0),
    0,
  )
}

/** The vector of the text and its marks alone. */
export function withoutMeasures(vector: Vector): Vector {
  const end = vector.index.length - measuresIn(vector).length
  return { ...vector, index: vector.index.subarray(0, end), value: vector.value.subarray(0, end) }
}

/** The value of one measure; 0 where it was not taken. */
export function measured(vector: Vector, wanted: number): number {
  return measuresIn(vector).find(([bucket]) => bucket === wanted)?.[1] ?? 0
}

/** Measures stand last in a vector. */
function measuresIn({ index, value }: Vector): [bucket: number, value: number][] {
  const found: [number, number][] = []
  for (let k = index.length - 1; k >= 0 && found.length < MEASURE_NAMES.length; k -= 1) {
    if (index[k]! >= MEASURES) break
    found.push([index[k]!, value[k]!])
  }
  return found
}
