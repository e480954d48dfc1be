import type { Sql } from '../db/client.ts'
import type { StoredVerdict } from './stored-verdict.ts'

/**
 * Adds a verdict to those of a comment, as the statement that its caller completes. Earlier ones stay: the log tells of
 * each. The caller has locked the comment.
 */
export function insertingVerdict(
  sql: Sql,
  { siteId, commentId }: { readonly siteId: string; readonly commentId: string },
  verdict: StoredVerdict,
) {
  return sql`
    insert into verdicts (site_id, comment_id, revision, id, action, probability, because, reason, signals,
      thresholds, explanation, policy_version, model_version, audit, audit_rate, context, created_at)
    select ${siteId}, ${commentId}, (select coalesce(max(l.revision), 0) + 1 from verdicts l
        where l.site_id = ${siteId} and l.comment_id = ${commentId}), v.id, v.action, v.probability, v.because, v.reason,
      v.signals, v.thresholds, v.explanation, v."policyVersion", v."modelVersion", v.audit, v."auditRate", v.context, now()
    from jsonb_to_record(${sql.json(verdict)}) as v(
      id uuid, action text, probability real, because text[], reason text, signals jsonb, thresholds jsonb,
      explanation jsonb, "policyVersion" int, "modelVersion" int, audit boolean, "auditRate" real, context jsonb)`
}
