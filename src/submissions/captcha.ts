import { captchaVerifier } from '../captcha/verify.ts'
import type { Finding, Signal } from '../checks/check.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/caller.ts'
import { checkPolicyFor } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import type { Fields } from './fields.ts'

/** What the captcha found, and the token that goes with the comment when it is stored. */
type CaptchaSignal = {
  readonly signal: Signal
  readonly spend: { readonly tokenHash: string; readonly expiresAt: string } | null
}

/** @throws {AppError} `captcha-failed`, `captcha-score-failed`. */
export type CheckCaptcha = (
  site: Site,
  fields: Fields,
  sender: { readonly caller: Caller; readonly commentId: string },
) => Promise<CaptchaSignal>

/** Turns the captcha into one more signal; only a token that is certainly bad ends the submission here. */
export function captchaChecking(deps: Deps): CheckCaptcha {
  const verify = captchaVerifier(deps)
  return async (site, fields, { caller, commentId }) => {
    const started = performance.now()
    const toSignal = (finding: Finding): Signal => ({
      check: 'captcha',
      ...finding,
      ms: performance.now() - started,
    })
    const unasked = withoutAsking(deps, site, fields)
    if (unasked !== undefined) return { signal: toSignal(unasked), spend: null }
    const result = await verify({
      token: fields.captcha,
      siteId: site.id,
      hostnames: site.origins.map((origin) => origin.slice(origin.indexOf('://') + 3).replace(/:\d+$/, '')),
      policy: site.policy.captcha,
      address: caller.address,
      attemptId: commentId,
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
}

/** The finding where nobody needs to be asked; undefined where the token decides. */
function withoutAsking({ config }: Deps, site: Site, { isForm, captcha }: Fields): Finding | undefined {
  if (!checkPolicyFor(site.policy, 'captcha').on) {
    return { outcome: 'clear', detail: 'switched off for this site' }
  }
  if (isForm && captcha === null && config.CAPTCHA !== 'none') {
    return { outcome: 'suspect', score: 0.4, detail: 'plain form without a captcha' }
  }
  return undefined
}
