/*
 * A comment is often bad because of a few words, which the harmless ones around them hide in a sum over all. So its
 * worst phrase is looked at separately.
 */

/** How many pieces in a row make a phrase: those of three to five words. */
const PHRASE = 96

type Phrase = {
  /** The first and last piece of the phrase, the last one excluded. */
  readonly from: number
  readonly to: number
  /** The sum of their weights, as for a text that consisted of nothing else. */
  readonly logit: number
}

/**
 * The consecutive pieces that speak most for rejecting, among a comment's first `pieces` places, each counted once.
 */
export function worstPhrase(weights: ArrayLike<number>, places: Uint32Array, pieces: number): Phrase {
  const length = Math.min(PHRASE, pieces)
  let sum = 0
  for (let k = 0; k < length; k += 1) sum += weights[places[k]!]!
  let most = sum
  let to = length
  for (let k = length; k < pieces; k += 1) {
    sum += weights[places[k]!]! - weights[places[k - length]!]!
    if (sum <= most) continue
    most = sum
    to = k + 1
  }
  return { from: to - length, to, logit: most / Math.sqrt(Math.max(length, 1)) }
}
