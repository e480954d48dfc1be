import type { Queryable } from '../db/client.ts'
import { newEventId } from '../db/event-id.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { type CommentRef, locateComment, lockArticle, onlyOne } from '../review/access.ts'
import { toldOf } from '../review/decisions/decide.ts'
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

export type Escalated = {
  readonly comment: DeskComment
  readonly escalation: Escalation
  /** The rejection that came with it; null where nobody saw the comment any more. */
  readonly decision: DecisionView | null
}

/**
 * A comment puts life or safety in danger (Digital Services Act, article 18): it is rejected as a threat, whatever its
 * version, unless that was done before, and a copy is kept as evidence, both or neither. Those on duty hear of it, by
 * webhook and chat. Again by the same moderator gives the same answer; a comment that is shown again after it was
 * escalated is rejected again.
 * @throws {AppError} `not-found`; `conflict` where a colleague escalated it, with who and when, or its words were erased.
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
  const decided = made && toldOf(deps, { siteId, site }, made)
  if (evidenceId !== undefined)
    deps.log.warn({ site, commentId: id, evidenceId, moderatorId: moderator.id }, 'comment.escalated')
  return {
    comment: decided?.comment ?? deskComment(subject),
    escalation,
    decision: decided?.decision ?? null,
  }
}

/**
 * Undefined where it is hidden: rejected, withdrawn, or an appeal against this moderator's own rejection, which somebody
 * else has to answer.
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

/** Tells webhooks and chats by an event, and other desks at once. */
async function announce(tx: Queryable, { siteId, id }: CommentRef, evidenceId: string): Promise<void> {
  await tx.query(
    (sql) => sql`
    with told as (
      insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
      select site_id, ${newEventId(sql)}, 'comment.escalated', article_id, id, version,
        jsonb_build_object('evidenceId', ${evidenceId}::text), now()
      from comments where site_id = ${siteId} and id = ${id}
    )
    select pg_notify('postbag', ${JSON.stringify(['queue', siteId])})`,
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
