import { isUnanswered } from '../checks/check.ts'
import { AppError } from '../errors.ts'
import { tellArticle } from '../live.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { enforceAdmission } from './admission-rules.ts'
import { type Judgement, settle, stopAsking, type Waiting } from './again-queries.ts'
import { type Aside, keepAside, senderOf } from './aside.ts'
import type { Intake } from './intake.ts'
import { type Judged, judge } from './judge.ts'
import { getJudgedBefore, type JudgedBefore, type LookedUp, lookUpAgain } from './judged-before.ts'

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
  if (!site || !sender || !found || !mayStillCome(site, found)) {
    await stopAsking(deps.db, waiting)
    return true
  }
  const signals = await intake.askAgain(site, found.candidate, before.signals)
  const judged = await judge(intake, site, found.candidate, signals)
  if (signals.some(isUnanswered) || judged.isJudgeSilent) return false
  // What Akismet had answered before is kept with the values of that question.
  const isAsked = before.signals.some((one) => one.check === 'akismet' && isUnanswered(one))
  const aside = isAsked
    ? keepAside(deps.secret, waiting, judged, { candidate: found.candidate, caller: sender.caller })
    : null
  await store(intake, site, { waiting, before, judged, aside })
  return true
}

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
    aside,
  }: {
    readonly waiting: Waiting
    readonly before: JudgedBefore
    readonly judged: Judged
    readonly aside: Aside | null
  },
): Promise<void> {
  const { status, verdict } = judged
  const { siteId, commentId } = waiting
  const { version, parentId } = before
  const judgement: Judgement = { siteId, commentId, version, parentId, status, verdict, aside }
  const moved = await deps.db.transaction((tx) => settle(tx, judgement))
  if (moved === undefined) return
  if (status !== 'pending') tellArticle(deps.live, { siteId, ...moved })
  const { action, because, risk, audit } = verdict
  deps.metrics.verdicts.inc({ action })
  deps.log.info(
    { site: site.slug, commentId, commentStatus: status, verdict: action, because, risk, audit },
    'submission.judged-again',
  )
}
