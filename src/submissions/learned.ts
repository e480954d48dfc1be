import type { Signal } from '../checks/check.ts'
import type { Opinion } from '../judge/judges.ts'
import type { Policy } from '../sites/policy.ts'
import { type Rules, type Verdict, verdictByRules } from './verdict.ts'

/** What holds a comment that no check marks and the judge is not sure about. */
export const HELD_BY_JUDGE: readonly string[] = ['judge']
/**
 * From this probability on, a model that may not approve yet still holds a comment: more likely to be rejected than
 * not.
 */
export const DOUBTFUL = 0.5

/**
 * Checks whose marks only labels should weigh. A mark of any other check is a rule of the operator's, or doubt
 * about who sends, and holds the comment whatever the judge says.
 */
const WEIGHED: readonly string[] = ['links', 'shape', 'repeats', 'author', 'akismet', 'custom']

/**
 * The verdict once a site's judge has an opinion. What a rule rejects or holds stays so. Otherwise the judge
 * decides inside the error budget, and a side whose blind checks broke it goes to people. Where the evidence does
 * not reach for a threshold, the careful default holds what is marked.
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
  if (opinion.decision === 'reject')
    return { action: 'reject', because: HELD_BY_JUDGE, reason: reasonOf(signals) }
  if (opinion.decision === 'approve') return { action: 'approve', because: HELD_BY_JUDGE, reason: null }
  if (ruled.action === 'approve' && !mayApproveByRules(opinion)) return heldBy(ruled)
  return ruled
}

/**
 * Approving what no check marks is the careful default of a site that has not taught its judge. Once it has, the
 * budget rules: a threshold, or blind checks that show the default to keep it.
 */
function mayApproveByRules({ isTaught, isApprovingWell, braked, thresholds, probability }: Opinion): boolean {
  if (braked.approve || thresholds.approveBelow !== null) return false
  return (probability ?? 0) <= DOUBTFUL && (isApprovingWell || !isTaught)
}

function heldBy({ because, reason }: Verdict): Verdict {
  return { action: 'hold', because: because.length > 0 ? because : HELD_BY_JUDGE, reason }
}

function isWeighed(check: string, signals: readonly Signal[], policy: Policy): boolean {
  if (!WEIGHED.includes(check)) return false
  if (check === 'author' && policy.author.holdFirst) return false
  return signals.some((signal) => signal.check === check && signal.outcome === 'suspect')
}

/** The reason that a check gives; where only the judge is against a comment, nothing more certain than `other`. */
function reasonOf(signals: readonly Signal[]): Verdict['reason'] {
  return signals.find(({ outcome, reason }) => outcome !== 'clear' && reason !== undefined)?.reason ?? 'other'
}
