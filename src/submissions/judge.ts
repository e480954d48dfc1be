import { randomUUIDv7 } from 'node:crypto'
import type { Candidate, Signal } from '../checks/check.ts'
import type { Deps } from '../deps.ts'
import type { EarlierDecisions, Evidence } from '../judge/features.ts'
import type { KindRisk } from '../judge/heads.ts'
import type { Opinion } from '../judge/judges.ts'
import { firstRisk, ruleRisk } from '../judge/rule-risk.ts'
import type { Site } from '../sites/queries.ts'
import type { Intake } from './intake.ts'
import type { StoredVerdict } from './stored-verdict.ts'
import { DOUBTFUL, verdictWithJudge } from './verdict.ts'

export type Judged = {
  readonly status: 'approved' | 'pending' | 'rejected'
  readonly verdict: StoredVerdict
  /** Reason codes, for the author. */
  readonly reasons: readonly string[]
  /** The judge could not be asked in time. */
  readonly isJudgeSilent: boolean
}

const STATUS = { approve: 'approved', hold: 'pending', reject: 'rejected' } as const

/** Signals in, verdict out: the one place where a comment's verdict is weighed. */
export async function judge(
  { judges }: Pick<Intake, 'judges'>,
  site: Site,
  candidate: Candidate,
  signals: readonly Signal[],
): Promise<Judged> {
  const history = earlierDecisions(candidate)
  const { text, folded, isReply, commentId } = candidate
  const evidence: Evidence = { text, folded, signals, history, isReply }
  const opinion = await judges.opinion(site, commentId, evidence)
  const { action, because, reason } = verdictWithJudge(
    signals,
    { ...site.policy, heldBy: candidate.heldBy },
    opinion,
  )
  const audit = action !== 'hold' && opinion?.isDrawn === true
  const risk = audit ? riskAmongHeld(action, opinion) : riskOf(action, evidence, opinion)
  const verdict: StoredVerdict = {
    id: randomUUIDv7(),
    action,
    probability: opinion?.probability ?? null,
    risk,
    kinds: opinion === undefined ? null : kindsWithin(risk, opinion),
    because,
    reason,
    signals,
    thresholds: opinion?.modelVersion ? opinion.thresholds : null,
    explanation: opinion?.explanation ?? null,
    policyVersion: site.policyVersion,
    modelVersion: opinion?.modelVersion ?? null,
    audit,
    auditRate: audit ? opinion.auditRate : null,
    context: { ...history, isReply },
  }
  const reasons = reason === null ? [] : [reason]
  return { status: STATUS[action], verdict, reasons, isJudgeSilent: opinion === undefined }
}

/** One log line and one count for each stored verdict: what it was and why, never the words. */
export function noteJudged({ log, metrics }: Deps, site: Site, commentId: string, judged: Judged): void {
  const { action, because, risk, audit } = judged.verdict
  metrics.verdicts.inc({ action })
  log.info(
    { site: site.slug, commentId, commentStatus: judged.status, verdict: action, because, risk, audit },
    'submission.judged',
  )
}

/** What the judge may know besides the text: counts of decisions made before this comment. */
function earlierDecisions({ history }: Candidate): EarlierDecisions {
  const { author, thread, lately, threadSize, backAndForth, conversation, repeats } = history
  return {
    author: { approved: author.approved, rejected: author.rejected },
    thread,
    ...(lately && { lately }),
    ...(threadSize && { threadSize }),
    ...(backAndForth && { backAndForth }),
    ...(conversation && { conversation }),
    repeats: { exact: repeats.exact, near: repeats.near, rejected: repeats.rejected },
  }
}

/** The judge's probability or, until it has a model, what the signals and (for held comments) the seed suggest. */
function riskOf(action: StoredVerdict['action'], evidence: Evidence, opinion: Opinion | undefined): number {
  return opinion?.probability ?? (action === 'hold' ? firstRisk(evidence) : ruleRisk(evidence.signals))
}

/**
 * The risk shown for a comment under a blind check, drawn so that its place in the queue does not set it apart from
 * held comments: near the side on which it was decided, where most held comments like it are, so that words and risk
 * fit each other.
 */
function riskAmongHeld(action: 'approve' | 'reject', { share, auditRate, thresholds }: Opinion): number {
  const high = thresholds.rejectAbove ?? 1
  const low = thresholds.approveBelow ?? Math.min(DOUBTFUL, high)
  const inward = (high - low) * (share / auditRate) ** 3
  return action === 'approve' ? low + inward : high - inward
}

/**
 * The risks of each kind of rejection, together no more than the risk shown. Under a blind check that risk is drawn,
 * so these are scaled with it, lest they set the comment apart from held ones.
 */
function kindsWithin(risk: number, { kinds, probability }: Opinion): KindRisk {
  const { spam, abuse } = kinds
  if (probability === null) return kinds
  const share = Math.min(risk / Math.max(probability, 1e-6), risk / Math.max(spam + abuse, 1e-6))
  return { spam: spam * share, abuse: abuse * share }
}
