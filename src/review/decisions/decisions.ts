import { weighReports } from '../../comments/reports.ts'
import type { Queryable } from '../../db/client.ts'
import { type CommentStatus, IS_UNDONE } from '../../db/states.ts'
import { notice } from '../../live.ts'
import type { Statement } from '../../statements/statement.ts'

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
  /** The comment's version after the decision. */
  readonly version: number
  readonly undoes: string | null
  readonly statement: Statement | null
  readonly createdAt: Date
}

export type NewDecision = {
  readonly id: string
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

/** Stores decisions of one site. Unless they belong to a job, other consoles are told of each. */
export async function insertDecisions(
  tx: Queryable,
  siteId: string,
  decisions: readonly NewDecision[],
  bulkId: string | null = null,
): Promise<Omit<DecisionView, 'site'>[]> {
  const items = decisions.map(({ moderator, ...decision }) => ({
    ...decision,
    moderatorId: moderator.id,
    moderatorName: moderator.name,
  }))
  await tx.query(
    (sql) => sql`
    with items as materialized (
      select * from jsonb_to_recordset(${sql.json(items)}) as i(id uuid, "commentId" uuid, action text,
        reason text, note text, "moderatorId" uuid, "moderatorName" text, "fromStatus" text, "fromReason" text,
        "toStatus" text, version int, revision int, undoes uuid, "auditRate" real, statement jsonb, "decidedAt" timestamptz)
    ), decided as (
      insert into decisions (site_id, id, comment_id, action, reason, note, moderator_id, moderator_name, from_status,
        from_reason, to_status, version, revision, undoes, audit_rate, bulk_id, statement, created_at)
      select ${siteId}, id, "commentId", action, reason, note, "moderatorId", "moderatorName", "fromStatus",
        "fromReason", "toStatus", version, revision, undoes, "auditRate", ${bulkId}::uuid,
        nullif(statement, 'null'), "decidedAt"
      from items
    )
    select ${notice(sql, sql`'decided', ${siteId}::text, "commentId", "toStatus", version, id, "moderatorName"`)}
    from items where ${bulkId}::uuid is null`,
  )
  return decisions.map(viewOf)
}

type Settled = {
  readonly commentId: string
  readonly decisionId: string
  readonly isApproved: boolean
}

/** Takes comments off the desk: reports and appeals get their outcome, blind checks are done, leases end. */
export async function settleComments(tx: Queryable, siteId: string, settled: readonly Settled[]) {
  await tx.query(
    (sql) => sql`
    with items as materialized (
      select * from jsonb_to_recordset(${sql.json(settled)})
        as i("commentId" uuid, "decisionId" uuid, "isApproved" boolean)
    ), reported as (
      update reports r set outcome = case when i."isApproved" then 'dismissed' else 'upheld' end from items i
      where r.site_id = ${siteId} and r.comment_id = i."commentId" and r.outcome is null
    ), appealed as (
      update appeals l set outcome = case when i."isApproved" then 'granted' else 'refused' end,
        decision_id = i."decisionId" from items i
      where l.site_id = ${siteId} and l.comment_id = i."commentId" and l.outcome is null
    ), freed as (
      delete from claims k using items i where k.site_id = ${siteId} and k.comment_id = i."commentId"
    )
    update comments c set audit = false, report_count = 0, report_weight = 0 from items i
    where c.site_id = ${siteId} and c.id = i."commentId" and (c.audit or c.report_count > 0)`,
  )
}

type Unsettled = { readonly commentId: string; readonly decisionId: string; readonly wasAudit: boolean }

/**
 * Puts back on the desk what decisions took off it: the reports made since the decision before, the appeal and the
 * second opinion that it answered, and the blind check.
 */
export async function unsettleComments(tx: Queryable, siteId: string, unsettled: readonly Unsettled[]) {
  await tx.query(
    (sql) => sql`
    with items as materialized (
      select i.*, (select max(d.created_at) from decisions d
        where d.site_id = ${siteId} and d.comment_id = i."commentId" and d.action <> 'undo' and d.id <> i."decisionId"
          and not ${sql.unsafe(IS_UNDONE)}) as before
      from jsonb_to_recordset(${sql.json(unsettled)})
        as i("commentId" uuid, "decisionId" uuid, "wasAudit" boolean)
    ), reported as (
      update reports r set outcome = null from items i
      where r.site_id = ${siteId} and r.comment_id = i."commentId" and r.outcome is not null
        and (i.before is null or r.created_at > i.before)
    ), appealed as (
      update appeals l set outcome = null, decision_id = null from items i
      where l.site_id = ${siteId} and l.comment_id = i."commentId" and l.decision_id = i."decisionId"
    ), asked as (
      -- The decision made one version and taking it back another.
      update second_opinions o set version = c.version from items i
      join comments c on c.site_id = ${siteId} and c.id = i."commentId"
      where o.site_id = c.site_id and o.comment_id = c.id and o.version = c.version - 2
    )
    update comments c set audit = i."wasAudit", appealed = c.status = 'pending' and exists (select from appeals l
      where l.site_id = ${siteId} and l.comment_id = c.id and l.decision_id = i."decisionId")
    from items i where c.site_id = ${siteId} and c.id = i."commentId"`,
  )
  await weighReports(
    tx,
    siteId,
    unsettled.map(({ commentId }) => commentId),
  )
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
