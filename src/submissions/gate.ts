import { tooFast } from '../http/rate-limit.ts'
import type { Site } from '../sites/queries.ts'

const WINDOW_MS = 60_000
const MAX_BUCKETS = 50_000

/** What is sent past the limit still costs the database a look and a count each. */
const PAST_THE_LIMIT = 20

/** The length of a usual text in UTF-16 units. Longer ones take longer to read, and count for more. */
const USUAL_LENGTH = 5_000

/**
 * The first gate, in this process alone: turns away callers far past their limit without asking the database, and
 * before their texts are read for likeness. It is looser than the limit itself, which all processes share and the
 * database keeps.
 */
export function firstGate(clock: () => number = () => performance.now()) {
  let windowStart = clock()
  let counts = new Map<string, number>()
  return (site: Site, bucket: string, text: string): void => {
    if (clock() - windowStart > WINDOW_MS || counts.size > MAX_BUCKETS) {
      windowStart = clock()
      counts = new Map()
    }
    const perMinute = site.policy.limits.perReaderPerMinute
    const key = `${site.id} ${bucket}`
    const count = (counts.get(key) ?? 0) + 1 + Math.floor(text.length / USUAL_LENGTH)
    counts.set(key, count)
    if (count > perMinute * 2 + PAST_THE_LIMIT) {
      const seconds = (WINDOW_MS - (clock() - windowStart)) / 1000
      throw tooFast({ name: 'reader', perMinute, seconds })
    }
  }
}
