import { fitJoining } from './calibrate.ts'
import type { Vector } from './features.ts'
import { type Head, logitOf, toHead } from './head.ts'
import { asAWhole, heldOutLogits } from './held-out.ts'
import { arow, sigmoid, type TrainingSet } from './learners.ts'
import { theSeed } from './seed/seed.ts'
import { BUCKETS } from './tokens.ts'

/** The two kinds of rejection that have a model of their own. */
export const KINDS = ['spam', 'abuse'] as const
export type Kind = (typeof KINDS)[number]

/** One small model for each kind: whether a moderator would reject a comment for a reason of that kind. */
export type Heads = { readonly [K in Kind]: Head }

/** For each kind, the probability (0 to 1) that a moderator would reject a comment for it. */
export type KindRisk = { readonly [K in Kind]: number }

const KIND_OF: Readonly<Record<string, Kind>> = {
  spam: 'spam',
  duplicate: 'spam',
  abuse: 'abuse',
  hate: 'abuse',
  threat: 'abuse',
  sexual: 'abuse',
}

/** The kind of a reason code; undefined for reasons that belong to no kind. */
export function kindOf(reason: string | null): Kind | undefined {
  return reason === null ? undefined : KIND_OF[reason]
}

export function kindRisk(heads: Heads, vector: Vector): KindRisk {
  return { spam: sigmoid(logitOf(heads.spam, vector)), abuse: sigmoid(logitOf(heads.abuse, vector)) }
}

/** A kind cannot be learned from fewer rejections; then the seed alone speaks. */
const ENOUGH = 15

/** @param kinds for each vector, the kind it was rejected for, if any. */
export function fitHeads(set: TrainingSet, kinds: readonly (Kind | undefined)[]): Heads {
  return { spam: fitHead(set, kinds, 'spam'), abuse: fitHead(set, kinds, 'abuse') }
}

/**
 * The seed's model and one learned from the site, each weighted by how well it predicted the site's decisions without
 * having seen them. Until there are enough rejections of the kind, the seed alone counts.
 */
function fitHead(set: TrainingSet, kinds: readonly (Kind | undefined)[], kind: Kind): Head {
  const seed = theSeed()[kind]
  if (kinds.filter((one) => one === kind).length < ENOUGH) return seed
  const ofKind = { ...set, isRejected: Uint8Array.from(kinds, (one) => Number(one === kind)) }
  const inputs = [
    ...heldOutLogits(ofKind, arow, [asAWhole]).map((values) => ({ values, usual: 0 })),
    { values: Float64Array.from(set.vectors, (vector) => logitOf(seed, vector)), usual: 1 },
  ]
  const { factors, offset } = fitJoining(inputs, ofKind.isRejected, set.weight)
  const [ofSite = 0, ofSeed = 0] = factors
  const taught = arow(ofKind, -1)
  const weights = new Float32Array(BUCKETS)
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    weights[bucket] = ofSeed * seed.scale * seed.weights[bucket]!
  set.buckets.forEach((bucket, place) => {
    weights[bucket]! += ofSite * taught.weights[place]!
  })
  return toHead(weights, offset + ofSite * taught.bias + ofSeed * seed.bias)
}

/** A lower probability is not worth a moderator's glance. */
const WORTH_NAMING = 0.2

/** The kind that a rejection would most likely be of; null where neither makes up half of the whole risk. */
export function likelyKind({ spam, abuse }: KindRisk, risk: number): Kind | null {
  const most = Math.max(spam, abuse)
  if (most < Math.max(WORTH_NAMING, risk / 2)) return null
  return spam >= abuse ? 'spam' : 'abuse'
}
