import { weighReports } from '../comments/reports.ts'
import type { Queryable } from '../db/client.ts'
import type { CommentStatus } from '../db/schema.ts'
import type { Statement } from './statement.ts'

/** A decision as moderators see it. */
export type DecisionView = {
  readonly id: string
  readonly site: string
  readonly commentId: string
  readonly action: 'approve' | 'reject' | 'undo'
  readonly reason: string | null
  readonly note: string | null
  readonly moderator: { readonly id: string; readonly name: string }
  readonly fromStatus: CommentStatus
  readonly toStatus: CommentStatus
  /** The comment's version after it. */
  readonly version: number
  readonly undoes: string | null
  readonly statement: Statement | null
  readonly createdAt: Date
}

export type NewDecision = {
  readonly id: string
  readonly siteId: string
  readonly commentId: string
  readonly action: DecisionView['action']
  readonly reason: string | null
  readonly note: string | null
  readonly moderator: { readonly id: string; readonly name: string }
  readonly fromStatus: CommentStatus
  readonly fromReason: string | null
  readonly toStatus: CommentStatus
  readonly version: number
  readonly revision: number
  readonly undoes: string | null
  readonly auditRate: number | null
  readonly statement: Statement | null
  readonly decidedAt: Date
}

/** Writes a decision down and tells other consoles. */
export async function insertDecision(
  tx: Queryable,
  decision: NewDecision,
): Promise<Omit<DecisionView, 'site'>> {
  const { siteId, id, commentId, moderator, toStatus, version, statement } = decision
  await tx.query(
    (sql) => sql`
    with decided as (
      insert into decisions (site_id, id, comment_id, action, reason, note, moderator_id, moderator_name, from_status,
        from_reason, to_status, version, revision, undoes, audit_rate, statement, created_at)
      values (${siteId}, ${id}, ${commentId}, ${decision.action}, ${decision.reason}, ${decision.note},
        ${moderator.id}, ${moderator.name}, ${decision.fromStatus}, ${decision.fromReason}, ${toStatus}, ${version},
        ${decision.revision}, ${decision.undoes}, ${decision.auditRate},
        ${statement === null ? null : sql.json(statement as never)}, ${decision.decidedAt})
    )
    select pg_notify('postbag', json_build_array('decided', ${siteId}::text, ${commentId}::text, ${toStatus}::text,
      ${version}::int, ${id}::text, ${moderator.name}::text)::text)`,
  )
  return viewOf(decision)
}

type Settled = {
  readonly siteId: string
  readonly commentId: string
  readonly decisionId: string
  readonly isApproved: boolean
}

/** Takes a comment off the desk: reports and an appeal get their outcome, a blind check is done, the lease ends. */
export async function settleComment(tx: Queryable, { siteId, commentId, decisionId, isApproved }: Settled) {
  await tx.query(
    (sql) => sql`
    with reported as (
      update reports set outcome = ${isApproved ? 'dismissed' : 'upheld'}
      where site_id = ${siteId} and comment_id = ${commentId} and outcome is null
    ), appealed as (
      update appeals set outcome = ${isApproved ? 'granted' : 'refused'}, decision_id = ${decisionId}
      where site_id = ${siteId} and comment_id = ${commentId} and outcome is null
    ), freed as (
      delete from claims where site_id = ${siteId} and comment_id = ${commentId}
    )
    update comments set audit = false, report_count = 0, report_weight = 0
    where site_id = ${siteId} and id = ${commentId} and (audit or report_count > 0)`,
  )
}

/**
 * Puts back on the desk what one decision took off it: the reports that came since the decision in force before
 * it, the appeal it answered, the blind check.
 */
export async function unsettleComment(
  tx: Queryable,
  {
    siteId,
    commentId,
    id,
    wasAudit,
  }: Pick<NewDecision, 'siteId' | 'commentId' | 'id'> & { readonly wasAudit: boolean },
) {
  await tx.query(
    (sql) => sql`
    with before as (
      select max(d.created_at) as at from decisions d
      where d.site_id = ${siteId} and d.comment_id = ${commentId} and d.action <> 'undo' and d.id <> ${id}
        and not exists (select from decisions u where u.site_id = d.site_id and u.undoes = d.id)
    ), reported as (
      update reports r set outcome = null from before b
      where r.site_id = ${siteId} and r.comment_id = ${commentId} and r.outcome is not null
        and (b.at is null or r.created_at > b.at)
    ), appealed as (
      update appeals set outcome = null, decision_id = null where site_id = ${siteId} and comment_id = ${commentId}
        and decision_id = ${id}
    )
    update comments c set audit = ${wasAudit} where c.site_id = ${siteId} and c.id = ${commentId}`,
  )
  await weighReports(tx, siteId, commentId)
}

function viewOf(decision: NewDecision): Omit<DecisionView, 'site'> {
  const { id, commentId, action, reason, note, moderator, fromStatus, toStatus, version, undoes, statement } =
    decision
  return {
    id,
    commentId,
    action,
    reason,
    note,
    moderator: { id: moderator.id, name: moderator.name },
    fromStatus,
    toStatus,
    version,
    undoes,
    statement,
    createdAt: decision.decidedAt,
  }
}
