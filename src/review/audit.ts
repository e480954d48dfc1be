import { BY_JUDGE } from '../checks/check.ts'
import type { Sql } from '../db/client.ts'
import type { DeskSignal } from './desk-signal.ts'
import type { ReviewItem } from './items.ts'

/*
 * A blind check is worthless once the moderator knows the machine's answer. While it is open, the comment looks like
 * any held one wherever moderators meet it: pending, no audit, held by the checks that mark it or else by the judge.
 */

/** What every held comment has in common; likes and replies would reveal that this one was published. */
export const AS_HELD = { status: 'pending', reason: null, decidedAt: null, likes: 0, replyCount: 0 } as const

/**
 * @param risk what the queue is ordered by, which the judge drew to look like that of held comments; shown as
 * probability.
 */
export function hideAudit(item: ReviewItem, risk: number): ReviewItem {
  const { comment, signals, verdict } = item
  const marks = signals.filter(isMark)
  return {
    ...item,
    comment: { ...comment, ...AS_HELD },
    signals: signals.map((signal) => (isMark(signal) ? { ...signal, outcome: 'suspect' } : signal)),
    verdict: verdict && {
      ...verdict,
      action: 'hold',
      reason: marks.find(({ reason }) => reason !== undefined)?.reason ?? null,
      because: marks.length > 0 ? marks.map(({ check }) => check) : BY_JUDGE,
      probability: verdict.probability === null ? null : risk,
      audit: false,
    },
  }
}

function isMark({ outcome }: DeskSignal): boolean {
  return outcome === 'suspect' || outcome === 'block'
}

/** `reason` and `because` of verdict `v` on comment `c`, as far as moderators may know them: one row. */
export function shownGrounds(sql: Sql) {
  return sql`
    select case when hidden.yes then held.reason else v.reason end as reason,
      case when hidden.yes then coalesce(held.because, ${[...BY_JUDGE]}::text[]) else v.because end as because
    from (select c.audit and v.action <> 'hold' as yes) hidden
    cross join lateral (
      select array_agg(s."check" order by s.place) as because,
        (array_agg(s.reason order by s.place) filter (where s.reason is not null))[1] as reason
      from rows from (jsonb_to_recordset(v.signals) as ("check" text, outcome text, reason text)) with ordinality
        as s("check", outcome, reason, place)
      where hidden.yes and s.outcome in ('suspect', 'block')
    ) held`
}
