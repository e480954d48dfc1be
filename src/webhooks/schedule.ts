const MINUTE = 60
const HOUR = 60 * MINUTE

/** Seconds before each try after the first (Standard Webhooks): about three days in all. */
const PAUSES = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
const JITTER = 0.2
const LONGEST_WISH = 24 * HOUR

/** The number of tries before a delivery is parked. */
export const MAX_ATTEMPTS = PAUSES.length + 1

/**
 * Seconds until the next try after this many failures; null if there is none. A receiver may ask for a longer pause
 * (`Retry-After`), up to a day; longer wishes are ignored.
 */
export function pauseAfter(
  attempts: number,
  { wishSeconds = null, random = Math.random }: { wishSeconds?: number | null; random?: () => number } = {},
): number | null {
  const pause = PAUSES[attempts - 1]
  if (pause === undefined) return null
  const spread = pause * (1 + JITTER * (2 * random() - 1))
  const isHeard = wishSeconds !== null && wishSeconds <= LONGEST_WISH
  return isHeard ? Math.max(spread, wishSeconds) : spread
}

/** The seconds of a `Retry-After` header, given as a number or a date; null for anything else. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000)
}
