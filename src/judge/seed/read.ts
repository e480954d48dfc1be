import type { Vector } from '../features.ts'
import { mix } from '../hashing.ts'

/*
 * Which comments the seed was made from, as a Bloom filter (1970): what is in it is always found, what is not is
 * found by mistake once in a hundred times.
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

/** By the words and letters alone, whatever was known beside them. */
function probes(filter: Uint8Array, { index, kinds }: Vector): number[] {
  let print = 0
  for (let k = 0; k < kinds.length; k += 1) print = (print + mix(index[k]!)) >>> 0
  const first = mix(print)
  const step = mix(print ^ 0x5bd1e995) | 1
  return Array.from({ length: PROBES }, (_, i) => ((first + Math.imul(i, step)) >>> 0) % (filter.length * 8))
}

/** From so large a share of a site's comments on, they are what the seed was made from. */
const TOO_MANY = 0.1

/**
 * Whether the seed can be weighed by decisions on these comments: what it was made from it seems to know too well,
 * and would be believed too much.
 */
export function isImpartial(filter: Uint8Array, vectors: readonly Vector[]): boolean {
  const read = vectors.filter((vector) => wasRead(filter, vector)).length
  return read < vectors.length * TOO_MANY
}
