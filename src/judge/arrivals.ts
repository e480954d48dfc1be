import { NOTHING, plus } from './bounds.ts'
import { byProbability, type Proof } from './foreseen.ts'

/**
 * What the judge told when comments came counts as much as so many decisions as may have this many errors in them: few
 * decisions alone are luck.
 */
const OWN_WORD = 0.5

/**
 * Up to which probabilities the judge may be believed, because comments that seemed at most so bad when they came were
 * rejected within the limit, and would be still if one more independent decision had gone wrong. They count as the
 * number of independent decisions that their weights are worth (Kish 1965), so that one wrong check, which stands for
 * ten comments, is not ten wrong decisions. Up to any where nothing is known of arrivals.
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
  let told = 0
  const word = OWN_WORD / limit
  for (const i of byProbability(arrivals)) {
    const { p, isRejected, weight } = arrivals[i]!
    sums = plus(sums, weight, 1, isRejected)
    told += weight * p
    const worth = sums.weight ** 2 / sums.squares
    const wrong = (sums.wrong * worth + told * word) / sums.weight
    steps.push(p)
    shares.push((wrong + design) / (worth + word + design))
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
