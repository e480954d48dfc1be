import type { Check } from './check.ts'
import { letterCount } from './sketch.ts'

/** From how many folded letters on the very same text is no accident. */
const LONG_ENOUGH = 25
/** A short text may be common ("Thank you!"): only many of the same are a mark. */
const SHORT_REPEATS = 20

/** The same text, or nearly the same, seen before on the site: under any name, on any article. */
export function repeatsCheck(): Check {
  return {
    name: 'repeats',
    run({ folded, history }) {
      const { exact, near, articles, names, rejected, sameCallerHere } = history.repeats
      if (exact + near === 0) return { outcome: 'clear', detail: 'not seen before' }
      const isLong = letterCount(folded) >= LONG_ENOUGH
      const seen = isLong || sameCallerHere ? exact + near : exact
      const detail = seen === 0 ? 'not seen before' : describe({ seen, articles, names, rejected })
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

/** "seen 3 times on 2 articles under one name, 1 of them rejected" */
function describe(found: Readonly<Record<'seen' | 'articles' | 'names' | 'rejected', number>>): string {
  const { seen, articles, names, rejected } = found
  const where = `on ${articles === 1 ? 'one article' : `${articles} articles`}`
  const who = `under ${names === 1 ? 'one name' : `${names} names`}`
  if (seen === 1) return `seen once ${where} ${who}${rejected > 0 ? ', and rejected' : ''}`
  return `seen ${seen} times ${where} ${who}, ${rejected === 0 ? 'none' : rejected} of them rejected`
}
