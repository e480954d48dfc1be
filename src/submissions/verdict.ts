import type { ReasonCode, Signal } from '../checks/check.ts'
import { checkPolicyFor, type Policy } from '../sites/policy.ts'

/** Rules that hold every comment whatever the checks found: the site's, the article's. */
export const HOLDING_RULES: readonly string[] = ['pre-moderation', 'article-pre-moderation']

/** What a verdict goes by besides the signals: the site's policy, and whether the article is pre-moderated. */
export type Rules = Policy & { readonly holdsArticle?: boolean }

/** What the signals add up to. The machine gives verdicts, people take decisions. */
export type Verdict = {
  readonly action: 'approve' | 'hold' | 'reject'
  /** The checks, or rules, that moved it there. */
  readonly because: readonly string[]
  readonly reason: ReasonCode | null
}

/**
 * The careful default: rejects only what a check is certain of, holds what any check marks or could not judge,
 * and approves what none marks. A check's own rule may let its silence pass; a site in `pre` mode holds all, and so
 * does a pre-moderated article.
 */
export function verdictByRules(signals: readonly Signal[], rules: Rules): Verdict {
  const blocking = signals.filter(({ outcome }) => outcome === 'block')
  if (blocking.length > 0) return verdict('reject', blocking)
  const doubtful = signals.filter((signal) => signal.outcome === 'suspect' || isDoubt(signal, rules))
  const held = verdict('hold', doubtful)
  const because = [...held.because, ...holdingRules(rules)]
  return because.length > 0 ? { ...held, because } : { action: 'approve', because, reason: null }
}

/** Whether a remote check could still change the verdict: what is rejected stays so whatever it says. */
export function verdictOpen(signals: readonly Signal[], policy: Policy): boolean {
  return verdictByRules(signals, policy).action !== 'reject'
}

/** The checks that could not judge and must refuse the comment for it, by the site's choice. */
export function refusals(signals: readonly Signal[], policy: Policy): readonly string[] {
  return signals
    .filter(({ check, outcome }) => outcome === 'unavailable' && outageRule(check, policy) === 'refuse')
    .map(({ check }) => check)
}

function holdingRules({ mode, holdsArticle = false }: Rules): readonly string[] {
  return HOLDING_RULES.filter((rule) => (rule === 'pre-moderation' ? mode === 'pre' : holdsArticle))
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
