import type { ReasonCode } from '../types.ts'
import { Dialog } from '../ui/dialog.tsx'
import { REASONS, reasonName } from '../wording.ts'

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
