import { type Moved, moveComment } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { publishesUnread } from './judged-before.ts'
import type { StoredVerdict } from './stored-verdict.ts'

export type Ref = { readonly siteId: string; readonly commentId: string }

/** A held comment that somebody has to be asked about again. */
export type Waiting = Ref & {
  readonly slug: string
  readonly sealedSender: string | null
  /** Nothing has happened to it since, and no colleague was asked for an opinion. */
  readonly isOpen: boolean
}

/**
 * Takes the one that has been due the longest, for half a minute: whoever fails leaves it to a later look. What a
 * moderator is working on is not taken.
 */
export async function takeDue(db: Queryable): Promise<Waiting | undefined> {
  const [row] = await db.query(
    (sql) => sql<Waiting[]>`
    with due as materialized (
      select w.site_id, w.comment_id from waiting_checks w
      where w.due_at <= now() and not exists (select from claims m
        where m.site_id = w.site_id and m.comment_id = w.comment_id and m.expires_at > now())
      order by w.due_at limit 1 for update skip locked
    )
    update waiting_checks w set due_at = now() + interval '30 seconds'
    from due d
    join comments c on c.site_id = d.site_id and c.id = d.comment_id
    join sites s on s.id = d.site_id
    where w.site_id = d.site_id and w.comment_id = d.comment_id
    returning w.site_id, w.comment_id, w.sealed_sender, s.slug,
      c.status = 'pending' and c.version = w.version and not exists (select from second_opinions o
        where o.site_id = c.site_id and o.comment_id = c.id) as is_open`,
  )
  return row
}

export async function forget(db: Queryable, { siteId, commentId }: Ref): Promise<void> {
  await db.query(
    (sql) => sql`delete from waiting_checks where site_id = ${siteId} and comment_id = ${commentId}`,
  )
}

export type Judgement = Ref & {
  readonly version: number
  readonly revision: number
  readonly parentId: string | null
  readonly status: 'approved' | 'pending' | 'rejected'
  readonly verdict: StoredVerdict
}

/**
 * Puts the verdict in the place of the one without the answer, and moves the comment as that says; nothing comes of it
 * when the comment was changed meanwhile.
 * @throws {AppError} `conflict` if its article was closed or pre-moderated meanwhile.
 */
export async function settle(
  tx: Queryable,
  { siteId, commentId, version, revision, parentId, status, verdict }: Judgement,
): Promise<Pick<Moved, 'articleKey' | 'isRemoval'> | undefined> {
  const moved = await (status === 'pending'
    ? stay(tx, { siteId, commentId, version })
    : moveComment(tx, {
        siteId,
        commentId,
        from: ['pending'],
        to: status,
        expectedVersion: version,
        reason: verdict.reason,
        eventType: `comment.${status}`,
        eventData: { parentId, status },
      }))
  await forget(tx, { siteId, commentId })
  if (moved === undefined) return undefined
  if (status === 'approved' && !(await publishesUnread(tx, siteId, moved.articleId)))
    throw new AppError('conflict')
  await replaceVerdict(tx, { siteId, commentId, revision, verdict })
  return moved
}

/** Locks a comment that goes on waiting, and tells the desks that there is more to know of it. */
async function stay(
  tx: Queryable,
  { siteId, commentId, version }: Ref & Pick<Judgement, 'version'>,
): Promise<Pick<Moved, 'articleId' | 'articleKey' | 'isRemoval'> | undefined> {
  const [row] = await tx.query(
    (sql) => sql<{ articleId: string; articleKey: string }[]>`
    with held as materialized (
      select article_id from comments
      where site_id = ${siteId} and id = ${commentId} and status = 'pending' and version = ${version}
      for no key update
    ), told as materialized (
      select pg_notify('postbag', ${JSON.stringify(['queue', siteId])}) from held
    )
    select h.article_id, a.key as article_key from held h
    join articles a on a.site_id = ${siteId} and a.id = h.article_id, (select count(*) from told) t`,
  )
  return row && { ...row, isRemoval: false }
}

async function replaceVerdict(
  tx: Queryable,
  { siteId, commentId, revision, verdict }: Ref & Pick<Judgement, 'revision' | 'verdict'>,
): Promise<void> {
  await tx.query(
    (sql) => sql`
    with judged as (
      update verdicts o set id = v.id, action = v.action, probability = v.probability, because = v.because,
        reason = v.reason, signals = v.signals, thresholds = v.thresholds, explanation = v.explanation,
        policy_version = v."policyVersion", model_version = v."modelVersion", audit = v.audit,
        audit_rate = v."auditRate", created_at = now(),
        context = v.context || jsonb_strip_nulls(jsonb_build_object('told', o.context->'told'))
      from jsonb_to_record(${sql.json(verdict)}) as v(
        id uuid, action text, probability real, because text[], reason text, signals jsonb, thresholds jsonb,
        explanation jsonb, "policyVersion" int, "modelVersion" int, audit boolean, "auditRate" real, context jsonb)
      where o.site_id = ${siteId} and o.comment_id = ${commentId} and o.revision = ${revision}
    )
    update comments set risk = ${verdict.risk}, spam_risk = ${verdict.kinds?.spam ?? null},
      abuse_risk = ${verdict.kinds?.abuse ?? null}, audit = ${verdict.audit}
    where site_id = ${siteId} and id = ${commentId}`,
  )
}
