import { randomUUIDv7 } from 'node:crypto'
import type { Candidate, Signal } from '../checks/check.ts'
import { ruleRisk } from '../judge/rule-risk.ts'
import type { Site } from '../sites/queries.ts'
import type { Desk } from './desk.ts'
import type { JudgeContext, StoredVerdict } from './judged.ts'
import { verdictByRules } from './verdict.ts'

export type Judged = {
  readonly status: 'approved' | 'pending' | 'rejected'
  readonly verdict: StoredVerdict
  /** Reason codes for the author. */
  readonly reasons: readonly string[]
}

const STATUS = { approve: 'approved', hold: 'pending', reject: 'rejected' } as const

/** Signals in, verdict out: the one place where a comment's fate is weighed. */
export async function judge(
  _desk: Desk,
  site: Site,
  candidate: Candidate,
  signals: readonly Signal[],
): Promise<Judged> {
  const { action, because, reason } = verdictByRules(signals, site.policy)
  const verdict: StoredVerdict = {
    id: randomUUIDv7(),
    action,
    probability: null,
    risk: ruleRisk(signals),
    because,
    reason,
    signals,
    thresholds: null,
    explanation: null,
    policyVersion: site.policyVersion,
    modelVersion: null,
    audit: false,
    auditRate: null,
    context: contextOf(candidate),
  }
  return { status: STATUS[action], verdict, reasons: reason === null ? [] : [reason] }
}

function contextOf({ history, isReply }: Candidate): JudgeContext {
  const { author, thread, repeats } = history
  return {
    author: { approved: author.approved, rejected: author.rejected },
    thread: { approved: thread.approved, rejected: thread.rejected },
    repeats: { seen: repeats.exact + repeats.near, rejected: repeats.rejected },
    isReply,
  }
}
