import type { Signal } from '../checks/check.ts'
import type { EarlierDecisions } from '../judge/features.ts'
import type { KindRisk } from '../judge/heads.ts'
import type { ArticleDetails } from './articles.ts'

/** A verdict with everything needed to explain it later, as it is stored. */
export type StoredVerdict = {
  readonly id: string
  readonly action: 'approve' | 'hold' | 'reject'
  /** The probability that a moderator would reject it, 0 to 1; null while only rules speak. */
  readonly probability: number | null
  /** What the queue is ordered by: the probability, or the rules' estimate of it. */
  readonly risk: number
  /** What kind of rejection it would be, as the queue shows it; null if unknown. */
  readonly kinds: KindRisk | null
  readonly because: readonly string[]
  readonly reason: string | null
  readonly signals: readonly Signal[]
  readonly thresholds: { readonly approveBelow: number | null; readonly rejectAbove: number | null } | null
  readonly explanation: readonly Explanation[] | null
  readonly policyVersion: number
  readonly modelVersion: number | null
  readonly audit: boolean
  /** The rate at which the audit was drawn; null if none was. */
  readonly auditRate: number | null
  readonly context: JudgeContext & { readonly told?: ArticleDetails | undefined }
}

/** What was known besides the text when a comment was judged; stored so that a later refit sees the same. */
export type JudgeContext = EarlierDecisions & { readonly isReply: boolean }

/** One word or signal that moved the probability: positive weights speak for rejecting. */
type Explanation = {
  readonly feature: string
  readonly weight: number
  readonly spans?: readonly { readonly start: number; readonly end: number }[]
}
