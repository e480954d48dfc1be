import { type Evidence, MARK_WEIGHT, markBucket, type Vector } from './features.ts'
import type { Model } from './fit.ts'
import { MEASURE_NAMES, marksOf, measuresOf } from './marks.ts'
import { worstPhrase } from './phrase.ts'
import { PAIR, visitPieces, WORD } from './tokens.ts'

/** One word or mark that moved the probability: positive weights, in logits, speak for rejecting. */
export type Moved = {
  readonly feature: string
  readonly weight: number
  /** Where it stands in the original text, in UTF-16 units; absent for what is no word. */
  readonly spans?: readonly { readonly start: number; readonly end: number }[]
}

const MOST = 6
const LEAST_WEIGHT = 0.05

/**
 * What moved the probability most, strongest first. A word carries the weight of its letters and of its pairs with
 * neighbours (a pair is shared equally), in the whole comment and in its worst phrase; repetitions count once, as in
 * the model.
 */
export function explain(model: Model, evidence: Evidence, vector: Vector): Moved[] {
  const moved = [...words(model, evidence, vector), ...marks(model, evidence)]
  return moved
    .filter(({ weight }) => Math.abs(weight) >= LEAST_WEIGHT)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, MOST)
    .map((one) => ({ ...one, weight: Math.round(one.weight * 100) / 100 }))
}

type Word = { weight: number; readonly spans: { start: number; end: number }[] }

function words(model: Model, { folded, text }: Evidence, vector: Vector): Moved[] {
  const weightOf = weightsOfPieces(model, vector)
  const seen = new Set<number>()
  const found: { start: number; end: number; weight: number }[] = []
  visitPieces(folded.text, (kind, bucket, start, end) => {
    if (kind === WORD) found.push({ start, end, weight: 0 })
    if (seen.has(bucket)) return
    const weight = weightOf[seen.size]!
    seen.add(bucket)
    const last = found.at(-1)
    if (last === undefined) return
    if (kind !== PAIR) last.weight += weight
    else {
      last.weight += weight / 2
      const before = found.at(-2)
      if (before !== undefined) before.weight += weight / 2
    }
  })
  const byWord = new Map<string, Word>()
  for (const { start, end, weight } of found) {
    const feature = folded.text.slice(start, end)
    const word = byWord.get(feature) ?? { weight: 0, spans: [] }
    byWord.set(feature, word)
    word.weight += weight
    word.spans.push({ start: folded.origin[start] ?? 0, end: folded.origin[end] ?? text.length })
  }
  return [...byWord].map(([feature, { weight, spans }]) => ({ feature, weight, spans: spans.slice(0, 20) }))
}

/** What each piece adds to the logit, in the order in which they are read. */
function weightsOfPieces({ weights, phrase }: Model, { index, value, kinds }: Vector): Float64Array {
  const { from, to } = worstPhrase(phrase.weights, index, kinds.length)
  const scale = phrase.scale / Math.sqrt(Math.max(to - from, 1))
  return Float64Array.from(kinds, (_, k) => {
    const bucket = index[k]!
    return weights[bucket]! * value[k]! + (k >= from && k < to ? phrase.weights[bucket]! * scale : 0)
  })
}

function marks(model: Model, evidence: Evidence): Moved[] {
  return [
    ...marksOf(evidence).map((feature) => ({
      feature,
      weight: MARK_WEIGHT * model.weights[markBucket(feature)]!,
    })),
    ...measuresOf(evidence).map(({ bucket, weight }) => ({
      feature: MEASURE_NAMES[bucket] ?? '',
      weight: weight * model.weights[bucket]!,
    })),
  ]
}
