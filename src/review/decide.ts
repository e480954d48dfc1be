import type { ReasonCode } from '../checks/check.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { tellArticle } from '../live.ts'
import type { DecisionView } from './decisions.ts'
import type { DeskComment } from './items.ts'
import { makeDecisions } from './make.ts'
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

/**
 * One moderator's decision about the version they saw: held, reported and already published comments alike.
 * Of several at once exactly one is made. Approving a reported comment keeps it and dismisses the reports.
 * @throws {AppError} `not-found`, `invalid-fields` for a reject without a reason, `already-decided` with who,
 * when and the present state, `conflict` for an erased one to publish, `forbidden` for an appeal against one's own rejection.
 */
export async function decide(deps: Deps, moderator: Moderator, request: DecisionRequest): Promise<Decided> {
  if (request.action === 'reject' && request.reason === undefined) throw reasonMissing()
  const reason = request.action === 'reject' ? (request.reason ?? null) : null
  const subject = await findDecidable(deps.db, moderator, request)
  if (subject.appealAgainst === moderator.id && moderator.role !== 'admin') {
    throw new AppError('forbidden', 'An appeal is decided by somebody else than who rejected the comment.')
  }
  if (subject.isErased && request.action === 'approve') {
    throw new AppError('conflict', 'Its words were erased: there is nothing to publish.')
  }
  const order = { subject, version: request.version, reason, note: request.note ?? null }
  const made = await deps.db.transaction(async (tx) => {
    const [first] = await makeDecisions(tx, subject.siteId, {
      orders: [order],
      action: request.action,
      moderator,
      decidedAt: deps.now(),
    })
    if (first === undefined) throw await explainStale(tx, subject, request.version)
    return first
  })
  tellArticle(deps.live, { siteId: subject.siteId, ...made.moved })
  noteDecision(deps, subject.site, made.decision)
  return { comment: made.comment, decision: { ...made.decision, site: subject.site } }
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
