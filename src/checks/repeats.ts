import type { Check } from './check.ts'
import { letterCount } from './sketch.ts'

/** Folded letters from which saying the very same is no accident. */
const LONG_ENOUGH = 25
/** A short text may be common ("Thank you!"): only many of the same are a mark. */
const SHORT_REPEATS = 20

/** The same text, or nearly the same, seen before on the site: under any name, on any article. */
export function repeatsCheck(): Check {
  return {
    name: 'repeats',
    run({ folded, history }) {
      const { exact, near, articles, names, rejected, sameCallerHere } = history.repeats
      const isLong = letterCount(folded) >= LONG_ENOUGH
      const seen = isLong ? exact + near : exact
      const detail = `seen ${seen} times on ${articles} articles under ${names} names, ${rejected} of them rejected`
      const spreads = isLong && seen >= 3 && (articles >= 2 || names >= 2)
      if (seen > 0 && (rejected > 0 || spreads))
        return { outcome: 'suspect', score: 0.9, detail, reason: 'spam' }
      if (sameCallerHere || (isLong && seen > 0) || seen >= SHORT_REPEATS) {
        return { outcome: 'suspect', score: 0.6, detail, reason: 'duplicate' }
      }
      return { outcome: 'clear', detail }
    },
  }
}
