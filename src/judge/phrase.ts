/*
 * A comment is often bad for a few words of it, and what is harmless around them hides that in a sum over all. So its
 * worst phrase is looked at besides.
 */

/** How many pieces in a row make a phrase: those of three to five words. */
const PHRASE = 96

type Phrase = {
  /** Its pieces, the last one left out. */
  readonly from: number
  readonly to: number
  /** The sum of their weights, as of a text that were nothing else. */
  readonly logit: number
}

/** The pieces in a row that speak most for rejecting, of a comment's first `pieces` places, each said once. */
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
