import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { callerOf, trustedProxies } from './caller.ts'
import type { AppEnv } from './env.ts'

/** Refused credentials of one caller in one minute; nobody mistypes so often, and guessing gets nowhere anyway. */
const PER_MINUTE = 1_000
const MOST_CALLERS = 10_000
const MINUTE_MS = 60_000

type RefusalLimit = {
  /** @throws {AppError} `rate-limited` for a caller that was refused too often this minute. */
  check(c: Context<AppEnv>): void
  note(c: Context<AppEnv>): void
}

/** Counts refused credentials by caller, in this process alone: it keeps a flood of guesses off the database. */
export function refusalLimit({ config, now }: Pick<Deps, 'config' | 'now'>): RefusalLimit {
  const trusted = trustedProxies(config.TRUSTED_PROXIES)
  const refused = new Map<string, number>()
  let minute = 0
  const turn = () => {
    const present = Math.floor(now().getTime() / MINUTE_MS)
    if (present !== minute || refused.size > MOST_CALLERS) refused.clear()
    minute = present
  }
  return {
    check(c) {
      turn()
      if ((refused.get(callerOf(c, trusted).bucket) ?? 0) < PER_MINUTE) return
      throw new AppError('rate-limited', 'Too many refused credentials came from here. Wait a minute.', {
        headers: { 'retry-after': '60' },
      })
    },
    note(c) {
      const { bucket } = callerOf(c, trusted)
      refused.set(bucket, (refused.get(bucket) ?? 0) + 1)
    },
  }
}
