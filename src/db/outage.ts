import type { Logger } from 'pino'

type OutageLog = Pick<Logger, 'error' | 'info'>

/** After this long without a refusal for lack of room, the next one begins a new outage. */
const SHORT_OVER_MS = 10_000
/** An outage that comes and goes is logged no more often than this. */
const AWAY_EVERY_MS = 10_000

/** Logs trouble of the database once when it begins, however many statements fail, and once when it is over. */
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
