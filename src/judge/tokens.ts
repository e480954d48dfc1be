import { mix } from './hashing.ts'
import { classOf, DIGIT, LETTER, MARK, SURROGATE, SYLLABLE, UNSPACED } from './letters.ts'

/** The number of places in a comment's vector; 2^16 costs ranking quality, 2^19 gains none. */
export const BUCKETS = 1 << 18
/** How many folded units are read; a longer comment is never decided by machine. */
export const MAX_READ = 6_000
const MAX_WORD = 40
const MIN_GRAM = 2
const MAX_GRAM = 4
/** The same in the letters that Korean signs are made of. */
const MIN_JAMO = 3
const MAX_JAMO = 5

const WORD_SEED = 0x1b873593
const PAIR_SEED = 0x2c1b3c6d
const GRAM_SEED = 0x165667b1
const JAMO_SEED = 0x265667b1
const EDGE = 3

/**
 * Called for each piece of a folded text, with repetitions: whole words, pairs of neighbours, and sequences of two to
 * four letters inside a word or at its edges, one longer at its beginning; for Korean also sequences of three to five
 * of the letters its signs are made of. `start` and `end` are units of the folded text. Scripts without spaces have
 * no words; there every two neighbouring letters are a piece.
 */
type PieceVisitor = (kind: PieceKind, bucket: number, start: number, end: number) => void
export const WORD = 0
export const PAIR = 1
export const GRAM = 2
type PieceKind = typeof WORD | typeof PAIR | typeof GRAM

export function visitPieces(text: string, visit: PieceVisitor): void {
  const limit = Math.min(text.length, MAX_READ)
  let before = 0
  let beforeAt = 0
  let i = 0
  while (i < limit) {
    const bits = classOf(text.charCodeAt(i))
    if ((bits & (LETTER | DIGIT | MARK | SURROGATE)) === 0) {
      i += 1
      continue
    }
    const end = endOfToken(text, i, bits, limit)
    if (bits & UNSPACED) visitUnspaced(text, i, end, visit)
    else {
      const word = hashOf(text, i, end)
      visit(WORD, toBucket(word ^ WORD_SEED), i, end)
      if (before !== 0) visit(PAIR, toBucket(Math.imul(before, 31) ^ word ^ PAIR_SEED), beforeAt, end)
      if (bits & SURROGATE) {
        before = 0
        i = end
        continue
      }
      visitGrams(text, i, Math.min(end, i + MAX_WORD), visit)
      if (bits & SYLLABLE) visitJamo(text, i, Math.min(end, i + MAX_WORD), visit)
      before = word
      beforeAt = i
    }
    i = end
  }
}

/** Emoji stand alone; a word goes on while letters, digits and marks of its kind of script follow. */
function endOfToken(text: string, start: number, bits: number, limit: number): number {
  if (bits & SURROGATE) return Math.min(start + 2, limit)
  let end = start + 1
  while (end < limit) {
    const next = classOf(text.charCodeAt(end))
    if ((next & (LETTER | DIGIT | MARK)) === 0 || (next & UNSPACED) !== (bits & UNSPACED)) break
    end += 1
  }
  return end
}

function hashOf(text: string, start: number, end: number): number {
  let value = 0x811c9dc5
  for (let i = start; i < end; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return mix(value) | 1
}

function visitGrams(text: string, start: number, end: number, visit: PieceVisitor): void {
  for (let from = start - 1; from < end; from += 1) {
    let value = GRAM_SEED
    const stop = Math.min(from + (from < start ? MAX_GRAM + 1 : MAX_GRAM), end + 1)
    for (let i = from; i < stop; i += 1) {
      const unit = i < start || i >= end ? EDGE : text.charCodeAt(i)
      value = Math.imul(value ^ unit, 0x01000193)
      if (i - from + 1 >= MIN_GRAM) visit(GRAM, toBucket(value), Math.max(from, start), Math.min(i + 1, end))
    }
  }
}

/** A Korean word taken apart into its letters, with an edge before and after, and the unit that each came from. */
const jamo = new Uint16Array(3 * MAX_WORD + 2)
const unitOf = new Uint16Array(jamo.length)

function visitJamo(text: string, start: number, end: number, visit: PieceVisitor): void {
  const length = takeApart(text, start, end)
  for (let from = 0; from < length; from += 1) {
    let value = JAMO_SEED
    const stop = Math.min(from + MAX_JAMO, length)
    for (let i = from; i < stop; i += 1) {
      value = Math.imul(value ^ jamo[i]!, 0x01000193)
      if (i - from + 1 >= MIN_JAMO)
        visit(GRAM, toBucket(value), start + unitOf[from]!, start + unitOf[i]! + 1)
    }
  }
}

const FIRST_SYLLABLE = 0xac00
const TAILS = 28
const VOWELS = 21

/** By the arithmetic of the Unicode Standard, section 3.12. */
function takeApart(text: string, start: number, end: number): number {
  let length = 0
  const push = (letter: number, unit: number) => {
    jamo[length] = letter
    unitOf[length] = unit
    length += 1
  }
  push(EDGE, 0)
  for (let i = start; i < end; i += 1) {
    const unit = text.charCodeAt(i)
    const at = i - start
    if ((classOf(unit) & SYLLABLE) === 0) {
      push(unit, at)
      continue
    }
    const syllable = unit - FIRST_SYLLABLE
    push(0x1100 + Math.floor(syllable / (TAILS * VOWELS)), at)
    push(0x1161 + (Math.floor(syllable / TAILS) % VOWELS), at)
    if (syllable % TAILS > 0) push(0x11a7 + (syllable % TAILS), at)
  }
  push(EDGE, end - 1 - start)
  return length
}

function visitUnspaced(text: string, start: number, end: number, visit: PieceVisitor): void {
  for (let i = start; i + 1 < end; i += 1) visit(WORD, toBucket(hashOf(text, i, i + 2) ^ WORD_SEED), i, i + 2)
  visitGrams(text, start, Math.min(end, start + MAX_READ), visit)
}

/** The first buckets are reserved for measures: no word falls into them. */
export const MEASURES = 16

export function toBucket(value: number): number {
  const bucket = mix(value) & (BUCKETS - 1)
  return bucket < MEASURES ? bucket + MEASURES : bucket
}
