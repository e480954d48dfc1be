import { NOTHING, plus, type Sums, upperShare } from './bounds.ts'
import type { Proof } from './foreseen.ts'

/* How the comments to come may differ from those decided, as far as the decisions show it. */

/**
 * After how many newer decisions one counts half for the recent share of rejections, which is mixed with that of as
 * many earlier ones.
 */
const LATELY = 100
/** Only what exceeds this many standard errors counts as a rise. */
const CHANCE = 2
/**
 * Whether less is rejected than before, beyond all doubt, is told by the newest decisions: this many, twice as many,
 * and so on.
 */
const NEWEST = 16
const NO_CHANCE = 3
/** As many articles where so much is rejected stand beside those that `expected` knows the share of rejections from. */
const OTHER_ARTICLES = 3
const REJECTED_ELSEWHERE = 0.25

/**
 * How many times more often the next comments may be bad, although they look as safe, because more was rejected
 * recently. What chance does to the latest decisions is no rise.
 */
export function riseLately(proofs: readonly Proof[]): number {
  const { wrong, weight } = fadingSums(proofs, Number.POSITIVE_INFINITY)
  const share = wrong / weight
  const lately = fadingSums(proofs, LATELY)
  const worth = lately.weight ** 2 / lately.squares
  const chance = CHANCE * Math.sqrt((share * (1 - share)) / worth)
  const now = (worth * (lately.wrong / lately.weight - chance) + LATELY * share) / (worth + LATELY)
  return Math.max(1, oddsOf(now) / oddsOf(share))
}

/** The same because a few quiet articles say little about the next one. */
export function riseElsewhere(proofs: readonly Proof[], articles: number | null): number {
  if (articles === null) return 1
  const { wrong, weight } = fadingSums(proofs, Number.POSITIVE_INFINITY)
  const share = wrong / weight
  const elsewhere = (articles * share + OTHER_ARTICLES * REJECTED_ELSEWHERE) / (articles + OTHER_ARTICLES)
  return Math.max(1, oddsOf(elsewhere) / oddsOf(share))
}

/**
 * How many times more often the next comments may be good, although they look as bad, because less was rejected
 * recently. While nearly everything was bad, few good comments have shown what may look bad, so a few in a row are
 * enough.
 */
export function fallAhead(proofs: readonly Proof[]): number {
  let newest = NOTHING
  let most = 1
  for (let n = 1; n <= proofs.length; n += 1) {
    const { weight, isRejected } = proofs[proofs.length - n]!
    newest = plus(newest, weight, 1, isRejected)
    const isPowerOfTwo = (n & (n - 1)) === 0
    if (n >= NEWEST && isPowerOfTwo) most = Math.min(most, upperShare(newest, NO_CHANCE))
  }
  return Math.max(1, oddsOf(newest.wrong / newest.weight) / oddsOf(most))
}

/** Sums over all decisions, each of which counts half of one that is `halfLife` places newer. */
function fadingSums(proofs: readonly Proof[], halfLife: number): Sums {
  return proofs.reduce<Sums>(
    (sums, { weight, isRejected }, i) =>
      plus(sums, weight * 0.5 ** ((proofs.length - 1 - i) / halfLife), 1, isRejected),
    NOTHING,
  )
}

const oddsOf = (share: number) => share / (1 - share)
