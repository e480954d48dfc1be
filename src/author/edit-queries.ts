import type { Signal } from '../checks/check.ts'
import type { Queryable } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { AppError } from '../errors.ts'
import type { StoredVerdict } from '../submissions/stored-verdict.ts'

/** A comment about to be edited, with what its checks said last. Hashes are hex. */
export type EditedComment = {
  readonly status: CommentStatus
  readonly version: number
  readonly name: string
  readonly text: string
  readonly email: string | null
  readonly website: string | null
  readonly parentId: string | null
  readonly verified: boolean
  readonly articleKey: string
  readonly authorHash: string
  readonly networkHash: string
  readonly signals: readonly Signal[]
}

/** @throws {AppError} `not-found`. */
export async function getEdited(db: Queryable, siteId: string, commentId: string): Promise<EditedComment> {
  const [row] = await db.query(
    (sql) => sql<EditedComment[]>`
    select c.status, c.version, c.name, c.text, c.email, c.website, c.parent_id, c.verified, a.key as article_key,
      encode(c.author_hash, 'hex') as author_hash, encode(c.network_hash, 'hex') as network_hash,
      coalesce((select v.signals from verdicts v where v.site_id = c.site_id and v.comment_id = c.id
        order by v.revision desc limit 1), '[]') as signals
    from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
    where c.site_id = ${siteId} and c.id = ${commentId}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}

/** Whether comments on an article may appear before a person has read them; the caller has locked the article. */
export async function publishesUnread(tx: Queryable, siteId: string, articleId: string): Promise<boolean> {
  const found = await tx.query(
    (sql) => sql`
    select from articles where site_id = ${siteId} and id = ${articleId} and open and not premoderated`,
  )
  return found.length > 0
}

type StoredEdit = {
  readonly siteId: string
  readonly commentId: string
  /** The revision of the text that is replaced. */
  readonly revision: number
  readonly formerText: string
  readonly text: string
  readonly html: string
  readonly verdict: StoredVerdict
  readonly bands: readonly bigint[]
}

/** Stores the new text with its verdict, and the former text among the revisions; the caller has locked the row. */
export async function storeEdit(tx: Queryable, edit: StoredEdit): Promise<void> {
  const { siteId, commentId, revision, verdict } = edit
  await tx.query(
    (sql) => sql`
    with kept as (
      insert into revisions (site_id, comment_id, revision, text, replaced_at)
      values (${siteId}, ${commentId}, ${revision}, ${edit.formerText}, now())
    ), judged as (
      insert into verdicts (site_id, comment_id, revision, id, action, probability, because, reason, signals,
        thresholds, explanation, policy_version, model_version, audit, audit_rate, context, created_at)
      select ${siteId}, ${commentId}, ${revision + 1}, v.id, v.action, v.probability, v.because, v.reason, v.signals,
        v.thresholds, v.explanation, v."policyVersion", v."modelVersion", v.audit, v."auditRate", v.context, now()
      from jsonb_to_record(${sql.json(verdict)}) as v(
        id uuid, action text, probability real, because text[], reason text, signals jsonb, thresholds jsonb,
        explanation jsonb, "policyVersion" int, "modelVersion" int, audit boolean, "auditRate" real, context jsonb)
    ), seen as (
      insert into sightings (site_id, band, comment_id, created_at)
      select ${siteId}, b, ${commentId}, now() from unnest(${edit.bands.map(String)}::bigint[]) as b
      on conflict do nothing
    )
    update comments set text = ${edit.text}, html = ${edit.html}, edited_at = now(), risk = ${verdict.risk},
      spam_risk = ${verdict.kinds?.spam ?? null}, abuse_risk = ${verdict.kinds?.abuse ?? null}, audit = ${verdict.audit},
      pick_id = null
    where site_id = ${siteId} and id = ${commentId}`,
  )
}
