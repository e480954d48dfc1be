import type { Signal } from '../checks/check.ts'
import type { Sql } from '../db/client.ts'
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

/**
 * As a statement: stores the verdicts that `rows` select as `site_id`, `comment_id`, `revision`, `verdict` (its JSON)
 * and `at`. Earlier ones of the same comments stay: the log tells of each.
 */
export function insertVerdicts(sql: Sql, rows: ReturnType<Sql>) {
  return sql`
    insert into verdicts (site_id, comment_id, revision, id, action, probability, because, reason, signals, thresholds,
      explanation, policy_version, model_version, audit, audit_rate, context, created_at)
    select r.site_id, r.comment_id, r.revision, v.id, v.action, v.probability, v.because, v.reason, v.signals, v.thresholds,
      v.explanation, v."policyVersion", v."modelVersion", v.audit, v."auditRate", v.context, r.at
    from (${rows}) r cross join lateral jsonb_to_record(r.verdict) as v(
      id uuid, action text, probability real, because text[], reason text, signals jsonb, thresholds jsonb,
      explanation jsonb, "policyVersion" int, "modelVersion" int, audit boolean, "auditRate" real, context jsonb)`
}

/** The same for a further verdict on one comment, which the caller has locked. */
export function insertFurtherVerdict(
  sql: Sql,
  { siteId, commentId }: { readonly siteId: string; readonly commentId: string },
  verdict: StoredVerdict,
) {
  return insertVerdicts(
    sql,
    sql`select ${siteId}::uuid as site_id, ${commentId}::uuid as comment_id, coalesce(max(revision), 0) + 1 as revision,
        ${sql.json(verdict)}::jsonb as verdict, now() as at
      from verdicts where site_id = ${siteId} and comment_id = ${commentId}`,
  )
}
