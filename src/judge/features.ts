import type { History, Signal } from '../checks/check.ts'
import type { Folded } from '../text/fold.ts'
import { fnv, mix } from './hashing.ts'
import { marksOf, measuresOf } from './marks.ts'
import { BUCKETS, GRAM, PAIR, toBucket, visitPieces, WORD } from './tokens.ts'

/** Grows with every change to what is read from a comment: models of another feature set are refitted. */
export const FEATURE_SET = 5

/** What the judge weighs: the text, what the checks found, and what was known before it was sent. */
export type Evidence = {
  readonly text: string
  readonly folded: Folded
  readonly signals: readonly Signal[]
  readonly history: EarlierDecisions
  readonly isReply: boolean
}
export type EarlierDecisions = {
  readonly author: Decided
  /** Comments on the article before it, decided or not, as far as they are counted. */
  readonly threadSize?: number
  /** The newest decisions on the article. */
  readonly thread: Decided
  /** The same, each counting half after so many newer ones. */
  readonly lately?: Decided
  /** On what it answers and on other answers to that. */
  readonly conversation?: Decided
  readonly repeats: Pick<History['repeats'], 'exact' | 'near' | 'rejected'>
}
export type Decided = { readonly approved: number; readonly rejected: number }

/**
 * A sparse vector, no bucket twice: the pieces of the text, together of length 1, then its marks and measures at
 * weights of their own. Pieces stand in order: `words` whole words, neighbours up to `grams`, letters up to
 * `pieces`.
 */
export type Vector = {
  readonly index: Uint32Array
  readonly value: Float32Array
  readonly words: number
  readonly grams: number
  readonly pieces: number
  /** Mostly the same for nearly equal texts: the smallest mixed bucket (MinHash, Broder 1997). */
  readonly kin: number
}

const MARK_SEED = 0x7a3d
/** What each mark weighs beside a text of length 1. */
export const MARK_WEIGHT = 0.3

const stamps = new Uint32Array(BUCKETS)
let stamp = 0
/** What was found of each kind of piece, by `PieceKind`. */
const found = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)] as const

export function vectorOf(evidence: Evidence): Vector {
  stamp += 1
  const counts: [number, number, number] = [0, 0, 0]
  let kin = 0xffffffff
  visitPieces(evidence.folded.text, (kind, bucket) => {
    if (isRepeated(bucket)) return
    found[kind][counts[kind]] = bucket
    counts[kind] += 1
    if (kind !== GRAM) kin = Math.min(kin, mix(bucket))
  })
  const [words, pairs] = counts
  const pieces = words + pairs + counts[GRAM]
  const beside = [
    ...marksOf(evidence).map((name) => ({ bucket: markBucket(name), weight: MARK_WEIGHT })),
    ...measuresOf(evidence),
  ].filter(({ bucket }) => !isRepeated(bucket))
  const index = new Uint32Array(pieces + beside.length)
  const value = new Float32Array(index.length).fill(1 / Math.sqrt(Math.max(pieces, 1)), 0, pieces)
  index.set(found[WORD].subarray(0, words))
  index.set(found[PAIR].subarray(0, pairs), words)
  index.set(found[GRAM].subarray(0, counts[GRAM]), words + pairs)
  beside.forEach(({ bucket, weight }, at) => {
    index[pieces + at] = bucket
    value[pieces + at] = weight
  })
  return { index, value, words, grams: words + pairs, pieces, kin }
}

/** Whether this vector has the bucket already; from now on it has. */
function isRepeated(bucket: number): boolean {
  if (stamps[bucket] === stamp) return true
  stamps[bucket] = stamp
  return false
}

export function markBucket(name: string): number {
  return toBucket(fnv(name, MARK_SEED))
}
