import type { ComponentChildren } from 'preact'
import { Dialog } from './dialog.tsx'
import { useCopy } from './use-copy.ts'

type Props = {
  readonly title: string
  /** What it is, as the name of its field. */
  readonly kind: string
  readonly secret: string
  /** What to do with it now. */
  readonly toDo: string
  onClose(): void
  readonly children?: ComponentChildren
}

/** Shows a secret, this once. */
export function SecretDialog({ title, kind, secret, toDo, onClose, children }: Props) {
  const { copied, copy } = useCopy(secret, `the ${kind.toLowerCase()}`)
  return (
    <Dialog title={title} onClose={onClose} stays>
      <p>{toDo} now: once this is closed, nobody can see it again.</p>
      <label class="field">
        {kind}
        <input readonly value={secret} onFocus={(event) => event.currentTarget.select()} autofocus />
      </label>
      {children}
      <p class="row">
        <button type="button" class="primary" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" onClick={onClose}>
          I have copied it
        </button>
        <span role="status">{copied}</span>
      </p>
    </Dialog>
  )
}
