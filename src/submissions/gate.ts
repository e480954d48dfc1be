import { type Spent, secondsUntilOneMore, tooFast } from '../http/rate-limit.ts'
import type { Site } from '../sites/queries.ts'

const WINDOW_MS = 60_000
const MAX_BUCKETS = 50_000

/** How many submissions past the limit are let through to the database, which costs it a look-up and a count each. */
const PAST_THE_LIMIT = 20

/** The length of a usual text in UTF-16 units. Longer texts take longer to read and count for more. */
const USUAL_LENGTH = 5_000

type Counted = {
  count: number
  /** When the database would accept one more, by the gate's clock. */
  freeAt: number
}

/**
 * The first gate, in this process only: turns away callers who are far past their limit, before the database is asked
 * and before their texts are compared for likeness. It is looser than the real limit, which all processes share and
 * the database keeps. It is told what the database counted, so that nobody is told to come back too early.
 */
export function firstGate(clock: () => number = () => performance.now()) {
  let windowStart = clock()
  let callers = new Map<string, Counted>()
  const keyOf = (site: Site, bucket: string) => `${site.id} ${bucket}`
  return {
    /** @throws {AppError} `rate-limited`. */
    pass(site: Site, bucket: string, text: string): void {
      const now = clock()
      if (now - windowStart >= WINDOW_MS || callers.size > MAX_BUCKETS) {
        windowStart = now
        callers = new Map()
      }
      const perMinute = site.policy.limits.perReaderPerMinute
      const key = keyOf(site, bucket)
      const caller = callers.get(key) ?? { count: 0, freeAt: 0 }
      callers.set(key, caller)
      caller.count += 1 + Math.floor(text.length / USUAL_LENGTH)
      if (caller.count <= perMinute * 2 + PAST_THE_LIMIT) return
      const openAt = Math.max(windowStart + WINDOW_MS, caller.freeAt)
      throw tooFast({ name: 'reader', perMinute, seconds: (openAt - now) / 1000 })
    },
    /** Notes what a caller has used up according to the database. */
    note(site: Site, bucket: string, spent: Spent): void {
      const caller = callers.get(keyOf(site, bucket))
      if (caller === undefined || spent.present === 0) return
      const seconds = secondsUntilOneMore(spent, site.policy.limits.perReaderPerMinute)
      caller.freeAt = Math.max(caller.freeAt, clock() + seconds * 1000)
    },
  }
}
