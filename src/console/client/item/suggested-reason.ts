import type { Item, ReasonCode } from '../types.ts'
import { HARSH_REASONS, REASONS } from '../wording.ts'
import { openNotices } from './notices.tsx'

/**
 * The reason that the evidence points to: that of a notice, else that of the surest check, else the kind that the
 * judge expects, else the verdict's, else the first that a reader gave. A check in doubt gives way to the judge where
 * the judge expects the other kind.
 */
export function suggestedReason({ signals, reports, verdict, judge }: Item): ReasonCode | null {
  const known = (code: string | null | undefined) =>
    REASONS.find((reason) => reason.code === code)?.code ?? null
  const noticed = known(openNotices(reports)[0]?.reason)
  if (noticed !== null) return noticed
  const likely = judge?.likelyReason ?? null
  const marked = signals
    .filter(({ outcome, reason }) => reason !== undefined && (outcome === 'suspect' || outcome === 'block'))
    .sort(
      (a, b) =>
        Number(b.outcome === 'block') - Number(a.outcome === 'block') || (b.score ?? 0) - (a.score ?? 0),
    )
    .filter(({ outcome, reason }) => outcome === 'block' || !isContrary(likely, reason))
  return known(marked[0]?.reason) ?? likely ?? known(verdict?.reason) ?? known(reports[0]?.reason)
}

function isContrary(likely: 'spam' | 'abuse' | null, reason: string | undefined): boolean {
  if (likely === 'spam') return HARSH_REASONS.has(reason ?? '')
  return likely === 'abuse' && reason === 'spam'
}
