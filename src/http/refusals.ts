import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { tokenHash } from '../hash.ts'
import { callerOf, trustedProxies } from './caller.ts'
import type { AppEnv } from './env.ts'
import { tooFast } from './rate-limit.ts'

/** Refused credentials per caller and minute. Nobody mistypes that often, and guessing gets nowhere anyway. */
const PER_MINUTE = 1_000
const MOST_CALLERS = 10_000
const MOST_KNOWN = 10_000
const MINUTE_MS = 60_000

type RefusalLimit = {
  /**
   * A credential that worked before passes, whoever else guesses from the same place.
   * @throws {AppError} `rate-limited` for a caller that was refused too often this minute.
   */
  check(c: Context<AppEnv>, credential: string): void
  good(credential: string): void
  /** Counts it, and says so in the log at a caller's first, tenth, hundredth … within a minute. */
  refused(c: Context<AppEnv>, code?: 'unauthenticated' | 'forbidden'): void
}

/** Counts refused credentials by caller, in this process only, to keep a flood of guesses off the database. */
export function refusalLimit({ config, now }: Pick<Deps, 'config' | 'now'>): RefusalLimit {
  const trusted = trustedProxies(config.TRUSTED_PROXIES)
  const refused = new Map<string, number>()
  const known = new Set<string>()
  const nameOf = (credential: string) => tokenHash(credential).toString('base64')
  let minute = 0
  const turn = () => {
    const present = Math.floor(now().getTime() / MINUTE_MS)
    if (present !== minute || refused.size > MOST_CALLERS) refused.clear()
    minute = present
  }
  return {
    check(c, credential) {
      turn()
      if ((refused.get(callerOf(c, trusted).bucket) ?? 0) < PER_MINUTE) return
      if (known.has(nameOf(credential))) return
      throw tooFast({
        name: 'credentials',
        perMinute: PER_MINUTE,
        seconds: (MINUTE_MS - (now().getTime() % MINUTE_MS)) / 1000,
        detail: 'Too many refused credentials came from here. Wait a minute.',
      })
    },
    good(credential) {
      if (known.size >= MOST_KNOWN) known.clear()
      known.add(nameOf(credential))
    },
    refused(c, code = 'unauthenticated') {
      turn()
      const { bucket } = callerOf(c, trusted)
      const times = (refused.get(bucket) ?? 0) + 1
      refused.set(bucket, times)
      if (/^10*$/.test(String(times))) c.var.log.warn({ code, times }, 'credential.refused')
    },
  }
}
