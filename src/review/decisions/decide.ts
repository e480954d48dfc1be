import type { ReasonCode } from '../../checks/check.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { tellArticle } from '../../live.ts'
import { onlyOne } from '../access.ts'
import type { DeskComment } from '../items.ts'
import type { DecisionView } from './decisions.ts'
import { type Made, makeDecisions } from './make.ts'
import { findDecidable, outcomesOf, type Subject } from './subject.ts'
import { attempt, type Outcome, onlyOutcome, together } from './together.ts'

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
 * One moderator's decision on the version they saw, for held, reported and published comments alike. Of several at
 * once exactly one succeeds. Approving a reported comment keeps it and dismisses the reports.
 * @throws {AppError} `not-found`, `invalid-fields` for a reject without a reason, `already-decided` with who, when
 * and the present state, `conflict` for publishing an erased comment, `forbidden` for an appeal against one's own
 * rejection.
 */
export async function decide(deps: Deps, moderator: Moderator, request: DecisionRequest): Promise<Decided> {
  return onlyOutcome(await decideMany(deps, moderator, [request]))
}

/**
 * Decides on different comments in a fixed number of statements: those of one site and action share a transaction.
 * One outcome each, in order.
 */
export async function decideMany(
  deps: Deps,
  moderator: Moderator,
  requests: readonly DecisionRequest[],
): Promise<Outcome<Decided>[]> {
  const found = await findDecidable(deps.db, moderator, requests)
  const orders = requests.map((request, at) => attempt(() => orderOf(moderator, request, found[at] ?? [])))
  // Approvals and rejections go separately: a reply and the comment it answers may both be among them.
  return together(
    orders,
    ({ subject, action }) => `${action} ${subject.siteId}`,
    (some) => decideTogether(deps, moderator, some),
  )
}

type Order = {
  readonly action: DecisionRequest['action']
  readonly subject: Subject
  readonly version: number
  readonly reason: ReasonCode | null
  readonly note: string | null
}

function orderOf(moderator: Moderator, request: DecisionRequest, found: readonly Subject[]): Order {
  const { action, version, note = null } = request
  if (action === 'reject' && request.reason === undefined) throw reasonMissing()
  const subject = onlyOne(found)
  if (subject.appealAgainst === moderator.id && moderator.role !== 'admin') {
    throw new AppError(
      'forbidden',
      'An appeal must be decided by somebody other than the moderator who rejected the comment.',
    )
  }
  if (subject.isErased && action === 'approve') {
    throw new AppError('conflict', 'Its words were erased: there is nothing to publish.')
  }
  return { action, subject, version, reason: action === 'reject' ? (request.reason ?? null) : null, note }
}

/** Decides on several comments of one site with one action, in one transaction. */
async function decideTogether(
  deps: Deps,
  moderator: Moderator,
  orders: readonly Order[],
): Promise<Outcome<Decided>[]> {
  const [first] = orders
  if (first === undefined) return []
  const { action, subject: place } = first
  const outcomes = await deps.db.transaction(async (tx) => {
    const made = await makeDecisions(tx, place.siteId, { orders, action, moderator, decidedAt: deps.now() })
    const byComment = new Map(made.map((one) => [one.decision.commentId, one]))
    const wanted = orders.map(({ subject: { id }, version }) => ({ key: id, id, seen: version }))
    return outcomesOf(tx, place.siteId, byComment, wanted)
  })
  return announceDecisions(deps, place, outcomes)
}

type Place = { readonly siteId: string; readonly site: string }

/** Announces what was just committed; refusals stay as they are. */
export function announceDecisions(
  deps: Deps,
  place: Place,
  outcomes: readonly Outcome<Made>[],
): Outcome<Decided>[] {
  return outcomes.map((one) => (one instanceof AppError ? one : announceDecision(deps, place, one)))
}

/** Announces one: to this process's memory of threads, the log and the metrics. */
export function announceDecision(
  deps: Deps,
  { siteId, site }: Place,
  { comment, decision, moved }: Made,
): Decided {
  tellArticle(deps.live, { siteId, ...moved })
  noteDecision(deps, site, decision)
  return { comment, decision: { ...decision, site } }
}

/** One log line and one count for each decision: who and what, never the words. */
function noteDecision(deps: Deps, site: string, decision: Omit<DecisionView, 'site'>): void {
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
