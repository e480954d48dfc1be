import type { Folded } from '../text/fold.ts'

/*
 * Likeness of texts by MinHash (Broder 1997): the smallest hash over all shingles of a text is the same for two
 * texts with the probability that a shingle of either is one of both. Three such minima make a band; texts that
 * share four fifths of their shingles share at least one of five bands in 97 of 100 cases, texts that share a
 * fifth in 4 of 100.
 */
const BANDS = 5
const ROWS = 3
const SHINGLE_WORDS = 3
const SHINGLE_CHARS = 6
/** Texts with fewer shingles are only compared as a whole: short texts are alike by chance. */
const MIN_SHINGLES = 5
const MAX_SHINGLES = 400
const SHINGLE_SEED = 7

/**
 * Keys under which a text is found again: first its exact folded words, then, for texts of some length, one for
 * each band of its likeness. Salted with the site; signed 64-bit.
 */
export function sketchBands(folded: Folded, siteId: string): bigint[] {
  const words = folded.text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  if (words.length === 0) return []
  const salt = hash(siteId, 17)
  const joined = words.join(' ')
  const exact = toKey(hash(joined, salt), hash(joined, salt ^ 0x5bd1e995))
  const shingles = shinglesOf(words, joined)
  if (shingles.length < MIN_SHINGLES) return [exact]
  return [exact, ...bandsOf(shingles, salt)]
}

/** Letters and digits of a text, which decide whether it is long enough to be compared by likeness. */
export function letterCount(folded: Folded): number {
  return folded.text.replaceAll(/[^\p{L}\p{N}]/gu, '').length
}

/** The hash of each three words in a row, or of each few letters where words are few. */
function shinglesOf(words: readonly string[], joined: string): number[] {
  const hashes: number[] = []
  if (words.length >= MIN_SHINGLES + SHINGLE_WORDS - 1) {
    let start = 0
    let end = words.slice(0, SHINGLE_WORDS - 1).join(' ').length
    for (let i = SHINGLE_WORDS - 1; i < words.length && hashes.length < MAX_SHINGLES; i += 1) {
      end += 1 + words[i]!.length
      hashes.push(hash(joined, SHINGLE_SEED, start, end))
      start += words[i - SHINGLE_WORDS + 1]!.length + 1
    }
  } else if (joined.length >= SHINGLE_CHARS * 4) {
    for (let start = 0; start + SHINGLE_CHARS <= joined.length && hashes.length < MAX_SHINGLES; start += 1)
      hashes.push(hash(joined, SHINGLE_SEED, start, start + SHINGLE_CHARS))
  }
  return hashes
}

function bandsOf(shingles: readonly number[], salt: number): bigint[] {
  const minima = new Uint32Array(BANDS * ROWS).fill(0xffffffff)
  for (const shingle of shingles) {
    for (let row = 0; row < minima.length; row += 1) {
      const value = mix(shingle ^ Math.imul(row + 1, 0x9e3779b1))
      if (value < minima[row]!) minima[row] = value
    }
  }
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = minima.subarray(band * ROWS, (band + 1) * ROWS).join(',')
    return toKey(hash(rows, salt + band + 1), hash(rows, salt ^ (band + 101)))
  })
}

/** FNV-1a of a stretch with a seed, finished by the mixer of MurmurHash3; 32 bits, unsigned. */
function hash(text: string, seed: number, start = 0, end = text.length): number {
  let value = 0x811c9dc5 ^ seed
  for (let i = start; i < end; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return mix(value)
}

function mix(given: number): number {
  let value = given
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

function toKey(high: number, low: number): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))
}
