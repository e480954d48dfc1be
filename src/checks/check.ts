import type { Folded } from '../text/fold.ts'

/** What a check found: nothing, doubt, certainty, or that it could not judge. Silence is never a pass. */
export const OUTCOMES = ['clear', 'suspect', 'block', 'unavailable'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** A stretch of the text as it was written: UTF-16 offsets, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number }

/**
 * One check's finding, stored with the comment. `score` is 0 (harmless) to 1 (certain), absent where
 * the check has no degrees; `detail` is a short sentence in English for moderators that quotes none of
 * the reader's words; `reason` is the reason code a rejection on this ground would carry.
 */
export type Signal = {
  readonly check: string
  readonly outcome: Outcome
  readonly score?: number
  readonly detail?: string
  readonly reason?: ReasonCode
  readonly spans?: readonly Span[]
  /** It will know better in a few minutes and wants to be asked again. */
  readonly isProvisional?: true
  /** It goes by nothing that the site itself has listed, so a judge that has learned here may know better. */
  readonly isBuiltIn?: true
  readonly ms: number
}

export const REASON_CODES = [
  'spam',
  'abuse',
  'hate',
  'threat',
  'sexual',
  'personal-data',
  'illegal',
  'misinformation',
  'off-topic',
  'duplicate',
  'other',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

/** Every check there is, by the name a policy switches it by; the last two run when they are configured. */
export const CHECK_NAMES = [
  'captcha',
  'form',
  'author',
  'flood',
  'repeats',
  'domains',
  'links',
  'words',
  'personal-data',
  'shape',
  'akismet',
  'custom',
] as const

/** The checks that ask elsewhere. */
const REMOTE_CHECKS: readonly string[] = ['akismet', 'custom'] satisfies (typeof CHECK_NAMES)[number][]

/** Whether a check that asks elsewhere had no answer, or none to rely on, so that it is worth asking again. */
export function isUnanswered({ check, outcome, isProvisional }: Signal): boolean {
  return REMOTE_CHECKS.includes(check) && (outcome === 'unavailable' || isProvisional === true)
}

/** Rules that hold every comment whatever the checks found: the site's mode, and the article's. */
export const HOLDING_RULES: readonly string[] = ['pre-moderation', 'article-pre-moderation', 'watch']

/** The ground of a verdict that comes from the judge: no check's mark led to it. */
export const BY_JUDGE: readonly string[] = ['judge']

/** What the site remembers that bears on a comment; read once, before the checks, by `admit`. */
export type History = {
  /** Earlier comments of the same author (keyed hash of network and name); `rejected` by people only. */
  readonly author: { readonly approved: number; readonly rejected: number; readonly pending: number }
  /** The same for everything from the caller's network bucket. */
  readonly network: { readonly approved: number; readonly rejected: number; readonly pending: number }
  /** People's newest decisions on this article's comments. */
  readonly thread: { readonly approved: number; readonly rejected: number }
  /** The same, but the older a decision, the less it counts. */
  readonly lately?: { readonly approved: number; readonly rejected: number }
  /** Comments on this article before this one, counted up to a bound. */
  readonly threadSize?: number
  /** Comments on this article within half an hour before this one, beyond one of each author, counted to the same bound. */
  readonly backAndForth?: number
  /** People's decisions on the comment it answers, and on the other answers to that comment. */
  readonly conversation?: { readonly approved: number; readonly rejected: number }
  /** Earlier comments of the last 30 days whose folded text is the same, or nearly the same. */
  readonly repeats: {
    readonly exact: number
    readonly near: number
    readonly articles: number
    readonly names: number
    readonly rejected: number
    /** One of them came from this caller, on this article, within the last ten minutes. */
    readonly sameCallerHere: boolean
  }
  /** Banned domains it links to. */
  readonly bannedDomains: readonly string[]
  /** Domains it links to that moderators want to see comments with. */
  readonly watchedDomains: readonly string[]
  /** Submissions of the last minute, this one included. */
  readonly perMinute: { readonly article: number; readonly site: number }
}

/** A submission after reading and admission: what every check sees. */
export type Candidate = {
  readonly siteSlug: string
  readonly siteName: string
  readonly origins: readonly string[]
  readonly articleKey: string
  readonly articleUrl: string | null
  readonly commentId: string
  readonly name: string
  readonly text: string
  /** `text` folded for matching, with the way back to positions in `text`. */
  readonly folded: Folded
  /** `name` folded the same way. */
  readonly foldedName: Folded
  readonly email: string | null
  readonly website: string | null
  readonly isReply: boolean
  readonly isEdit: boolean
  /** A check that could not judge it at first is asked once more. */
  readonly isAskedAgain: boolean
  /** The publisher's login vouches for the name. */
  readonly isVerified: boolean
  /** Why it waits for a person whatever the checks find: the article's rule, or a moderator's watch on who wrote it. */
  readonly heldBy: readonly ('article-pre-moderation' | 'watch')[]
  readonly locale: string
  readonly honeypot: string | null
  readonly openedAt: Date | null
  readonly receivedAt: Date
  /** The caller's address (never stored, never logged) and user agent, for checks that must tell a provider. */
  readonly address: string
  readonly userAgent: string | null
  readonly referrer: string | null
  readonly history: History
}

/** What a check returns; the runner adds its name and the milliseconds. */
export type Finding = Omit<Signal, 'check' | 'ms'>

/** A function that looks for one thing in what is at hand. One that throws is an `unavailable` signal. */
export type Check = {
  readonly name: string
  run(candidate: Candidate): Finding
}

/**
 * One that asks elsewhere. It costs money or time and runs only while the verdict still depends on it; one that
 * passes its time limit is an `unavailable` signal too.
 */
export type RemoteCheck = {
  readonly name: string
  run(candidate: Candidate, signal: AbortSignal): Promise<Finding>
}
