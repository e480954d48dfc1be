import { randomUUIDv7 } from 'node:crypto'
import { type Moved, moveComments } from '../../comments/move.ts'
import type { Queryable } from '../../db/client.ts'
import type { CommentStatus } from '../../db/states.ts'
import { type Statement, statementOf } from '../../statements/statement.ts'
import { type DeskComment, deskComment } from '../items.ts'
import { type DecisionView, insertDecisions, type NewDecision, settleComments } from './decisions.ts'
import type { Subject } from './subject.ts'

/** One comment to decide on, as the moderator saw it. */
type Order = {
  readonly subject: Subject
  readonly version: number
  readonly reason: string | null
  readonly note: string | null
}

type Orders = {
  readonly orders: readonly Order[]
  readonly action: 'approve' | 'reject'
  readonly moderator: { readonly id: string; readonly name: string }
  readonly decidedAt: Date
  /** The job that these decisions belong to. */
  readonly bulkId?: string
}

export type Made = {
  readonly comment: DeskComment
  readonly decision: Omit<DecisionView, 'site'>
  readonly moved: Moved
}

const TO = { approve: 'approved', reject: 'rejected' } as const
const FROM: readonly CommentStatus[] = ['pending', 'approved', 'rejected']

/**
 * Decides on comments of one site, all in the caller's transaction and in a fixed number of statements. Comments that
 * no longer have the version that was seen are left out of the result.
 */
export async function makeDecisions(tx: Queryable, siteId: string, orders: Orders): Promise<Made[]> {
  const to = TO[orders.action]
  const moved = await moveComments(
    tx,
    siteId,
    orders.orders.map(({ subject, version, reason }) => ({
      commentId: subject.id,
      from: FROM,
      to,
      expectedVersion: version,
      reason,
      decidedAt: orders.decidedAt,
      eventType: `comment.${to}`,
    })),
  )
  const made = orders.orders.flatMap((order) => {
    const move = moved.get(order.subject.id)
    return move === undefined ? [] : [{ order, moved: move, decision: decisionOf(orders, order, move) }]
  })
  if (made.length === 0) return []
  const isApproved = to === 'approved'
  const settled = made.map(({ decision: { id, commentId } }) => ({ commentId, decisionId: id, isApproved }))
  const decisions = made.map(({ decision }) => decision)
  const [views] = await Promise.all([
    insertDecisions(tx, siteId, decisions, orders.bulkId),
    settleComments(tx, siteId, settled),
  ])
  return made.flatMap(({ order: { subject, reason }, moved: move }, index) => {
    const decision = views[index]
    if (decision === undefined) return []
    const comment = deskComment({ ...subject, status: to, reason, decidedAt: orders.decidedAt })
    return [{ comment, decision, moved: move }]
  })
}

function decisionOf(orders: Orders, { subject, reason, note }: Order, moved: Moved): NewDecision {
  const id = randomUUIDv7()
  return {
    id,
    commentId: subject.id,
    action: orders.action,
    reason,
    note,
    moderator: orders.moderator,
    fromStatus: moved.fromStatus,
    fromReason: moved.fromReason,
    toStatus: TO[orders.action],
    version: moved.version,
    revision: moved.revision,
    undoes: null,
    auditRate: subject.audit ? subject.auditRate : null,
    statement: orders.action === 'approve' ? null : statementFrom(id, orders, { subject, reason, moved }),
    decidedAt: orders.decidedAt,
  }
}

function statementFrom(
  id: string,
  { decidedAt }: Orders,
  { subject, reason, moved }: { subject: Subject; reason: string | null; moved: Moved },
): Statement {
  return statementOf({
    id,
    by: 'moderator',
    reason,
    fromStatus: moved.fromStatus,
    verdict: subject.verdict,
    isAudit: subject.audit,
    source: subject.isNoticed ? 'notice' : subject.reportCount > 0 ? 'report' : 'own-initiative',
    wasPublished: subject.wasPublished,
    appealed: subject.appealed,
    createdAt: subject.createdAt,
    revision: moved.revision,
    locale: subject.locale,
    clauses: subject.clauses,
    decidedAt,
  })
}
