import type { Logger } from 'pino'

type OutageLog = Pick<Logger, 'error' | 'info'>

/** After so long without a refusal for want of room, the next one begins another outage. */
const SHORT_OVER_MS = 10_000
/** One that comes and goes is told no oftener. */
const AWAY_EVERY_MS = 10_000

/** Logs a database's trouble once when it begins, however many statements meet it, and once when it is over. */
export function outages(log: OutageLog | undefined) {
  let isAway = false
  let awayAt = Number.NEGATIVE_INFINITY
  let shortAt = Number.NEGATIVE_INFINITY
  return {
    away(error: unknown): void {
      const now = performance.now()
      if (isAway || now - awayAt < AWAY_EVERY_MS) return
      isAway = true
      awayAt = now
      log?.error({ err: error }, 'database.away')
    },
    /** @param replaced clients thrown away since the start. */
    answered(replaced: number): void {
      if (isAway) log?.info({ replaced }, 'database.back')
      isAway = false
    },
    short(error: unknown): void {
      const now = performance.now()
      if (now - shortAt > SHORT_OVER_MS) log?.error({ err: error }, 'database.short')
      shortAt = now
    },
    shortAgoMs: () => performance.now() - shortAt,
  }
}
