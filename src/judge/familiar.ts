import type { Vector } from './features.ts'
import { GRAM, type PieceKind, WORD } from './tokens.ts'

/*
 * Whether a site has taught the language of a comment: how many of its words, and of the letter sequences inside
 * them, occurred in the learned comments. Words tell languages apart best, letters where words are long and rare.
 */

/** A comment at least this familiar counts as familiar on any site. */
const FAMILIAR_ENOUGH = 0.75
/**
 * The share of the learned comments that may themselves fall below the line. A smaller one is made of the odd ones of a
 * site, a word or two that nobody else wrote, and lets other languages through.
 */
const STRANGE_SHARE = 0.04
const SAMPLE = 1_000
/**
 * A piece counts as known once one in this many learned comments had it: among many comments, a few are in any
 * language.
 */
const ONE_IN = 300
const KNOWN_AT_LEAST = 2
/** No more than this is asked of any piece: counts end at 255, and one of them may be the comment's own. */
const KNOWN_AT_MOST = 254

/** The mean share, 0 to 1, of words and letter sequences that occurred in enough of the learned comments. */
export function familiarity(met: Uint8Array, vector: Vector, learned: number): number {
  return knownShare(met, vector, knownFrom(learned))
}

/** The same for one of the learned comments, not counting itself. */
export function familiarityAmongOthers(met: Uint8Array, vector: Vector, learned: number): number {
  return knownShare(met, vector, knownFrom(learned) + 1)
}

function knownFrom(learned: number): number {
  return Math.min(KNOWN_AT_MOST, Math.max(KNOWN_AT_LEAST, Math.round(learned / ONE_IN)))
}

/**
 * How familiar a comment must be to be decided by machine: as familiar as all but a few of the learned comments with
 * words are to the others. Those of signs alone are never familiar, and say nothing of a language.
 */
export function leastFamiliarity(met: Uint8Array, vectors: readonly Vector[]): number {
  const worded = vectors.filter(({ kinds }) => kinds.includes(WORD))
  const every = Math.max(1, Math.floor(worded.length / SAMPLE))
  const own = Float64Array.from(
    worded.filter((_, i) => i % every === 0),
    (vector) => familiarityAmongOthers(met, vector, vectors.length),
  ).sort()
  return Math.min(FAMILIAR_ENOUGH, own[Math.floor(own.length * STRANGE_SHARE)] ?? FAMILIAR_ENOUGH)
}

function knownShare(met: Uint8Array, { index, kinds }: Vector, least: number): number {
  const all: [number, number, number] = [0, 0, 0]
  const known: [number, number, number] = [0, 0, 0]
  for (let k = 0; k < kinds.length; k += 1) {
    // `vectorOf` puts only these there.
    const kind = kinds[k] as PieceKind
    all[kind] += 1
    if (met[index[k]!]! >= least) known[kind] += 1
  }
  const shareOf = (kind: PieceKind) => (all[kind] === 0 ? 0 : known[kind] / all[kind])
  return all[WORD] === 0 ? 0 : (shareOf(WORD) + shareOf(GRAM)) / 2
}
