import type { Vector } from './features.ts'
import { GRAM, WORD } from './tokens.ts'

/*
 * Whether a site has taught the language of a comment: how common its words, and the letter sequences inside them, are
 * among the learned comments. Words tell languages apart best, letters where words are long and rare.
 */

/** A comment at least this familiar counts as familiar on any site. */
const FAMILIAR_ENOUGH = 0.6
/**
 * The share of the learned comments, and how many more, that may themselves fall below the line. Fewer are the odd
 * ones of a site, a word or two that nobody else wrote, and let other languages through.
 */
const STRANGE_SHARE = 0.0125
const STRANGE_BESIDE = 2
/** Shorter comments say too little of a language to draw the line by. */
const WORDS_TO_TELL = 3
const SAMPLE = 1_000
/** Counts of how many comments had a piece end here. */
const MOST_MET = 255

/** By how often a piece was met. */
const LOG = Float64Array.from({ length: MOST_MET + 1 }, (_, met) => Math.log1p(2 * met))

/**
 * How common the words and letter sequences of a comment are among the learned ones, on the scale of logarithms, from
 * 0, all new, to 1, in every comment.
 */
export function familiarity(met: Uint8Array, vector: Vector, learned: number): number {
  return commonness(met, vector, learned, 0)
}

/** The same for one of the learned comments, not counting itself. */
export function familiarityAmongOthers(met: Uint8Array, vector: Vector, learned: number): number {
  return commonness(met, vector, learned - 1, 1)
}

/**
 * How familiar a comment must be to be decided by machine: as familiar as all but a few of the learned comments are to
 * the others. Those of signs alone are never familiar, and say nothing of a language.
 */
export function leastFamiliarity(met: Uint8Array, vectors: readonly Vector[]): number {
  const telling = vectors.filter(({ kinds }) => kinds.filter((kind) => kind === WORD).length >= WORDS_TO_TELL)
  const every = Math.max(1, Math.floor(telling.length / SAMPLE))
  const own = Float64Array.from(
    telling.filter((_, i) => i % every === 0),
    (vector) => familiarityAmongOthers(met, vector, vectors.length),
  ).sort()
  const line = own[Math.floor(own.length * STRANGE_SHARE) + STRANGE_BESIDE] ?? FAMILIAR_ENOUGH
  return Math.min(FAMILIAR_ENOUGH, line)
}

/** @param own how many of the times a piece was met are the comment's own. */
function commonness(met: Uint8Array, { index, kinds }: Vector, learned: number, own: number): number {
  let words = 0
  let grams = 0
  let ofWords = 0
  let ofGrams = 0
  for (let k = 0; k < kinds.length; k += 1) {
    const kind = kinds[k]
    if (kind !== WORD && kind !== GRAM) continue
    const common = LOG[Math.max(0, met[index[k]!]! - own)]!
    if (kind === WORD) {
      words += 1
      ofWords += common
    } else {
      grams += 1
      ofGrams += common
    }
  }
  if (words === 0) return 0
  const whole = Math.log1p(2 * Math.max(1, Math.min(learned, 10 * MOST_MET)))
  return (ofWords / words + ofGrams / Math.max(1, grams)) / 2 / whole
}
