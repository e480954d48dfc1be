import { akismetCheck } from '../checks/akismet.ts'
import { localChecks } from '../checks/all.ts'
import { type Candidate, type Check, isUnanswered, type RemoteCheck, type Signal } from '../checks/check.ts'
import { customCheck } from '../checks/custom.ts'
import { runChecks } from '../checks/run.ts'
import { leftMs } from '../db/in-time.ts'
import { CHECKS_MS, STORE_MS } from '../db/time-limits.ts'
import type { Deps } from '../deps.ts'
import { inTurns } from '../give-way.ts'
import type { Site } from '../sites/queries.ts'
import { foldText } from '../text/fold.ts'
import { throttle } from '../throttle.ts'
import { verdictOpen } from './verdict.ts'

const WARN_EVERY_MS = 60_000

/** Runs all checks but the captcha, given what that found. */
export type CheckAll = (
  site: Site,
  candidate: Candidate,
  before: readonly Signal[],
) => Promise<readonly Signal[]>

/** The signals of before, with new ones in the place of those that were not answered. */
export type AskAgainChecks = (
  site: Site,
  candidate: Candidate,
  before: readonly Signal[],
) => Promise<readonly Signal[]>

/** Whether a reader's page may name an article with this title before a person has read it. */
export type MayName = (site: Site, title: string, candidate: Candidate) => Promise<boolean>

/** The checks that a title has to pass as well. */
const OF_TITLES: readonly string[] = ['words', 'links', 'personal-data']

/** The checks of this service, with every finding counted. */
export function checking(deps: Deps): {
  readonly check: CheckAll
  readonly askAgain: AskAgainChecks
  readonly mayName: MayName
} {
  const isAlertDue = throttle(WARN_EVERY_MS)
  const warn = (alert: string) => {
    if (isAlertDue('akismet')) deps.log.warn({ why: alert }, 'akismet.alert')
  }
  const remote: readonly RemoteCheck[] = [
    ...(deps.config.AKISMET_KEY === undefined ? [] : [akismetCheck(deps, warn)]),
    ...(deps.config.CUSTOM_CHECK_URL === undefined ? [] : [customCheck(deps)]),
  ]
  const local = localChecksByPolicy()
  const note = noting(deps)
  const check: CheckAll = async (site, candidate, before) => {
    const signals = await runChecks({ local: await local(site), remote }, candidate, {
      policy: site.policy,
      budgetMs: CHECKS_MS - (before[0]?.ms ?? 0),
      remoteMs: leftMs() - STORE_MS,
      stillOpen: (found) => verdictOpen([...before, ...found], site.policy),
    })
    for (const signal of [...before, ...signals]) note(site, candidate.commentId, signal)
    return signals
  }
  const askAgain: AskAgainChecks = async (site, candidate, before) => {
    const isAsked = ({ name }: RemoteCheck) => before.some((one) => one.check === name && isUnanswered(one))
    const found = await runChecks({ local: [], remote: remote.filter(isAsked) }, candidate, {
      policy: site.policy,
      budgetMs: CHECKS_MS,
      remoteMs: CHECKS_MS,
      stillOpen: () => true,
    })
    for (const signal of found) note(site, candidate.commentId, signal)
    // A check that was switched off meanwhile is asked nothing, so what it could not say is dropped.
    return before.flatMap((one) =>
      isUnanswered(one) ? found.filter(({ check }) => check === one.check) : [one],
    )
  }
  const mayName: MayName = async (site, title, candidate) => {
    const nobody = { name: '', foldedName: foldText('') }
    const asText = { ...candidate, ...nobody, text: title, folded: foldText(title), website: null }
    const checks = (await local(site)).filter(({ name }) => OF_TITLES.includes(name))
    return checks.every((one) => one.run(asText).outcome === 'clear')
  }
  return { check, askAgain, mayName }
}

/** A site's local checks, rebuilt only when its policy changes, since compiling word lists is expensive. */
function localChecksByPolicy(): (site: Site) => Promise<readonly Check[]> {
  const made = new Map<string, { readonly version: number; readonly checks: Promise<readonly Check[]> }>()
  return ({ id, policy, policyVersion }) => {
    const known = made.get(id)
    if (known?.version === policyVersion) return known.checks
    if (made.size > 1_000) made.clear()
    const checks = inTurns(localChecks(policy))
    made.set(id, { version: policyVersion, checks })
    return checks
  }
}

/**
 * Counts each finding. A check that cannot judge is logged once a minute while that lasts, however many comments it
 * holds; the captcha is not, since its breaker has log lines of its own.
 */
function noting({ log, metrics }: Deps): (site: Site, commentId: string, signal: Signal) => void {
  const isDue = throttle(WARN_EVERY_MS)
  return (site, commentId, { check, outcome, ms, detail }) => {
    metrics.checkSeconds.observe({ check }, ms / 1000)
    metrics.checkOutcomes.inc({ check, outcome })
    if (outcome !== 'unavailable') return
    log.debug({ site: site.slug, commentId, check, why: detail }, 'check.unavailable')
    if (check !== 'captcha' && isDue(check))
      log.warn({ site: site.slug, why: detail }, `${check}.unavailable`)
  }
}
