import { AppError } from '../errors.ts'
import type { Site } from '../sites/queries.ts'
import type { Admission } from './admit.ts'

/** Of a network's last 50 comments; the record counts no further back. */
const WAITING_PER_NETWORK = 40

/**
 * Who may not submit here, in the contract's order.
 * @throws {AppError} `comments-closed`, `banned`, `rate-limited`, `parent-not-available`.
 */
export function enforceAdmission(
  site: Site,
  admitted: Admission,
  submission: { readonly now: Date; readonly isReply: boolean },
): void {
  if (admitted.article && isClosed(site, admitted.article, submission.now))
    throw new AppError('comments-closed')
  if (admitted.bans.some(({ kind }) => kind !== 'domain')) {
    throw new AppError('banned', 'You cannot comment on this site at the moment.')
  }
  enforceLimits(site, admitted)
  const { parent } = admitted
  if (submission.isReply && (!parent?.visible || parent.articleId !== admitted.article?.id)) {
    throw new AppError('parent-not-available')
  }
}

/** Whether an article takes comments: switched off, or too old by the site's policy. */
export function isClosed(
  site: Site,
  article: { readonly open: boolean; readonly createdAt: Date },
  now: Date,
): boolean {
  const { closeAfterDays } = site.policy.threads
  if (!article.open) return true
  return closeAfterDays !== null && now.getTime() - article.createdAt.getTime() > closeAfterDays * 86_400_000
}

function enforceLimits(site: Site, { readerPerMinute, history, windowEndsIn }: Admission): void {
  const { perReaderPerMinute, perSitePerMinute } = site.policy.limits
  if (readerPerMinute > perReaderPerMinute) throw tooFast('reader', perReaderPerMinute, windowEndsIn)
  if (history.perMinute.site > perSitePerMinute) throw tooFast('site', perSitePerMinute, windowEndsIn)
}

/**
 * While a check cannot judge, everything is held. Whoever would use that to fill the queue meets a third of the
 * usual limits, and one network only so much of what waits.
 * @throws {AppError} `rate-limited`.
 */
export function enforceOutageLimits(site: Site, { readerPerMinute, history, windowEndsIn }: Admission): void {
  const reader = Math.max(1, Math.floor(site.policy.limits.perReaderPerMinute / 3))
  const whole = Math.max(1, Math.floor(site.policy.limits.perSitePerMinute / 3))
  if (readerPerMinute > reader || history.network.pending >= WAITING_PER_NETWORK) {
    throw tooFast('reader', reader, windowEndsIn)
  }
  if (history.perMinute.site > whole) throw tooFast('site', whole, windowEndsIn)
}

/** `RateLimit` fields as draft-ietf-httpapi-ratelimit-headers-10 writes them. */
export function tooFast(name: string, limit: number, windowEndsIn: number): AppError {
  const seconds = Math.max(1, Math.ceil(windowEndsIn))
  return new AppError('rate-limited', undefined, {
    headers: {
      'retry-after': String(seconds),
      'ratelimit-policy': `"${name}";q=${limit};w=60`,
      ratelimit: `"${name}";r=0;t=${seconds}`,
    },
  })
}
