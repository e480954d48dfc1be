import type { Vector } from '../features.ts'
import { logitOf } from '../head.ts'
import { KINDS } from '../heads.ts'
import { isImpartial } from './read.ts'
import { type Seed, theSeed } from './seed.ts'

/** The seed, if it can be weighed by these comments; null without a seed, or if it was made from them. */
export function witnessOn(vectors: readonly Vector[], seed: Seed | null): Seed | null {
  return seed !== null && isImpartial(seed.read, vectors) ? seed : null
}

/** The seed's logits of each vector, for each kind; empty without a seed. */
export function seedLogits(seed: Seed | null, vectors: readonly Vector[]): Float64Array[] {
  if (seed === null) return []
  return KINDS.map((kind) => Float64Array.from(vectors, (vector) => logitOf(seed[kind], vector)))
}

/**
 * Adds the seed's heads to the weights of a model, each by its factor.
 * @returns what that adds to the bias.
 */
export function addSeed(weights: Float32Array, seed: Seed | null, factors: readonly number[]): number {
  if (seed === null) return 0
  return KINDS.reduce((sum, kind, at) => {
    const factor = factors[at] ?? 0
    const head = seed[kind]
    if (factor === 0) return sum
    for (let bucket = 0; bucket < weights.length; bucket += 1)
      weights[bucket]! += factor * head.scale * head.weights[bucket]!
    return sum + factor * head.bias
  }, 0)
}

/** How much the seed counts in a model. */
export type Weighed = {
  /** In the order of the kinds. */
  readonly factors: readonly number[]
  /** What the seed adds to the logit of a usual comment on the site. */
  readonly usual: number
}

/**
 * @param logits those of the comments it was weighed by.
 * @returns null where the seed counts nothing.
 */
export function weighedBy(logits: readonly Float64Array[], factors: readonly number[]): Weighed | null {
  if (factors.every((factor) => factor === 0)) return null
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { factors, usual: logits.reduce((sum, values, at) => sum + factors[at]! * mean(values), 0) }
}

/**
 * The probability without what the seed adds against a comment. The seed may bring a comment before a person, but
 * decisions that other people made elsewhere are no ground to reject it.
 */
export function withoutSuspicion(p: number, { factors, usual }: Weighed, vector: Vector): number {
  const seed = theSeed()
  const against = KINDS.reduce((sum, kind, at) => sum + factors[at]! * logitOf(seed[kind], vector), -usual)
  return against <= 0 ? p : p / (p + (1 - p) * Math.exp(against))
}
