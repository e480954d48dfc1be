import { NOTHING, plus } from './bounds.ts'
import { borneOut } from './calibrate.ts'

/**
 * A person's decision beside the probability that the judge gave without knowing it. `weight` is the number of
 * comments of the stream that it stands for (1 over the rate at which it was drawn).
 */
export type Proof = {
  readonly p: number
  readonly isRejected: boolean
  readonly weight: number
}

/** How many decisions on either side, ordered by probability, share their weight with one. */
const NEIGHBOURS = 25

/** A decision beside the share of rejections to be expected among comments that look like it. */
export type Foreseen = Proof & { readonly expected: number }

/** For `proven`, which takes no probability for more than an order. */
export function asSaid(proof: Proof): Foreseen {
  return { ...proof, expected: proof.p }
}

/** The same decision for the other threshold: what is approved counts as rejected. */
export function fromAbove({ p, isRejected, weight, expected }: Foreseen): Foreseen {
  return { p: 1 - p, isRejected: !isRejected, weight, expected: 1 - expected }
}

/**
 * Decisions weighed evenly, each beside its probability as all of them bear it out. Together they count as many
 * independent decisions as their weights are worth (Kish 1965).
 * @param design how many decisions are worth a single independent one.
 * @param trust how far the decisions are believed against what was said: 1 wholly, 0 not at all.
 */
export function* foreseen(
  proofs: readonly Proof[],
  design: number,
  trust: number,
): Generator<void, Foreseen[]> {
  const all = proofs.reduce((sums, { weight }) => plus(sums, weight, design, false), NOTHING)
  yield
  const expected = yield* borneOut(
    proofs.map(({ p }) => p),
    Uint8Array.from(proofs, ({ isRejected }) => Number(isRejected)),
    Float32Array.from(proofs, ({ weight }) => (weight * all.weight) / all.squares),
  )
  yield
  return proofs.map((proof, i) => ({ ...proof, expected: expected[i]! ** trust * proof.p ** (1 - trust) }))
}

/**
 * Each decision with the mean weight of those that look about as bad. All decisions on comments of some probability
 * tell equally well how often such comments are bad, drawn for a check or not; the weights only tell how many such
 * comments there are. In two steps.
 */
export function* evened(proofs: readonly Proof[]): Generator<void, Proof[]> {
  const order = byProbability(proofs)
  yield
  const weightBefore = [0]
  for (const i of order) weightBefore.push(weightBefore.at(-1)! + proofs[i]!.weight)
  const even = [...proofs]
  order.forEach((i, at) => {
    const from = Math.max(0, at - NEIGHBOURS)
    const to = Math.min(order.length, at + NEIGHBOURS + 1)
    const { p, isRejected } = proofs[i]!
    even[i] = { p, isRejected, weight: (weightBefore[to]! - weightBefore[from]!) / (to - from) }
  })
  return even
}

/** Places in the list from the lowest probability up; equal ones in their order. */
export function byProbability(proofs: readonly Proof[]): number[] {
  return Array.from(proofs.keys()).sort((a, b) => proofs[a]!.p - proofs[b]!.p || a - b)
}
