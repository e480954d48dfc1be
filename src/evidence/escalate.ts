import { lockArticle } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import { insertEvents } from '../db/events.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { queueNotice } from '../live.ts'
import { type CommentRef, locateComment, onlyOne } from '../review/access.ts'
import { announceDecision } from '../review/decisions/decide.ts'
import type { DecisionView } from '../review/decisions/decisions.ts'
import { type Made, makeDecisions } from '../review/decisions/make.ts'
import { findDecidable, type Subject } from '../review/decisions/subject.ts'
import { type DeskComment, deskComment } from '../review/items.ts'
import { type Escalation, lastEscalation } from './escalation.ts'
import { keepCopy } from './keep.ts'

type EscalationRequest = {
  readonly id: string
  readonly site?: string | undefined
  readonly note?: string | undefined
}

type Escalated = {
  readonly comment: DeskComment
  readonly escalation: Escalation
  /** The rejection made with it; null if the comment was already hidden. */
  readonly decision: DecisionView | null
}

/**
 * Escalates a comment that puts life or safety in danger (Digital Services Act, article 18). In one transaction it is
 * rejected as a threat, whatever its version, and a copy is kept as evidence; webhooks and the site's chat are told. A
 * comment that is already hidden is only kept. Repeated by the same moderator, it gives the same answer. If the comment
 * is shown again after an escalation (its rejection was undone), escalating it again rejects it again.
 * @throws {AppError} `not-found`; `conflict` if a colleague has escalated it, with who and when, or if it was erased.
 */
export async function escalate(
  deps: Deps,
  moderator: Moderator,
  { note, ...named }: EscalationRequest,
): Promise<Escalated> {
  const ref = await locateComment(deps.db, moderator, named)
  const { siteId, site, id } = ref
  const { subject, made, evidenceId, escalation } = await deps.db.transaction(async (tx) => {
    await lockArticle(tx, siteId, id)
    const [found = []] = await findDecidable(tx, moderator, [{ id, site }])
    const subject = onlyOne(found)
    const made = await rejectAsThreat(tx, subject, { moderator, decidedAt: deps.now() })
    const cause = 'danger-to-life'
    const kept = { siteId, commentId: id, cause, note: note ?? null, moderator, keepUntil: null } as const
    const evidenceId = await keepCopy(tx, deps.secret, kept)
    if (evidenceId !== undefined) await announce(tx, ref, evidenceId)
    const escalation = await getEscalation(tx, ref)
    if (made === undefined && evidenceId === undefined && escalation.moderatorId !== moderator.id) {
      throw new AppError('conflict', `${escalation.moderator} escalated this already.`, {
        members: { escalation },
      })
    }
    return { subject, made, evidenceId, escalation }
  })
  const decided = made && announceDecision(deps, { siteId, site }, made)
  if (evidenceId !== undefined)
    deps.log.warn({ site, commentId: id, evidenceId, moderatorId: moderator.id }, 'comment.escalated')
  return {
    comment: decided?.comment ?? deskComment(subject),
    escalation,
    decision: decided?.decision ?? null,
  }
}

/**
 * Returns undefined if the comment is already hidden: rejected, withdrawn, or waiting with an appeal against this
 * moderator's own rejection, which somebody else has to decide.
 */
async function rejectAsThreat(
  tx: Queryable,
  subject: Subject,
  by: { readonly moderator: Moderator; readonly decidedAt: Date },
): Promise<Made | undefined> {
  const { status, audit, version, appealAgainst } = subject
  const isOpen = audit || status === 'pending' || status === 'approved'
  const isOwnAppeal = appealAgainst === by.moderator.id && by.moderator.role !== 'admin'
  if (!isOpen || isOwnAppeal || subject.isErased) return undefined
  const order = { subject, version, reason: 'threat', note: null } as const
  const [made] = await makeDecisions(tx, subject.siteId, { ...by, orders: [order], action: 'reject' })
  return made
}

/** Writes the event for webhooks and the chat, and has all open desks reload. */
async function announce(tx: Queryable, { siteId, id }: CommentRef, evidenceId: string): Promise<void> {
  await tx.query(
    (sql) => sql`
    with event as (
      ${insertEvents(sql, siteId, 'comment.escalated', sql`jsonb_build_object('evidenceId', ${evidenceId}::text)`)}
      from (select *, id as comment_id from comments where site_id = ${siteId} and id = ${id}) c
    )
    select ${queueNotice(sql, siteId)}`,
  )
}

async function getEscalation(tx: Queryable, { siteId, id }: CommentRef): Promise<Escalation> {
  const [row] = await tx.query(
    (sql) => sql<{ escalation: Escalation }[]>`
    select l.escalation from comments c cross join lateral (${lastEscalation(sql)}) l
    where c.site_id = ${siteId} and c.id = ${id}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row.escalation
}
