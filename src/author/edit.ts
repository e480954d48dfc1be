import type { Candidate, Signal } from '../checks/check.ts'
import { renderHtml } from '../comments/html.ts'
import { changedMeanwhile, moveComment } from '../comments/move.ts'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import type { ReadBody } from '../http/read.ts'
import { tellArticle } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { enforceAdmission, enforceNeededChecks } from '../submissions/admission-rules.ts'
import { keepAside } from '../submissions/aside.ts'
import { readEdit } from '../submissions/fields.ts'
import type { Identity } from '../submissions/identity.ts'
import type { Intake } from '../submissions/intake.ts'
import { type Judged, judge, noteJudged } from '../submissions/judge.ts'
import {
  getJudgedBefore,
  type JudgedBefore,
  lookUpAgain,
  publishesUnread,
} from '../submissions/judged-before.ts'
import { storeEdit } from './edit-queries.ts'
import { getOwnState } from './own.ts'

type EditRequest = {
  readonly site: Site
  readonly commentId: string
  readonly body: ReadBody
  readonly caller: Caller
  readonly userAgent: string | null
  readonly referrer: string | null
}

/**
 * Checks that look at how a comment was sent rather than at its text. Their signals are kept from the submission, so
 * that an edit cannot wipe them away.
 */
const OF_THE_SENDING: readonly string[] = ['captcha', 'form']

/**
 * An author changes the text: admission, checks and verdict as for a submission, but without a captcha (the receipt
 * proves who it is, and the first captcha's signal stays). The former text is kept as a revision. Sending the same
 * text again, but for blank ends, changes nothing.
 * @throws {AppError} `edit-window-closed`, `conflict`, and whatever a submission may be refused for.
 */
export async function edit(intake: Intake, request: EditRequest): Promise<void> {
  const { site, commentId, caller } = request
  const { deps } = intake
  const { text, errors } = readEdit(request.body, site.policy)
  intake.gate.pass(site, caller.bucket, text)
  const state = await getOwnState(deps.db, site, commentId)
  if (!state.isEditable) throw refusal(state)
  if (errors.length > 0) throw new AppError('invalid-submission', undefined, { errors })
  const before = await getJudgedBefore(deps.db, site.id, commentId)
  if (before.version !== state.version) throw changedMeanwhile()
  if (before.text.trim() === text.trim()) return

  const { identity, admitted, candidate } = await lookUpAgain(intake, {
    ...request,
    before,
    text,
    isEdit: true,
    isAskedAgain: false,
    limits: site.policy.limits,
  })
  intake.gate.note(site, caller.bucket, admitted.spent.reader)
  enforceAdmission(site, admitted, { now: deps.now(), isReply: false })
  const signals = keepSending(before.signals, await intake.check(site, candidate, []))
  enforceNeededChecks(site, signals)
  const judged = await judge(intake, site, candidate, signals)
  const moved = await store(deps, request, { text, before, judged, identity, candidate })
  tellArticle(deps.live, { siteId: site.id, ...moved })
  noteJudged(deps, site, commentId, judged)
  deps.log.info({ site: site.slug, commentId, revision: moved.revision + 1 }, 'comment.edited')
}

function refusal({ status, isRejectedByPerson }: { status: string; isRejectedByPerson: boolean }): AppError {
  if (status === 'withdrawn')
    return new AppError('conflict', 'This comment was withdrawn.', { meaning: 'withdrawn' })
  if (isRejectedByPerson)
    return new AppError('conflict', 'A moderator has decided about this comment: it can no longer be edited.')
  return new AppError('edit-window-closed')
}

/** The signals of the new text, with those about the sending taken over from the submission. */
function keepSending(old: readonly Signal[], found: readonly Signal[]): readonly Signal[] {
  const kept = old.filter(({ check }) => OF_THE_SENDING.includes(check))
  return [...kept, ...found.filter(({ check }) => !OF_THE_SENDING.includes(check))]
}

type Change = {
  readonly text: string
  readonly before: JudgedBefore
  readonly judged: Judged
  readonly identity: Identity
  readonly candidate: Candidate
}

/**
 * Stores the edit only if the comment still has the version that was read at the start: of two simultaneous edits, or
 * an edit and a decision, one succeeds. Nothing is published if the article was closed or pre-moderated meanwhile.
 */
function store({ db, secret }: Intake['deps'], request: EditRequest, change: Change) {
  const { site, commentId, caller } = request
  const { before, judged, text, identity, candidate } = change
  const { status, verdict } = judged
  return db.transaction(async (tx: Queryable) => {
    const moved = await moveComment(tx, {
      siteId: site.id,
      commentId,
      from: [before.status],
      to: status,
      expectedVersion: before.version,
      reason: status === 'rejected' ? verdict.reason : null,
      decidedAt: null,
      eventType: 'comment.edited',
      eventData: { status },
    })
    if (moved === undefined) throw changedMeanwhile()
    if (status === 'approved' && !(await publishesUnread(tx, site.id, moved.articleId)))
      throw changedMeanwhile()
    await storeEdit(tx, {
      siteId: site.id,
      commentId,
      revision: moved.revision,
      formerText: before.text,
      text,
      html: renderHtml(text),
      verdict,
      bands: identity.stored.bands,
      aside: keepAside(secret, { siteId: site.id, commentId }, judged, { candidate, caller }),
      version: moved.version,
    })
    return moved
  })
}
