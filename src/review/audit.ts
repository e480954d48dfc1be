import { HELD_BY_JUDGE } from '../submissions/learned.ts'
import type { ReviewItem } from './items.ts'

/**
 * A blind check is worth nothing once the moderator knows the machine's answer, so an undecided one looks like
 * any held comment: pending, no audit, and in place of the probability the risk the queue is ordered by, which
 * the judge draws from among held comments.
 */
export function hideAudit(item: ReviewItem, risk: number): ReviewItem {
  const { comment, verdict } = item
  return {
    ...item,
    comment: { ...comment, status: 'pending', reason: null, decidedAt: null },
    verdict: verdict && {
      ...verdict,
      action: 'hold',
      reason: null,
      because: verdict.action === 'hold' ? verdict.because : HELD_BY_JUDGE,
      probability: verdict.probability === null ? null : risk,
      audit: false,
    },
  }
}
