import type { Item, ReasonCode } from '../types.ts'
import { Dialog } from '../ui/dialog.tsx'
import { HARSH_REASONS, REASONS, reasonName } from '../wording.ts'

/** One key opens it, one key picks: a rejection always has a reason. */
export function ReasonPicker({
  title,
  suggested,
  onPick,
  onClose,
}: {
  readonly title: string
  readonly suggested: ReasonCode | null
  onPick(reason: ReasonCode): void
  onClose(): void
}) {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const picked = REASONS.find(({ key }) => key === event.key)
    if (picked === undefined) return
    event.preventDefault()
    onPick(picked.code)
  }
  return (
    <Dialog title={title} onClose={onClose} onKey={onKey}>
      <div class="reasons">
        {REASONS.map(({ code, key, name, when }) => (
          <button
            key={code}
            type="button"
            data-suggested={code === suggested}
            autofocus={code === (suggested ?? 'spam')}
            onClick={() => onPick(code)}
          >
            <kbd>{key}</kbd>
            <span>{name}</span>
            <span>{when}</span>
          </button>
        ))}
      </div>
      {suggested && (
        <p class="soft">
          <small>Most likely {reasonName(suggested).toLowerCase()}: Enter takes it.</small>
        </p>
      )}
    </Dialog>
  )
}

/**
 * The reason that the evidence points to: that of the surest check, else the kind that the judge expects, else the
 * verdict's, else the first that a reader gave. A doubtful check gives way to the judge where it expects the other kind.
 */
export function suggestedReason({ signals, reports, verdict, judge }: Item): ReasonCode | null {
  const likely = judge?.likelyReason ?? null
  const known = (code: string | null | undefined) =>
    REASONS.find((reason) => reason.code === code)?.code ?? null
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
