import type { Policy } from '../sites/policy.ts'

export type CaptchaRequest = {
  readonly token: string | null
  readonly siteId: string
  /** Hosts that a token may come from; `*.news.example` stands for every subdomain. */
  readonly hostnames: readonly string[]
  readonly policy: Policy['captcha']
  readonly address: string
  /** The comment's id, for a provider that recognises repeats of one attempt. */
  readonly attemptId: string
  readonly now: Date
}

/**
 * What a provider says of a token: that it is good (with a score from 0 for a bot to 1 for a human, if it gives one,
 * and the time until which the token could be used again), that it is bad, or nothing usable.
 */
export type Answer =
  | { readonly is: 'good'; readonly score: number | null; readonly expiresAt: Date; readonly id?: string }
  | { readonly is: 'bad'; readonly why: string }
  | { readonly is: 'unavailable'; readonly why: string }

export type Provider = {
  readonly name: string
  /** Never throws, whatever the provider does. */
  ask(token: string, request: CaptchaRequest, timeoutMs: number): Promise<Answer>
}

/** The action every token must have been made for. */
export const ACTION = 'comment'
const FUTURE_MS = 60_000
const LATE_MS = 30_000

/** Whether a token came from a page of the site; hosts are compared without case. */
export function hostMatches(hostnames: readonly string[], given: string): boolean {
  const host = given.toLowerCase()
  return hostnames.some((name) =>
    name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name.toLowerCase(),
  )
}

/** Whether a challenge is no older than it may be, with some slack for clocks. Undefined when that cannot be told. */
export function isFresh(madeAt: string | undefined, maxAgeMs: number, now: Date): boolean | undefined {
  const at = madeAt === undefined ? Number.NaN : Date.parse(madeAt)
  if (Number.isNaN(at)) return undefined
  const ageMs = now.getTime() - at
  return ageMs <= maxAgeMs + LATE_MS && ageMs >= -FUTURE_MS
}

/** Why a provider refuses a token, if it says so in one word; nothing else that it says may reach the log. */
export function wordOf(code: string | undefined): string {
  return code !== undefined && /^[\w-]{1,60}$/.test(code) ? code : 'refused'
}
