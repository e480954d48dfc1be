import type { Candidate, Signal } from '../checks/check.ts'
import { renderHtml } from '../comments/html.ts'
import type { PublicCommentRow } from '../comments/public-comment.ts'
import type { CommentStatus } from '../db/states.ts'
import { AppError, type FieldError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import type { ReadBody } from '../http/read.ts'
import type { SignedReader } from '../identity/verify.ts'
import { tellArticle } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { enforceAdmission, enforceNeededChecks, enforceOutageLimits, RETRY } from './admission-rules.ts'
import type { Admission } from './admit.ts'
import { ensureArticle, hiddenDetails } from './articles.ts'
import { keepAside } from './aside.ts'
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
  readonly comment: PublicCommentRow
  readonly receipt: string
  readonly replayed: boolean
}

/**
 * One submission from fields to row: admit, fields, captcha, checks, verdict, store. Returns only after the commit;
 * the same key or client-made id gets the first answer again.
 * @throws {AppError} for everything that the contract refuses.
 */
export async function submit(intake: Intake, request: SubmitRequest): Promise<Submitted> {
  const { site, articleKey } = request
  const { fields, errors } = readFields(request.body, site.policy, request.signed?.name)
  intake.gate.pass(site, request.caller.bucket, fields.text)
  const identity = identify(intake.deps.secret, site.id, { ...request, fields })
  const { keyHashes, networkHash, bands } = identity.stored
  // The same words from the same place take turns too: a repeat can only be recognised once the first is stored.
  const words = `${networkHash} ${articleKey} ${bands[0]}`
  return intake.inTurn([...keyHashes, words], () => submitRead({ intake, request, fields, identity }, errors))
}

/** A submission whose fields were read. */
type Read = {
  readonly intake: Intake
  readonly request: SubmitRequest
  readonly fields: Fields
  readonly identity: Identity
}

async function submitRead(read: Read, errors: readonly FieldError[]): Promise<Submitted> {
  const { intake, request, fields, identity } = read
  const { site, articleKey, caller } = request
  const receivedAt = intake.deps.now()
  const admitted = await intake.admit(identity.admission(errors.length === 0 ? site.policy.limits : null))
  intake.gate.note(site, caller.bucket, admitted.spent.reader)
  if (admitted.known) return replay(read, admitted.known)
  enforceAdmission(site, admitted, { now: receivedAt, isReply: fields.parentId !== null })
  if (errors.length > 0) throw new AppError('invalid-submission', undefined, { errors })

  const attempt = await examine(read, admitted, receivedAt)
  const { judged, stored } = await judgeAndStore(read, attempt)
  if ('refused' in stored) {
    if (stored.refused === 'not-taken') throw new AppError('unavailable', undefined, RETRY)
    return replayAfterRace(read, stored.refused)
  }
  const { commentId } = identity
  const { status, reasons } = judged
  noteJudged(intake.deps, site, commentId, judged)
  if (status === 'approved') tellArticle(intake.deps.live, { siteId: site.id, articleKey, isRemoval: false })
  const { html } = attempt
  return answerOf(read, { commentId, status, reasons, html, createdAt: stored.createdAt })
}

type Attempt = {
  readonly html: string
  readonly admitted: Admission
  readonly candidate: Candidate
  readonly signals: readonly Signal[]
  readonly spend: NewComment['spend']
}

/**
 * Captcha and checks.
 * @throws {AppError} for a token that is certainly bad, and where a check that could not judge has the comment refused.
 */
async function examine(
  { intake, request, fields, identity }: Read,
  admitted: Admission,
  receivedAt: Date,
): Promise<Attempt> {
  const { site, articleKey, caller } = request
  const { commentId } = identity
  const { signal, spend } = await intake.captcha(site, fields, { caller, commentId })
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
  const signals: readonly Signal[] = [signal, ...(await intake.check(site, candidate, [signal]))]
  if (signals.some(({ outcome }) => outcome === 'unavailable')) enforceOutageLimits(site, admitted)
  enforceNeededChecks(site, signals)
  return { html: renderHtml(fields.text), admitted, candidate, signals, spend }
}

/**
 * Judges and stores. If the article was closed or pre-moderated, or the parent hidden, while the checks ran, the
 * comment is admitted and judged once more: nothing is published after a moderator has stopped that.
 */
async function judgeAndStore(
  read: Read,
  attempt: Attempt,
): Promise<{ readonly judged: Judged; readonly stored: Stored }> {
  const { intake, identity } = read
  const { site } = read.request
  const { candidate, signals } = attempt
  const judged = await judge(intake, site, candidate, signals)
  const stored = await store(read, attempt, judged)
  if (!('refused' in stored) || stored.refused !== 'not-taken') return { judged, stored }
  const admitted = await intake.admit(identity.admission(null))
  enforceAdmission(site, admitted, { now: candidate.receivedAt, isReply: candidate.isReply })
  const asItIs = { ...candidate, heldBy: rulesThatHold(admitted) }
  const again = await judge(intake, site, asItIs, signals)
  return { judged: again, stored: await store(read, attempt, again) }
}

async function store(
  { intake, request, fields, identity }: Read,
  { html, admitted, candidate, spend }: Attempt,
  judged: Judged,
): Promise<Stored> {
  const { site, articleKey, signed } = request
  const { status, verdict } = judged
  const isShown = status === 'approved'
  const known = admitted.article
  const isNew = isShown && fields.title !== null && (known === null || known.title === null)
  const title = isNew && (await intake.mayName(site, fields.title, candidate)) ? fields.title : null
  const details = { url: isShown ? fields.url : null, title }
  const articleId = await ensureArticle(intake.deps.db, site, { key: articleKey, known, details })
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
    aside: keepAside(intake.deps.secret, { siteId: site.id, commentId: identity.commentId }, judged, {
      candidate,
      caller: request.caller,
    }),
    verdict: isShown
      ? verdict
      : { ...verdict, context: { ...verdict.context, told: hiddenDetails(site, fields) } },
  })
}

/**
 * Two submissions with one key arrived at once; the other was stored first and spent the captcha token, so its answer
 * is given here too. If there is no such answer, the token was spent on another comment, or the id belongs to one.
 */
async function replayAfterRace(read: Read, refused: 'key-known' | 'token-spent'): Promise<Submitted> {
  const { known } = await read.intake.admit(read.identity.admission(null))
  if (!known && refused === 'token-spent') throw new AppError('captcha-failed')
  if (!known) throw new AppError('key-reused', 'This id is that of another comment.')
  return replay(read, known)
}

async function replay(read: Read, known: NonNullable<Admission['known']>): Promise<Submitted> {
  const { deps } = read.intake
  const { site } = read.request
  if (!known.same)
    throw new AppError('key-reused', 'This key was used for a submission with another content.')
  const { commentId, status } = known
  const { createdAt, reason } = await getStored(deps.db, site.id, commentId)
  deps.log.info({ site: site.slug, commentId }, 'submission.replayed')
  const reasons = reason === null ? [] : [reason]
  const html = renderHtml(read.fields.text)
  return answerOf(read, { commentId, status, reasons, html, createdAt, replayed: true })
}

/**
 * The answer to the reader about what was stored.
 * @throws {AppError} `comment-rejected` on a site that tells; the receipt in it opens the comment.
 */
function answerOf(
  { intake, request, fields }: Read,
  stored: {
    readonly commentId: string
    readonly status: CommentStatus
    readonly reasons: readonly string[]
    readonly html: string
    readonly createdAt: Date
    readonly replayed?: boolean
  },
): Submitted {
  const { site, signed } = request
  const { commentId, status, reasons, html, createdAt, replayed = false } = stored
  const receipt = issueReceipt(intake.deps.secret, site.id, commentId, createdAt)
  if (status === 'rejected' && site.policy.rejected === 'told') {
    const members = { comment: { id: commentId }, reasons, receipt }
    throw new AppError('comment-rejected', undefined, { members, headers: replayed ? REPLAYED : {} })
  }
  const { name, text, website, parentId } = fields
  const comment = {
    ...NEW,
    name,
    website,
    ...shownOf(signed),
    id: commentId,
    parentId,
    text,
    html,
    createdAt,
  }
  return { status: status === 'approved' ? 'approved' : 'pending', comment, receipt, replayed }
}

/** What nobody has done to a new comment yet. */
const NEW = { editedAt: null, likes: 0, replyCount: 0, pickId: null }

const REPLAYED = { 'idempotency-replayed': 'true' }

/** What the publisher's login says about the author; empty without one. */
function shownOf(signed: SignedReader | null): Pick<PublicCommentRow, 'badge' | 'color' | 'verified'> {
  return { badge: signed?.badge ?? null, color: signed?.color ?? null, verified: signed !== null }
}
