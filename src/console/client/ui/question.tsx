import type { ComponentChildren } from 'preact'
import { troubleIn } from '../api.ts'
import { useAttempt } from './attempt.ts'
import { Dialog } from './dialog.tsx'

/**
 * Asks before something is done that cannot be taken back: Enter alone leaves everything as it is. It closes when
 * `onYes` is done, and stays open with the reason when that fails.
 */
export function Question({
  title,
  yes,
  no,
  onYes,
  onClose,
  children,
}: {
  readonly title: string
  readonly yes: string
  readonly no: string
  onYes(): Promise<unknown>
  onClose(): void
  readonly children: ComponentChildren
}) {
  const { trouble, busy, attempt } = useAttempt<string | null>(null, troubleIn)
  const go = () =>
    attempt(async () => {
      await onYes()
      onClose()
    })
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {trouble && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
      <p class="row">
        <button type="button" class="bad" aria-disabled={busy} onClick={() => void go()}>
          {yes}
        </button>
        <button type="button" onClick={onClose} autofocus>
          {no}
        </button>
      </p>
    </Dialog>
  )
}
