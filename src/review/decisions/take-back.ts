import { randomUUIDv7 } from 'node:crypto'
import { type Moved, moveComments } from '../../comments/move.ts'
import type { Queryable, Sql } from '../../db/client.ts'
import { type CommentStatus, IS_UNDONE } from '../../db/states.ts'
import { type CommentColumns, type DeskComment, deskColumns, deskComment } from '../items.ts'
import { type DecisionView, insertDecisions, type NewDecision, unsettleComments } from './decisions.ts'
import type { Made } from './make.ts'

/** A decision that may be undone, with the comment it was about. */
export type Undoable = CommentColumns & {
  readonly siteId: string
  readonly decisionId: string
  readonly action: DecisionView['action']
  readonly fromStatus: CommentStatus
  readonly fromReason: string | null
  readonly toStatus: CommentStatus
  readonly decidedVersion: number
  /** The comment's present version. */
  readonly version: number
  readonly auditRate: number | null
  readonly isUndone: boolean
}

const EVENT: Readonly<Record<CommentStatus, string>> = {
  pending: 'comment.held',
  approved: 'comment.approved',
  rejected: 'comment.rejected',
  withdrawn: 'comment.withdrawn',
}

/** The columns of an `Undoable`, for decision `d` about comment `c` on site `s`. */
export function undoableColumns(sql: Sql) {
  return sql`c.site_id, ${deskColumns(sql)}, d.id as decision_id, d.action, d.from_status, d.from_reason, d.to_status,
    d.version as decided_version, c.version, d.audit_rate, ${sql.unsafe(IS_UNDONE)} as is_undone`
}

/**
 * Restores comments of one site as they were before a decision on each, as new decisions. Comments that changed in
 * another way since are left out of the result.
 */
export async function takeBack(
  tx: Queryable,
  siteId: string,
  {
    done,
    moderator,
    decidedAt,
    bulkId,
  }: {
    readonly done: readonly Undoable[]
    readonly moderator: { readonly id: string; readonly name: string }
    readonly decidedAt: Date
    readonly bulkId?: string
  },
): Promise<Made[]> {
  const moved = await moveComments(
    tx,
    siteId,
    done.map(({ id, toStatus, fromStatus, fromReason, decidedVersion }) => ({
      commentId: id,
      from: [toStatus],
      to: fromStatus,
      expectedVersion: decidedVersion,
      reason: fromReason,
      decidedAt: fromStatus === 'pending' ? null : decidedAt,
      eventType: EVENT[fromStatus],
    })),
  )
  const undone = done.flatMap((decided) => {
    const move = moved.get(decided.id)
    return move === undefined ? [] : [{ decided, move }]
  })
  if (undone.length === 0) return []
  const [decisions] = await Promise.all([
    insertDecisions(
      tx,
      siteId,
      undone.map(({ decided, move }) => undoOf(decided, move, { moderator, decidedAt })),
      bulkId,
    ),
    unsettleComments(
      tx,
      siteId,
      undone.map(({ decided: { id, decisionId, auditRate } }) => ({
        commentId: id,
        decisionId,
        wasAudit: auditRate !== null,
      })),
    ),
  ])
  return undone.flatMap(({ decided, move }, index) => {
    const decision = decisions[index]
    return decision === undefined ? [] : [{ comment: shown(decided, decidedAt), decision, moved: move }]
  })
}

function undoOf(
  decided: Undoable,
  moved: Moved,
  by: { readonly moderator: NewDecision['moderator']; readonly decidedAt: Date },
): NewDecision {
  return {
    id: randomUUIDv7(),
    commentId: decided.id,
    action: 'undo',
    reason: decided.fromReason,
    note: null,
    fromStatus: moved.fromStatus,
    fromReason: moved.fromReason,
    toStatus: decided.fromStatus,
    version: moved.version,
    revision: moved.revision,
    undoes: decided.decisionId,
    auditRate: null,
    statement: null,
    ...by,
  }
}

/** The comment as it is again; one whose blind check is open again looks held. */
function shown(decided: Undoable, decidedAt: Date): DeskComment {
  const { auditRate, fromStatus, fromReason } = decided
  const isHeld = auditRate !== null || fromStatus === 'pending'
  return deskComment({
    ...decided,
    status: isHeld ? 'pending' : fromStatus,
    reason: isHeld ? null : fromReason,
    decidedAt: isHeld ? null : decidedAt,
  })
}
