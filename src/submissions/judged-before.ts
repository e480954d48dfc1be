import type { Candidate, Signal } from '../checks/check.ts'
import type { Queryable } from '../db/client.ts'
import { type CommentStatus, LAST_VERDICT } from '../db/states.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import type { Policy } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import type { Admission, AdmissionRequest } from './admit.ts'
import { candidateOf } from './candidate.ts'
import type { Fields } from './fields.ts'
import { type Identity, identify } from './identity.ts'
import type { Intake } from './intake.ts'

/** A stored comment that is judged once more, with what its checks said last. Hashes are hex. */
export type JudgedBefore = {
  readonly status: CommentStatus
  readonly version: number
  readonly isEdited: boolean
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
export async function getJudgedBefore(
  db: Queryable,
  siteId: string,
  commentId: string,
): Promise<JudgedBefore> {
  const [row] = await db.query(
    (sql) => sql<JudgedBefore[]>`
    select c.status, c.version, c.edited_at is not null as is_edited, c.name, c.text, c.email, c.website, c.parent_id,
      c.verified, a.key as article_key, encode(c.author_hash, 'hex') as author_hash,
      encode(c.network_hash, 'hex') as network_hash, coalesce(v.signals, '[]') as signals
    from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
    left join lateral (${sql.unsafe(LAST_VERDICT)}) v on true
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

type OnceMore = {
  readonly site: Site
  readonly commentId: string
  readonly before: JudgedBefore
  readonly text: string
  readonly isEdit: boolean
  readonly isAskedAgain: boolean
  readonly caller: Caller
  readonly userAgent: string | null
  readonly referrer: string | null
  /** Null where nobody's allowance is used up. */
  readonly limits: Policy['limits'] | null
}

export type LookedUp = {
  readonly identity: Identity
  readonly admitted: Admission
  readonly candidate: Candidate
}

/**
 * What admission and checks see of a stored comment, now. Record and bans are those of its author, besides those of
 * whoever sends it; limits are the sender's alone.
 */
export async function lookUpAgain(intake: Intake, once: OnceMore): Promise<LookedUp> {
  const { site, commentId, before, text, isEdit, isAskedAgain, caller, limits } = once
  const { deps } = intake
  const { articleKey, authorHash, networkHash } = before
  const fields: Fields = { ...NO_FIELDS, ...before, text }
  const identity = identify(deps.secret, site.id, { articleKey, fields, caller, idempotencyKey: null })
  const request = identity.admission(limits)
  const banMatches = [...request.banMatches, `author:${authorHash}`, `network:${networkHash}`]
  const asAuthor: AdmissionRequest = {
    ...request,
    commentId,
    keyHashes: [],
    authorHash,
    banMatches,
    ...(limits === null && { networkHash }),
  }
  const admitted = await intake.admit(asAuthor)
  const candidate = candidateOf(once, {
    articleKey,
    commentId,
    isEdit,
    isAskedAgain,
    isVerified: before.verified,
    fields,
    identity,
    admitted,
    receivedAt: deps.now(),
  })
  return { identity, admitted, candidate }
}

const NO_FIELDS = {
  id: null,
  captcha: null,
  isForm: false,
  url: null,
  title: null,
  openedAt: null,
  honeypot: null,
}
