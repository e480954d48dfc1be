import type { Candidate, Signal } from '../checks/check.ts'
import { renderHtml } from '../comments/html.ts'
import type { PublicCommentRow } from '../comments/public-comment.ts'
import type { CommentStatus } from '../db/states.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import type { ReadBody } from '../http/read.ts'
import type { SignedReader } from '../identity/verify.ts'
import { tellArticle } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { enforceAdmission, enforceNeededChecks, enforceOutageLimits, RETRY } from './admission-rules.ts'
import type { Admission } from './admit.ts'
import { ensureArticle, toldLater } from './articles.ts'
import { candidateOf, rulesThatHold } from './candidate.ts'
import { type Fields, readFields } from './fields.ts'
import { type Identity, identify } from './identity.ts'
import type { Intake } from './intake.ts'
import { type Judged, judge, noteJudged } from './judge.ts'
import { issueReceipt } from './receipt.ts'
import { getStored, type NewComment, type Stored } from './store.ts'

export type SubmitRequest = {
  readonly site: Site
  readonly articleKey: string
  readonly body: ReadBody
  readonly caller: Caller
  readonly idempotencyKey: string | null
  readonly userAgent: string | null
  readonly referrer: string | null
  /** The reader whom the publisher's login vouches for. */
  readonly signed: SignedReader | null
}

/** What the reader is told. A silent rejection says `pending`; the receipt tells the truth. */
export type Submitted = {
  readonly status: 'approved' | 'pending'
  readonly comment: SubmittedComment
  readonly receipt: string
  readonly replayed: boolean
}

/** A new comment has no replies, likes, edits or pick. */
type SubmittedComment = Omit<PublicCommentRow, 'editedAt' | 'likes' | 'replyCount' | 'pickId'>

/**
 * One submission from fields to row: admit, fields, captcha, checks, verdict, store. Returns only after the commit;
 * the same key or client-made id gets the first answer again.
 * @throws {AppError} for everything that the contract refuses.
 */
export async function submit(intake: Intake, request: SubmitRequest): Promise<Submitted> {
  const { site, articleKey } = request
  const read = readFields(request.body, site.policy, request.signed?.name)
  intake.gate.pass(site, request.caller.bucket, read.fields.text)
  const identity = identify(intake.deps.secret, site.id, articleKey, read.fields, request)
  const { keyHashes, networkHash, bands } = identity.stored
  // The same words from the same place take turns too: a repeat can only be recognised once the first is stored.
  const words = `${networkHash} ${articleKey} ${bands[0]}`
  return intake.inTurn([...keyHashes, words], () => submitRead(intake, request, read, identity))
}

async function submitRead(
  intake: Intake,
  request: SubmitRequest,
  { fields, errors }: ReturnType<typeof readFields>,
  identity: Identity,
): Promise<Submitted> {
  const { site, articleKey, caller } = request
  const receivedAt = intake.deps.now()
  const admitted = await intake.admit(identity.admission(errors.length === 0 ? site.policy.limits : null))
  intake.gate.note(site, caller.bucket, admitted.spent.reader)
  if (admitted.known) return replay(intake, request, fields, admitted.known)
  enforceAdmission(site, admitted, { now: receivedAt, isReply: fields.parentId !== null })
  if (errors.length > 0) throw new AppError('invalid-submission', undefined, { errors })

  const { commentId } = identity
  const captcha = await intake.captcha(site, fields, { caller, commentId })
  const candidate = candidateOf(request, {
    articleKey,
    commentId,
    isEdit: false,
    isVerified: request.signed !== null,
    fields,
    identity,
    admitted,
    receivedAt,
  })
  const signals: readonly Signal[] = [
    captcha.signal,
    ...(await intake.check(site, candidate, [captcha.signal])),
  ]
  if (signals.some(({ outcome }) => outcome === 'unavailable')) enforceOutageLimits(site, admitted)
  enforceNeededChecks(site, signals)
  const html = renderHtml(fields.text)
  const attempt = { fields, html, identity, admitted, candidate, signals, spend: captcha.spend }
  const { judged, stored } = await judgeAndStore(intake, request, attempt)
  if ('refused' in stored) {
    if (stored.refused === 'not-taken') throw new AppError('unavailable', undefined, RETRY)
    return replayAfterRace(intake, request, fields, { identity, refused: stored.refused })
  }
  const { status, reasons } = judged
  noteJudged(intake.deps, site, commentId, judged)
  if (status === 'approved') tellArticle(intake.deps.live, { siteId: site.id, articleKey, isRemoval: false })
  return answerOf(intake, request, fields, { commentId, status, reasons, html, createdAt: stored.createdAt })
}

type Attempt = {
  readonly fields: Fields
  readonly html: string
  readonly identity: Identity
  readonly admitted: Admission
  readonly candidate: Candidate
  readonly signals: readonly Signal[]
  readonly spend: NewComment['spend']
}

/**
 * Judges and stores. If the article was closed or pre-moderated, or the parent hidden, while the checks ran, the
 * comment is admitted and judged once more: nothing is published after a moderator has stopped that.
 */
async function judgeAndStore(
  intake: Intake,
  request: SubmitRequest,
  attempt: Attempt,
): Promise<{ readonly judged: Judged; readonly stored: Stored }> {
  const { site } = request
  const { candidate, identity, signals } = attempt
  const judged = await judge(intake, site, candidate, signals)
  const stored = await store(intake, request, { ...attempt, judged })
  if (!('refused' in stored) || stored.refused !== 'not-taken') return { judged, stored }
  const admitted = await intake.admit(identity.admission(null))
  enforceAdmission(site, admitted, { now: candidate.receivedAt, isReply: candidate.isReply })
  const asItIs = { ...candidate, heldBy: rulesThatHold(admitted) }
  const again = await judge(intake, site, asItIs, signals)
  return { judged: again, stored: await store(intake, request, { ...attempt, judged: again }) }
}

async function store(
  intake: Intake,
  { site, articleKey, signed }: SubmitRequest,
  { fields, html, identity, admitted, candidate, spend, judged }: Attempt & { readonly judged: Judged },
): Promise<Stored> {
  const { status, verdict } = judged
  const isShown = status === 'approved'
  const known = admitted.article
  const isNew = isShown && fields.title !== null && (known === null || known.title === null)
  const title = isNew && (await intake.mayName(site, fields.title, candidate)) ? fields.title : null
  const told = { url: isShown ? fields.url : null, title }
  const articleId = await ensureArticle(intake.deps.db, site, { key: articleKey, known, told })
  const { name, text, email, website, parentId } = fields
  return intake.store({
    ...identity.stored,
    ...shownOf(signed),
    siteId: site.id,
    id: identity.commentId,
    articleId,
    nesting: site.policy.threads.nesting,
    status,
    name,
    text,
    html,
    email,
    website,
    parentId,
    spend,
    verdict: isShown
      ? verdict
      : { ...verdict, context: { ...verdict.context, told: toldLater(site, fields) } },
  })
}

/**
 * Two submissions with one key arrived at once; the other was stored first and spent the captcha token, so its answer
 * is given here too. If there is no such answer, the token was spent on another comment, or the id belongs to one.
 */
async function replayAfterRace(
  intake: Intake,
  request: SubmitRequest,
  fields: Fields,
  { identity, refused }: { readonly identity: Identity; readonly refused: 'key-known' | 'token-spent' },
): Promise<Submitted> {
  const { known } = await intake.admit(identity.admission(null))
  if (!known && refused === 'token-spent') throw new AppError('captcha-failed')
  if (!known) throw new AppError('key-reused', 'This id is that of another comment.')
  return replay(intake, request, fields, known)
}

async function replay(
  intake: Intake,
  request: SubmitRequest,
  fields: Fields,
  known: NonNullable<Admission['known']>,
): Promise<Submitted> {
  const { site } = request
  if (!known.same)
    throw new AppError('key-reused', 'This key was used for a submission with another content.')
  const { commentId, status } = known
  const { createdAt, reason } = await getStored(intake.deps.db, site.id, commentId)
  intake.deps.log.info({ site: site.slug, commentId }, 'submission.replayed')
  const reasons = reason === null ? [] : [reason]
  const html = renderHtml(fields.text)
  const answered = { commentId, status, reasons, html, createdAt, replayed: true }
  return answerOf(intake, request, fields, answered)
}

/**
 * The answer to the reader about what was stored.
 * @throws {AppError} `comment-rejected` on a site that tells; the receipt in it opens the comment.
 */
function answerOf(
  intake: Intake,
  { site, signed }: SubmitRequest,
  fields: Fields,
  stored: {
    readonly commentId: string
    readonly status: CommentStatus
    readonly reasons: readonly string[]
    readonly html: string
    readonly createdAt: Date
    readonly replayed?: boolean
  },
): Submitted {
  const { commentId, status, reasons, html, createdAt, replayed = false } = stored
  const receipt = issueReceipt(intake.deps.secret, site.id, commentId, createdAt)
  if (status === 'rejected' && site.policy.rejected === 'told') {
    const members = { comment: { id: commentId }, reasons, receipt }
    throw new AppError('comment-rejected', undefined, { members, headers: replayed ? REPLAYED : {} })
  }
  const { name, text, website, parentId } = fields
  const comment = { name, website, ...shownOf(signed), id: commentId, parentId, text, html, createdAt }
  return { status: status === 'approved' ? 'approved' : 'pending', comment, receipt, replayed }
}

const REPLAYED = { 'idempotency-replayed': 'true' }

/** What the publisher's login says about the author; empty without one. */
function shownOf(signed: SignedReader | null): Pick<SubmittedComment, 'badge' | 'color' | 'verified'> {
  return { badge: signed?.badge ?? null, color: signed?.color ?? null, verified: signed !== null }
}
