import type { Signal } from '../checks/check.ts'
import { AppError } from '../errors.ts'
import { ofLastMinute, type Spent, secondsUntilOneMore, tooFast } from '../http/rate-limit.ts'
import { isClosed } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import type { Admission } from './admit.ts'
import { mustRefuse } from './verdict.ts'

/** For trouble that will probably be over soon. */
export const RETRY = { headers: { 'retry-after': '5' } }

/** How many of a network's newest 50 comments may wait; its record counts no further back. */
const WAITING_PER_NETWORK = 40

/**
 * Refuses whoever may not submit here, checking in the contract's order.
 * @throws {AppError} `comments-closed`, `banned`, `rate-limited`, `parent-not-available`.
 */
export function enforceAdmission(
  site: Site,
  admitted: Admission,
  submission: { readonly now: Date; readonly isReply: boolean },
): void {
  if (admitted.article && isClosed(site, admitted.article, submission.now))
    throw new AppError('comments-closed')
  if (admitted.bans.some(({ kind, effect }) => kind !== 'domain' && effect === 'refuse')) {
    throw new AppError('banned', 'You cannot comment on this site at the moment.')
  }
  enforceLimits(site, admitted)
  const { parent } = admitted
  if (submission.isReply && (!parent?.visible || parent.articleId !== admitted.article?.id)) {
    throw new AppError('parent-not-available')
  }
}

function enforceLimits(site: Site, { spent }: Admission): void {
  const { perReaderPerMinute, perSitePerMinute } = site.policy.limits
  enforceLimit('reader', spent.reader, perReaderPerMinute)
  enforceLimit('site', spent.site, perSitePerMinute)
}

/**
 * @throws {AppError} `unavailable` if a check could not judge and the policy says that the comment is refused then.
 */
export function enforceNeededChecks(site: Site, signals: readonly Signal[]): void {
  if (!mustRefuse(signals, site.policy)) return
  throw new AppError('unavailable', 'A needed check cannot be made right now.', RETRY)
}

/** Submissions that this refuses have been counted, too. */
function enforceLimit(name: string, spent: Spent, perMinute: number): void {
  if (ofLastMinute(spent) <= perMinute) return
  throw tooFast({ name, perMinute, seconds: secondsUntilOneMore(spent, perMinute) })
}

/**
 * While a check cannot judge, everything is held. So that nobody fills the queue meanwhile, a third of the usual
 * limits applies, and one network may have only so many comments waiting.
 * @throws {AppError} `rate-limited`.
 */
export function enforceOutageLimits(site: Site, { spent, history }: Admission): void {
  const reader = Math.max(1, Math.floor(site.policy.limits.perReaderPerMinute / 3))
  const whole = Math.max(1, Math.floor(site.policy.limits.perSitePerMinute / 3))
  enforceLimit('reader', spent.reader, reader)
  if (history.network.pending >= WAITING_PER_NETWORK) {
    throw tooFast({ name: 'reader', perMinute: reader, seconds: 60 })
  }
  enforceLimit('site', spent.site, whole)
}
