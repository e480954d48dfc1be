import type { Vector } from './features.ts'

/**
 * A small linear model with one byte per bucket: its logit is the bias plus the scaled sum of weights times values.
 */
export type Head = { readonly weights: Int8Array; readonly scale: number; readonly bias: number }

export function logitOf({ weights, scale, bias }: Head, { index, value }: Vector): number {
  let sum = 0
  for (let k = 0; k < index.length; k += 1) sum += weights[index[k]!]! * value[k]!
  return bias + sum * scale
}

/** Rounds each weight to one of 127 steps on either side of zero. */
export function toHead(weights: Float32Array, bias: number): Head {
  const most = weights.reduce((so, weight) => Math.max(so, Math.abs(weight)), 0)
  const scale = Math.fround(most / 127) || 1
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / scale)), scale, bias }
}
