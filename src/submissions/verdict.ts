import { BY_JUDGE, type Candidate, type ReasonCode, type Signal } from '../checks/check.ts'
import type { Opinion } from '../judge/judges.ts'
import { checkPolicyFor, type Policy } from '../sites/policy.ts'

/**
 * From this probability on (more likely to be rejected than not), even a model that may not approve yet holds a
 * comment.
 */
export const DOUBTFUL = 0.5

/**
 * Checks whose marks the learned judge may outweigh, besides those that are built in. A mark of any other check is a
 * rule of the operator's, or doubt about who sends, and holds the comment whatever the judge says.
 */
const WEIGHED: readonly string[] = ['links', 'shape', 'repeats', 'author', 'akismet', 'custom']

/** What a verdict depends on besides the signals: the site's policy, and the rules of article and author that hold it. */
type Rules = Policy & { readonly heldBy?: Candidate['heldBy'] }

/** What the signals add up to. The machine gives verdicts, people take decisions. */
export type Verdict = {
  readonly action: 'approve' | 'hold' | 'reject'
  /** The checks, or rules, that led to it. */
  readonly because: readonly string[]
  readonly reason: ReasonCode | null
}

/**
 * The verdict once a site's judge has an opinion. What a rule rejects or holds stays so. Otherwise the judge decides
 * within the error budget; a side whose blind checks broke the budget goes to people. Where there is too little
 * evidence for a threshold, the careful default holds what is marked.
 * @param opinion undefined when the judge should have spoken and could not: then a person decides.
 */
export function verdictWithJudge(
  signals: readonly Signal[],
  rules: Rules,
  opinion: Opinion | undefined,
): Verdict {
  const ruled = verdictByRules(signals, rules)
  if (ruled.action === 'reject') return ruled
  if (opinion === undefined) return heldBy(ruled)
  if (ruled.because.some((check) => !isWeighed(check, signals, rules))) return ruled
  if (opinion.action === 'reject') return { action: 'reject', because: BY_JUDGE, reason: reasonOf(signals) }
  if (opinion.action === 'approve') return { action: 'approve', because: BY_JUDGE, reason: null }
  if (ruled.action === 'approve' && !mayApproveByRules(opinion)) return heldBy(ruled)
  return ruled
}

/** Whether a remote check could still change the verdict: a rejection stands whatever it says. */
export function verdictOpen(signals: readonly Signal[], policy: Policy): boolean {
  return verdictByRules(signals, policy).action !== 'reject'
}

/** Whether a check could not judge and the site wants the comment refused then. */
export function mustRefuse(signals: readonly Signal[], policy: Policy): boolean {
  return signals.some(
    ({ check, outcome }) => outcome === 'unavailable' && outageRule(check, policy) === 'refuse',
  )
}

/**
 * The careful default: rejects only what a check is certain of, holds what any check marks or could not judge, and
 * approves the rest. A check's policy may let its silence pass; a site in `pre` mode holds everything, and so does a
 * pre-moderated article.
 */
function verdictByRules(signals: readonly Signal[], rules: Rules): Verdict {
  const blocking = signals.filter(({ outcome }) => outcome === 'block')
  if (blocking.length > 0) return verdict('reject', blocking)
  const doubtful = signals.filter((signal) => signal.outcome === 'suspect' || isDoubt(signal, rules))
  const held = verdict('hold', doubtful)
  const because = [
    ...held.because,
    ...(rules.mode === 'pre' ? ['pre-moderation'] : []),
    ...(rules.heldBy ?? []),
  ]
  return because.length > 0 ? { ...held, because } : { action: 'approve', because, reason: null }
}

function isDoubt({ check, outcome }: Signal, policy: Policy): boolean {
  return outcome === 'unavailable' && outageRule(check, policy) !== 'pass'
}

function outageRule(check: string, policy: Policy): 'pass' | 'hold' | 'refuse' {
  return check === 'captcha' ? policy.captcha.onUnavailable : checkPolicyFor(policy, check).onUnavailable
}

function verdict(action: Verdict['action'], grounds: readonly Signal[]): Verdict {
  const reason = grounds.find((signal) => signal.reason !== undefined)?.reason ?? null
  return { action, because: grounds.map(({ check }) => check), reason }
}

/**
 * While a site has not taught its judge, the careful default approves what no check marks. Once it has, only the
 * budget allows that: by a threshold, or because blind checks show that the default keeps it.
 */
function mayApproveByRules({ isTaught, isApprovingWell, braked, thresholds, probability }: Opinion): boolean {
  if (braked.approve || thresholds.approveBelow !== null) return false
  return (probability ?? 0) <= DOUBTFUL && (isApprovingWell || !isTaught)
}

function heldBy({ because, reason }: Verdict): Verdict {
  return { action: 'hold', because: because.length > 0 ? because : BY_JUDGE, reason }
}

function isWeighed(check: string, signals: readonly Signal[], policy: Policy): boolean {
  if (check === 'author' && policy.author.holdFirst) return false
  return signals.some(
    (signal) =>
      signal.check === check &&
      signal.outcome === 'suspect' &&
      (WEIGHED.includes(check) || signal.isBuiltIn === true),
  )
}

/** The reason that a check gives; if only the judge is against a comment, nothing more specific than `other`. */
function reasonOf(signals: readonly Signal[]): Verdict['reason'] {
  return signals.find(({ outcome, reason }) => outcome !== 'clear' && reason !== undefined)?.reason ?? 'other'
}
