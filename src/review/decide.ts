import { randomUUIDv7 } from 'node:crypto'
import type { ReasonCode } from '../checks/check.ts'
import { moveComment } from '../comments/move.ts'
import type { CommentStatus } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, ERRORS } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { tellArticle } from '../live.ts'
import { type DecisionView, insertDecision, settleComment } from './decisions.ts'
import { type DeskComment, deskComment } from './items.ts'
import { statementOf } from './statement.ts'
import { explainStale, findDecidable } from './subject.ts'

export type DecisionRequest = {
  readonly id: string
  readonly site?: string | undefined
  readonly action: 'approve' | 'reject'
  readonly reason?: ReasonCode | undefined
  /** For colleagues; the author never sees it. */
  readonly note?: string | undefined
  /** The comment as the moderator saw it. */
  readonly version: number
}

export type Decided = { readonly comment: DeskComment; readonly decision: DecisionView }

const TO = { approve: 'approved', reject: 'rejected' } as const
const FROM: readonly CommentStatus[] = ['pending', 'approved', 'rejected']

/**
 * One moderator's decision about the version they saw: held, reported and already published comments alike.
 * Of several at once exactly one is made. Approving a reported comment keeps it and dismisses the reports.
 * @throws {AppError} `not-found`, `invalid-fields` for a reject without a reason, `already-decided` with who,
 * when and the present state, `forbidden` for an appeal against one's own rejection.
 */
export async function decide(deps: Deps, moderator: Moderator, request: DecisionRequest): Promise<Decided> {
  if (request.action === 'reject' && request.reason === undefined) throw reasonMissing()
  const reason = request.action === 'reject' ? (request.reason ?? null) : null
  const subject = await findDecidable(deps.db, moderator, request)
  if (subject.appealAgainst === moderator.id && moderator.role !== 'admin') {
    throw new AppError('forbidden', 'An appeal is decided by somebody else than who rejected the comment.')
  }
  const to = TO[request.action]
  const id = randomUUIDv7()
  const decidedAt = deps.now()
  const { decision, moved } = await deps.db.transaction(async (tx) => {
    const moved = await moveComment(tx, {
      siteId: subject.siteId,
      commentId: subject.id,
      from: FROM,
      to,
      expectedVersion: request.version,
      reason,
      decidedAt,
      eventType: `comment.${to}`,
    })
    if (moved === undefined) throw await explainStale(tx, subject, request.version)
    const statement =
      to === 'approved'
        ? null
        : statementOf({
            id,
            by: 'moderator',
            reason,
            fromStatus: moved.fromStatus,
            verdict: subject.verdict,
            isAudit: subject.audit,
            wasReported: subject.reportCount > 0,
            createdAt: subject.createdAt,
            revision: moved.revision,
            locale: subject.locale,
            decidedAt,
          })
    const [decision] = await Promise.all([
      insertDecision(tx, {
        id,
        siteId: subject.siteId,
        commentId: subject.id,
        action: request.action,
        reason,
        note: request.note ?? null,
        moderator,
        fromStatus: moved.fromStatus,
        fromReason: moved.fromReason,
        toStatus: to,
        version: moved.version,
        revision: moved.revision,
        undoes: null,
        auditRate: subject.audit ? subject.auditRate : null,
        statement,
        decidedAt,
      }),
      settleComment(tx, {
        siteId: subject.siteId,
        commentId: subject.id,
        decisionId: id,
        isApproved: to === 'approved',
      }),
    ])
    return { decision, moved }
  })
  tellArticle(deps.live, { siteId: subject.siteId, ...moved })
  noteDecision(deps, subject.site, decision)
  return {
    comment: deskComment({ ...subject, status: to, reason, decidedAt }),
    decision: { ...decision, site: subject.site },
  }
}

export type BulkResult =
  | ({ readonly id: string; readonly status: 200 } & Decided)
  | { readonly id: string; readonly status: number; readonly problem: Readonly<Record<string, unknown>> }

/** Decisions of one call under way at once: a part of the pool, so that readers are served meanwhile. */
const AT_ONCE = 4

/** Decides each by itself and answers in the order given; trouble with one does not stop the others. */
export async function decideAll(
  deps: Deps,
  moderator: Moderator,
  requests: readonly DecisionRequest[],
): Promise<BulkResult[]> {
  const results: BulkResult[] = []
  const waiting = requests.entries()
  const worker = async () => {
    for (const [index, request] of waiting) results[index] = await decideOne(deps, moderator, request)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

async function decideOne(deps: Deps, moderator: Moderator, request: DecisionRequest): Promise<BulkResult> {
  const { id } = request
  try {
    return { id, status: 200, ...(await decide(deps, moderator, request)) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, errors, members } = error
    const [status, title] = ERRORS[code]
    const problem = { type: `urn:postbag:problem:${code}`, title, status, detail: message, ...members }
    return { id, status, problem: errors.length > 0 ? { ...problem, errors } : problem }
  }
}

/** One line and one count for each decision; who and what, never the words. */
export function noteDecision(deps: Deps, site: string, decision: Omit<DecisionView, 'site'>): void {
  const { id, commentId, action, reason, moderator } = decision
  deps.metrics.decisions.inc({ action })
  deps.log.info(
    { site, commentId, decisionId: id, action, reason, moderatorId: moderator.id },
    'decision.made',
  )
}

function reasonMissing(): AppError {
  return new AppError('invalid-fields', 'A rejection needs a reason.', {
    errors: [{ field: 'reason', code: 'required', message: 'Say why: a rejection needs a reason.' }],
  })
}
