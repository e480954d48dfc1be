import type { Vector } from '../features.ts'
import { mix } from '../hashing.ts'

/*
 * Which comments the seed was made from, as a Bloom filter (1970): those in it are always found, others are found by
 * mistake once in a hundred times.
 */

const BITS_EACH = 10
const PROBES = 5

export function filterFor(comments: number): Uint8Array {
  return new Uint8Array(Math.ceil((comments * BITS_EACH) / 8))
}

export function noteRead(filter: Uint8Array, vector: Vector): void {
  for (const bit of probes(filter, vector)) filter[bit >> 3]! |= 1 << (bit & 7)
}

export function wasRead(filter: Uint8Array, vector: Vector): boolean {
  return (
    vector.kinds.length > 0 &&
    probes(filter, vector).every((bit) => (filter[bit >> 3]! & (1 << (bit & 7))) !== 0)
  )
}

/** By words and letters alone, whatever else was known. */
function probes(filter: Uint8Array, { index, kinds }: Vector): number[] {
  let print = 0
  for (let k = 0; k < kinds.length; k += 1) print = (print + mix(index[k]!)) >>> 0
  const first = mix(print)
  const step = mix(print ^ 0x5bd1e995) | 1
  return Array.from({ length: PROBES }, (_, i) => ((first + Math.imul(i, step)) >>> 0) % (filter.length * 8))
}

/** If this share of a site's comments or more is in the filter, the seed was made from them. */
const TOO_MANY = 0.1

/**
 * Whether decisions on these comments can tell what the seed is worth: of comments it was made from it seems to know
 * too much, and would be trusted too far.
 */
export function isImpartial(filter: Uint8Array, vectors: readonly Vector[]): boolean {
  const read = vectors.filter((vector) => wasRead(filter, vector)).length
  return read < vectors.length * TOO_MANY
}
