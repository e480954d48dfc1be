import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { Vector } from '../features.ts'
import { type Head, logitOf } from '../head.ts'
import { sigmoid } from '../learners.ts'
import { BUCKETS } from '../tokens.ts'

/*
 * What a site starts with before its moderators have taught it anything: two small linear models, for spam and for
 * abuse, made by `src/cli/make-seed.ts` from public comments. They know a few languages and registers but nothing of
 * the site, so they order its first queue and never decide.
 */
export const SEED_FILE = new URL('./seed.bin', import.meta.url)

export type Seed = {
  readonly spam: Head
  readonly abuse: Head
  /** Which comments it was made from. */
  readonly read: Uint8Array
}

let loaded: Seed | undefined

/** Read when it is first wanted. */
export function theSeed(): Seed {
  loaded ??= decodeSeed(readFileSync(SEED_FILE))
  return loaded
}

/** Probabilities, 0 to 1, of being spam, of being abuse, and of being either. */
export function seedRisk(vector: Vector): {
  readonly spam: number
  readonly abuse: number
  readonly either: number
} {
  const seed = theSeed()
  const spam = sigmoid(logitOf(seed.spam, vector))
  const abuse = sigmoid(logitOf(seed.abuse, vector))
  return { spam, abuse, either: 1 - (1 - spam) * (1 - abuse) }
}

/**
 * Each head: bias and scale as floats, the number of weights, the steps from bucket to bucket, and the weights. The
 * filter of comments it was made from comes last.
 */
function decodeSeed(bytes: Uint8Array): Seed {
  const all = brotliDecompressSync(bytes)
  let at = 0
  const head = (): Head => {
    const bias = all.readFloatLE(at)
    const scale = all.readFloatLE(at + 4)
    const count = all.readUInt32LE(at + 8)
    at += 12
    const buckets = new Uint32Array(count)
    let bucket = 0
    for (let i = 0; i < count; i += 1) {
      for (; all[at] === 255; at += 1) bucket += 255
      bucket += all[at]!
      at += 1
      buckets[i] = bucket
    }
    const weights = new Int8Array(BUCKETS)
    for (let i = 0; i < count; i += 1) weights[buckets[i]!] = all.readInt8(at + i)
    at += count
    return { weights, scale, bias }
  }
  return { spam: head(), abuse: head(), read: Uint8Array.from(all.subarray(at)) }
}
