import { randomUUIDv7 } from 'node:crypto'
import { moveComment } from '../comments/move.ts'
import { isUniqueViolation, type Queryable } from '../db/client.ts'
import type { CommentStatus } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { tellArticle } from '../live.ts'
import { type Decided, noteDecision } from './decide.ts'
import { type DecisionView, insertDecision, unsettleComment } from './decisions.ts'
import { type CommentColumns, deskComment } from './items.ts'
import { explainStale } from './subject.ts'

type Undoable = CommentColumns & {
  readonly siteId: string
  readonly action: DecisionView['action']
  readonly fromStatus: CommentStatus
  readonly fromReason: string | null
  readonly toStatus: CommentStatus
  readonly decidedVersion: number
  readonly auditRate: number | null
  readonly decisionId: string
  readonly isUndone: boolean
}

const EVENT: Readonly<Record<CommentStatus, string>> = {
  pending: 'comment.held',
  approved: 'comment.approved',
  rejected: 'comment.rejected',
  withdrawn: 'comment.withdrawn',
}

/**
 * Puts a comment back as it was before a decision, as a decision of its own.
 * @throws {AppError} `not-found`, `conflict` for an undo or a second undo, `already-decided` when something
 * happened to the comment since.
 */
export async function undo(deps: Deps, moderator: Moderator, decisionId: string): Promise<Decided> {
  const done = await getUndoable(deps.db, moderator, decisionId)
  if (done.action === 'undo') throw new AppError('conflict', 'An undo is not undone: decide again.')
  if (done.isUndone) throw undoneAlready()
  const { siteId, site, id: commentId, fromStatus, fromReason } = done
  const id = randomUUIDv7()
  const decidedAt = deps.now()
  const { decision, moved } = await deps.db
    .transaction(async (tx) => {
      const moved = await moveComment(tx, {
        siteId,
        commentId,
        from: [done.toStatus],
        to: fromStatus,
        expectedVersion: done.decidedVersion,
        reason: fromReason,
        decidedAt: fromStatus === 'pending' ? null : decidedAt,
        eventType: EVENT[fromStatus],
      })
      if (moved === undefined) throw await explainStale(tx, done, done.decidedVersion)
      const [decision] = await Promise.all([
        insertDecision(tx, {
          id,
          siteId,
          commentId,
          action: 'undo',
          reason: fromReason,
          note: null,
          moderator,
          fromStatus: moved.fromStatus,
          fromReason: moved.fromReason,
          toStatus: fromStatus,
          version: moved.version,
          revision: moved.revision,
          undoes: decisionId,
          auditRate: null,
          statement: null,
          decidedAt,
        }),
        unsettleComment(tx, { siteId, commentId, id: decisionId, wasAudit: done.auditRate !== null }),
      ])
      return { decision, moved }
    })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error, 'decisions_undone_once')) throw error
      throw undoneAlready(error)
    })
  tellArticle(deps.live, { siteId, ...moved })
  noteDecision(deps, site, decision)
  const comment = deskComment({
    ...done,
    status: done.auditRate === null ? fromStatus : 'pending',
    reason: fromReason,
    decidedAt: null,
  })
  return { comment, decision: { ...decision, site } }
}

function undoneAlready(cause?: unknown): AppError {
  return new AppError('conflict', 'This decision was taken back already.', { cause })
}

async function getUndoable(db: Queryable, moderator: Moderator, decisionId: string): Promise<Undoable> {
  const siteIds = moderator.siteIds ? [...moderator.siteIds] : null
  const [found] = await db.query(
    (sql) => sql<Undoable[]>`
    select c.site_id, s.slug as site, c.id, c.parent_id, c.name, c.website, c.badge, c.email, c.text, c.html, c.status,
      c.reason, c.created_at, c.edited_at, c.decided_at, c.likes, c.reply_count, d.id as decision_id, d.action,
      d.from_status, d.from_reason, d.to_status, d.version as decided_version, d.audit_rate,
      exists (select from decisions u where u.site_id = d.site_id and u.undoes = d.id) as is_undone
    from sites s
    join decisions d on d.site_id = s.id and d.id = ${decisionId}
    join comments c on c.site_id = d.site_id and c.id = d.comment_id
    where ${siteIds}::uuid[] is null or s.id = any(${siteIds}::uuid[])`,
  )
  if (found === undefined) throw new AppError('not-found')
  return found
}
