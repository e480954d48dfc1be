import type { History, Signal } from '../checks/check.ts'
import type { Folded } from '../text/fold.ts'
import { fnv, mix } from './hashing.ts'
import { marksOf, measuresOf } from './marks.ts'
import { BUCKETS, GRAM, toBucket, visitPieces } from './tokens.ts'

/** Grows with every change to what is read from a comment; models of another feature set have to be fitted again. */
export const FEATURE_SET = 13

/** What the judge weighs: the text, what the checks found, and what was known before the comment was sent. */
export type Evidence = {
  readonly text: string
  readonly folded: Folded
  readonly signals: readonly Signal[]
  readonly history: EarlierDecisions
  readonly isReply: boolean
}
export type EarlierDecisions = {
  readonly author: Decided
  /** How many comments the article had before this one, decided or not, up to a limit. */
  readonly threadSize?: number
  /**
   * How many comments the article had within half an hour before this one, decided or not, beyond one of each author:
   * the faster few people answer each other, the more there are.
   */
  readonly backAndForth?: number
  /** The newest decisions on the article. */
  readonly thread: Decided
  /** The same, with each decision counting half after a number of newer ones. */
  readonly lately?: Decided
  /** Decisions on the comment it answers and on other answers to that. */
  readonly conversation?: Decided
  readonly repeats: Pick<History['repeats'], 'exact' | 'near' | 'rejected'>
}
export type Decided = { readonly approved: number; readonly rejected: number }

/**
 * A sparse vector without repeated buckets: the pieces of the text, in reading order and together of length 1, then
 * marks and measures at weights of their own.
 */
export type Vector = {
  readonly index: Uint32Array
  readonly value: Float32Array
  /** What each piece is: a `PieceKind`, and `IN_LINK` where it is a part of a link beyond its first word. */
  readonly kinds: Uint8Array
  /** Mostly equal for nearly equal texts: the smallest mixed bucket (MinHash, Broder 1997). */
  readonly kin: number
}

const MARK_SEED = 0x7a3d
/** What each mark weighs beside a text of length 1. */
export const MARK_WEIGHT = 0.3

/** Only the first word of a link, that there is one, is the writer's own: the rest is of no language. */
export const IN_LINK = 4
/** Of a folded text, in which www has become ww. */
const LINK = /(?:(?<=\bhttps?):\/\/|(?<=\bww)\.)[^\s"'<>]+/g

/** Which buckets the vector being made has: those with its stamp. One byte each, so they are cleared now and then. */
const stamps = new Uint8Array(BUCKETS)
const LAST_STAMP = 255
let stamp = 0
const found = new Uint32Array(BUCKETS)
const foundKinds = new Uint8Array(BUCKETS)

export function vectorOf(evidence: Evidence): Vector {
  nextStamp()
  let pieces = 0
  let kin = 0xffffffff
  const isInLink = insideLinks(evidence.folded.text)
  visitPieces(evidence.folded.text, (kind, bucket, start) => {
    if (isRepeated(bucket)) return
    found[pieces] = bucket
    foundKinds[pieces] = isInLink?.[start] ? kind | IN_LINK : kind
    pieces += 1
    if (kind !== GRAM) kin = Math.min(kin, mix(bucket))
  })
  const beside = [
    ...marksOf(evidence).map((name) => ({ bucket: markBucket(name), weight: MARK_WEIGHT })),
    ...measuresOf(evidence),
  ].filter(({ bucket }) => !isRepeated(bucket))
  const index = new Uint32Array(pieces + beside.length)
  const value = new Float32Array(index.length).fill(1 / Math.sqrt(Math.max(pieces, 1)), 0, pieces)
  index.set(found.subarray(0, pieces))
  beside.forEach(({ bucket, weight }, at) => {
    index[pieces + at] = bucket
    value[pieces + at] = weight
  })
  return { index, value, kinds: foundKinds.slice(0, pieces), kin }
}

/** For each unit of a folded text whether it is inside a link, beyond its first word; null if there is no link. */
function insideLinks(text: string): Uint8Array | null {
  if (!text.includes('://') && !text.includes('ww.')) return null
  const inside = new Uint8Array(text.length)
  for (const { 0: link, index } of text.matchAll(LINK)) inside.fill(1, index, index + link.length)
  return inside
}

function nextStamp(): void {
  if (stamp === LAST_STAMP) {
    stamps.fill(0)
    stamp = 0
  }
  stamp += 1
}

/** Whether this vector has the bucket already; if not, it has from now on. */
function isRepeated(bucket: number): boolean {
  if (stamps[bucket] === stamp) return true
  stamps[bucket] = stamp
  return false
}

export function markBucket(name: string): number {
  return toBucket(fnv(name, MARK_SEED))
}
