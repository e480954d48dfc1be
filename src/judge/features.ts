import type { History, Signal } from '../checks/check.ts'
import type { Folded } from '../text/fold.ts'
import { fnv, mix } from './hashing.ts'
import { marksOf } from './marks.ts'
import { BUCKETS, GRAM, visitPieces, WORD } from './tokens.ts'

/** Grows with every change to what is read from a comment: models of another feature set are refitted. */
export const FEATURE_SET = 1

/** What the judge weighs: the text, what the checks found, and what was known before it was sent. */
export type Evidence = {
  readonly text: string
  readonly folded: Folded
  readonly signals: readonly Signal[]
  readonly history: EarlierDecisions
  readonly isReply: boolean
}
export type EarlierDecisions = {
  readonly author: { readonly approved: number; readonly rejected: number }
  readonly thread: { readonly approved: number; readonly rejected: number }
  readonly repeats: Pick<History['repeats'], 'exact' | 'near' | 'rejected'>
}

/**
 * A sparse vector, no bucket twice: the pieces of the text, together of length 1, then its marks at weights of
 * their own. `words` are the buckets of its words, for telling whether the site has met them.
 */
export type Vector = {
  readonly index: Uint32Array
  readonly value: Float32Array
  readonly pieces: number
  readonly words: Uint32Array
  /** Mostly the same for nearly equal texts: the smallest mixed bucket (MinHash, Broder 1997). */
  readonly kin: number
}

const MARK_SEED = 0x7a3d
/** What each mark weighs beside a text of length 1. */
export const MARK_WEIGHT = 0.5

const stamps = new Uint32Array(BUCKETS)
let stamp = 0
const found = new Uint32Array(BUCKETS)
const foundWords = new Uint32Array(BUCKETS)

export function vectorOf(evidence: Evidence): Vector {
  stamp += 1
  let count = 0
  let words = 0
  let kin = 0xffffffff
  visitPieces(evidence.folded.text, (kind, bucket) => {
    if (stamps[bucket] === stamp) return
    stamps[bucket] = stamp
    found[count] = bucket
    count += 1
    if (kind !== GRAM) kin = Math.min(kin, mix(bucket))
    if (kind === WORD) {
      foundWords[words] = bucket
      words += 1
    }
  })
  const marks = marksOf(evidence)
    .map(({ name, weight }) => ({ bucket: markBucket(name), weight }))
    .filter(({ bucket }) => {
      if (stamps[bucket] === stamp) return false
      stamps[bucket] = stamp
      return true
    })
  const index = new Uint32Array(count + marks.length)
  const value = new Float32Array(count + marks.length)
  index.set(found.subarray(0, count))
  value.fill(1 / Math.sqrt(Math.max(count, 1)), 0, count)
  marks.forEach(({ bucket, weight }, at) => {
    index[count + at] = bucket
    value[count + at] = weight * MARK_WEIGHT
  })
  return { index, value, pieces: count, words: foundWords.slice(0, words), kin }
}

export function markBucket(name: string): number {
  return mix(fnv(name, MARK_SEED)) & (BUCKETS - 1)
}
