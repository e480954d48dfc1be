import { type CaptchaVerdict, captchaVerifier } from '../captcha/verify.ts'
import { akismetCheck } from '../checks/akismet.ts'
import { localChecks } from '../checks/all.ts'
import type { Candidate, Check, Finding, RemoteCheck, Signal } from '../checks/check.ts'
import { customCheck } from '../checks/custom.ts'
import { runChecks } from '../checks/run.ts'
import { overloaded } from '../db/errors.ts'
import { freshStatistics } from '../db/statistics.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { inTurns } from '../give-way.ts'
import type { Caller } from '../http/caller.ts'
import { type Identify, identityVerifier } from '../identity/verify.ts'
import type { Judges } from '../judge/judges.ts'
import { checkPolicyFor } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import { sparing } from '../sparing.ts'
import { type Admission, type AdmissionRequest, admission } from './admit.ts'
import type { Fields } from './fields.ts'
import { firstGate } from './gate.ts'
import type { Judged } from './judge.ts'
import { type NewComment, type Stored, storing } from './store.ts'
import { type InTurn, takingTurns } from './turns.ts'
import { verdictOpen } from './verdict.ts'

/** Steps 4 and 5 of a submission together may take this long. */
const CHECKS_BUDGET_MS = 2_500

/** What a submission needs that outlives it: batches under way, breakers, compiled word lists, counters. */
export type Desk = {
  readonly deps: Deps
  readonly judges: Judges
  /** @throws {AppError} `unavailable` while more comes than can be stored in time. */
  refuseWhenBehind(): void
  /** Whom the publisher's login vouches for. */
  readonly identify: Identify
  readonly gate: ReturnType<typeof firstGate>
  readonly inTurn: InTurn
  admit(request: AdmissionRequest): Promise<Admission>
  /** @throws {AppError} `captcha-failed`, `captcha-score-failed`. */
  captcha(site: Site, fields: Fields, caller: Caller, attemptId: string): Promise<CaptchaSignal>
  /** All checks but the captcha, given what it found. */
  check(site: Site, candidate: Candidate, before: readonly Signal[]): Promise<readonly Signal[]>
  store(comment: NewComment): Promise<Stored>
  /** When it was stored first, and the reason of its first verdict. */
  firstStored(site: Site, commentId: string): Promise<FirstStored>
  noteJudged(site: Site, commentId: string, judged: Judged): void
}

type FirstStored = { readonly createdAt: Date; readonly reason: string | null }

type CaptchaSignal = {
  readonly signal: Signal
  readonly spend: { readonly tokenHash: string; readonly expiresAt: string } | null
}

export function createDesk(deps: Deps, judges: Judges): Desk {
  const verify = captchaVerifier(deps)
  const remote: readonly RemoteCheck[] = [
    ...(deps.config.AKISMET_KEY === undefined ? [] : [akismetCheck(deps)]),
    ...(deps.config.CUSTOM_CHECK_URL === undefined ? [] : [customCheck(deps)]),
  ]
  const local = localChecksByPolicy()
  const note = noting(deps)
  const admit = admission(deps.db)
  const store = storing(deps.db, freshStatistics(deps.db, deps.log))
  return {
    deps,
    judges,
    identify: identityVerifier(deps),
    gate: firstGate(),
    inTurn: takingTurns(),
    admit,
    store,
    refuseWhenBehind() {
      if (admit.isBehind() || store.isBehind()) throw overloaded()
    },
    captcha: (site, fields, caller, attemptId) =>
      checkCaptcha(deps, verify, { site, fields, caller, attemptId }),
    async check(site, candidate, before) {
      const signals = await runChecks({ local: await local(site), remote }, candidate, {
        policy: site.policy,
        budgetMs: CHECKS_BUDGET_MS - (before[0]?.ms ?? 0),
        stillOpen: (found) => verdictOpen([...before, ...found], site.policy),
      })
      for (const signal of [...before, ...signals]) note(site, candidate.commentId, signal)
      return signals
    },
    async firstStored(site, commentId) {
      const [row] = await deps.db.query(
        (sql) => sql<FirstStored[]>`
        select c.created_at, v.reason from comments c
        left join verdicts v on v.site_id = c.site_id and v.comment_id = c.id and v.revision = 1
        where c.site_id = ${site.id} and c.id = ${commentId}`,
      )
      if (!row) throw new AppError('not-found')
      return row
    },
    noteJudged(site, commentId, { status, verdict }) {
      deps.metrics.verdicts.inc({ action: verdict.action })
      const { action, because, risk, audit } = verdict
      deps.log.info(
        { site: site.slug, commentId, status, verdict: action, because, risk, audit },
        'submission.judged',
      )
    },
  }
}

type CaptchaAttempt = {
  readonly site: Site
  readonly fields: Fields
  readonly caller: Caller
  readonly attemptId: string
}

async function checkCaptcha(
  deps: Deps,
  verify: ReturnType<typeof captchaVerifier>,
  { site, fields, caller, attemptId }: CaptchaAttempt,
): Promise<CaptchaSignal> {
  const started = performance.now()
  const toSignal = (finding: Finding): Signal => ({
    check: 'captcha',
    ...finding,
    ms: performance.now() - started,
  })
  if (!checkPolicyFor(site.policy, 'captcha').on) {
    return { signal: toSignal({ outcome: 'clear', detail: 'switched off for this site' }), spend: null }
  }
  if (fields.isForm && fields.captcha === null && deps.config.CAPTCHA !== 'none') {
    return {
      signal: toSignal({ outcome: 'suspect', score: 0.4, detail: 'plain form without a captcha' }),
      spend: null,
    }
  }
  const result: CaptchaVerdict = await verify({
    token: fields.captcha,
    siteId: site.id,
    hostnames: site.origins.map((origin) => origin.slice(origin.indexOf('://') + 3).replace(/:\d+$/, '')),
    policy: site.policy.captcha,
    address: caller.address,
    attemptId,
    now: deps.now(),
  })
  if ('refused' in result) {
    deps.log.info({ site: site.slug, code: result.refused, why: result.detail }, 'captcha.refused')
    throw new AppError(result.refused)
  }
  const { finding, spend } = result
  return {
    signal: toSignal(finding),
    spend: spend && {
      tokenHash: Buffer.from(spend.tokenHash).toString('hex'),
      expiresAt: spend.expiresAt.toISOString(),
    },
  }
}

/** A site's local checks, made anew only when its policy changes: compiling word lists is not free. */
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

const WARN_EVERY_MS = 60_000

/**
 * Counts each finding. A check that cannot judge is warned of once a minute while that lasts, however many comments
 * it holds; of the captcha, whose breaker says so itself, not at all.
 */
function noting({ log, metrics }: Deps): (site: Site, commentId: string, signal: Signal) => void {
  const isDue = sparing(WARN_EVERY_MS)
  return (site, commentId, { check, outcome, ms, detail }) => {
    metrics.checkSeconds.observe({ check }, ms / 1000)
    metrics.checkOutcomes.inc({ check, outcome })
    if (outcome !== 'unavailable') return
    log.debug({ site: site.slug, commentId, check, detail }, 'check.unavailable')
    if (check !== 'captcha' && isDue(check)) log.warn({ site: site.slug, detail }, `${check}.unavailable`)
  }
}
