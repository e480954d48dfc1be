import { isUnanswered } from '../checks/check.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import { tellArticle } from '../live.ts'
import { SealedOtherwise, seal, unseal } from '../seal.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { enforceAdmission } from './admission-rules.ts'
import { forget, type Judgement, type Ref, settle, type Waiting } from './again-queries.ts'
import type { Intake } from './intake.ts'
import { type Judged, judge } from './judge.ts'
import { getJudgedBefore, type JudgedBefore, type LookedUp, lookUpAgain } from './judged-before.ts'

/** When a check that could not judge is first asked again, and one whose answer was provisional. */
const AFTER_SILENCE_S = 10
const AFTER_PROVISIONAL_S = 120

/** What stays with a held comment for as long as somebody has to be asked about it again, a day at most. */
export type AskAgain = { readonly afterSeconds: number; readonly sealedSender: string | null }

type Sender = {
  readonly caller: Caller
  readonly userAgent: string | null
  readonly referrer: string | null
}

/**
 * Whether a comment is to be judged once more: it is held, and a check that asks elsewhere, or the judge, had no answer
 * or none to rely on. Who sent it is kept, sealed, only for Akismet, which wants to be told again.
 */
export function askAgain(secret: string, ref: Ref, judged: Judged, sender: Sender): AskAgain | null {
  const waiting = judged.verdict.signals.filter(isUnanswered)
  if (judged.status !== 'pending' || (waiting.length === 0 && !judged.isJudgeSilent)) return null
  const { caller, userAgent, referrer } = sender
  const isToBeTold = waiting.some(({ check }) => check === 'akismet')
  const told = JSON.stringify({ caller, userAgent, referrer } satisfies Sender)
  return {
    afterSeconds: waiting.some(({ isProvisional }) => isProvisional) ? AFTER_PROVISIONAL_S : AFTER_SILENCE_S,
    sealedSender: isToBeTold ? seal(secret, placeOf(ref), told) : null,
  }
}

/**
 * Asks again what was not answered, and judges with the answers. What a person meanwhile decided, or was asked about,
 * stays a person's.
 * @returns false when it is still not answered.
 */
export async function judgeAgain(intake: Intake, waiting: Waiting): Promise<boolean> {
  const { deps } = intake
  const { siteId, commentId, slug, isOpen } = waiting
  const sender = isOpen ? senderOf(deps.secret, waiting) : undefined
  const site = await findSite(deps.db, slug)
  const before = await getJudgedBefore(deps.db, siteId, commentId)
  const found =
    site &&
    sender &&
    (await lookUpAgain(intake, {
      ...sender,
      site,
      commentId,
      before,
      text: before.text,
      isEdit: before.isEdited,
      isAskedAgain: true,
      limits: null,
    }))
  if (!found || !mayStillCome(site, found)) {
    await forget(deps.db, waiting)
    return true
  }
  const signals = await intake.askAgain(site, found.candidate, before.signals)
  const judged = await judge(intake, site, found.candidate, signals)
  if (signals.some(isUnanswered) || judged.isJudgeSilent) return false
  await store(intake, site, { waiting, before, judged })
  return true
}

/** Undefined if it was sealed with another key. */
function senderOf(secret: string, waiting: Waiting): Sender | undefined {
  if (waiting.sealedSender === null)
    return { caller: { address: '', bucket: '' }, userAgent: null, referrer: null }
  try {
    // Written by `askAgain`, and authenticated by its seal.
    return JSON.parse(unseal(secret, placeOf(waiting), waiting.sealedSender)) as Sender
  } catch (error) {
    if (error instanceof SealedOtherwise) return undefined
    throw error
  }
}

const placeOf = ({ siteId, commentId }: Ref) => `sender ${siteId} ${commentId}`

/** Whether it would be taken if it came now: where not, the comment waits for a person. */
function mayStillCome(site: Site, { admitted, candidate }: LookedUp): boolean {
  try {
    enforceAdmission(site, admitted, { now: candidate.receivedAt, isReply: candidate.isReply })
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

async function store(
  { deps }: Intake,
  site: Site,
  {
    waiting,
    before,
    judged,
  }: { readonly waiting: Waiting; readonly before: JudgedBefore; readonly judged: Judged },
): Promise<void> {
  const { status, verdict } = judged
  const { siteId, commentId } = waiting
  const { version, parentId } = before
  const judgement: Judgement = { siteId, commentId, version, parentId, status, verdict }
  const moved = await deps.db.transaction((tx) => settle(tx, judgement))
  if (moved === undefined) return
  if (status !== 'pending') tellArticle(deps.live, { siteId, ...moved })
  const { action, because, risk, audit } = verdict
  deps.log.info(
    { site: site.slug, commentId, commentStatus: status, verdict: action, because, risk, audit },
    'submission.judged-again',
  )
}
