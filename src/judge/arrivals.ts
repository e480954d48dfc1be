import { NOTHING, plus } from './bounds.ts'
import { byProbability, type Proof } from './foreseen.ts'

/**
 * Up to which probabilities the judge may be believed, because comments that seemed at most so bad when they came were
 * rejected within the limit, and would be still if one more independent decision had gone wrong. Up to any where nothing
 * is known of arrivals.
 * @param arrivals decisions beside the probability that was told when the comment came.
 * @param design how many decisions are worth a single independent one.
 */
export function borneOutOnArrival(
  arrivals: readonly Proof[],
  limit: number,
  design: number,
): (p: number) => boolean {
  if (arrivals.length === 0) return () => true
  const steps: number[] = []
  const shares: number[] = []
  let sums = NOTHING
  for (const i of byProbability(arrivals)) {
    const { p, isRejected, weight } = arrivals[i]!
    sums = plus(sums, weight, 1, isRejected)
    steps.push(p)
    shares.push((sums.wrong + design) / (sums.weight + design))
  }
  return (p) => (shares[countUpTo(steps, p) - 1] ?? 1) <= limit
}

/** How many of the numbers, which rise, are at most `p`. */
function countUpTo(rising: readonly number[], p: number): number {
  let from = 0
  let to = rising.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (rising[middle]! <= p) from = middle + 1
    else to = middle
  }
  return from
}
