import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

/** A modal dialog: the browser keeps the focus inside, gives it back at the end and closes on Escape. */
export function Dialog({
  title,
  onClose,
  onKey,
  wide = false,
  children,
}: {
  readonly title: string
  onClose(): void
  onKey?(event: KeyboardEvent): void
  readonly wide?: boolean
  readonly children: ComponentChildren
}) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before the next key arrives: a fast hand types R and the reason's key at once.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    dialog.showModal()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={ref}
      class={wide ? 'wide' : ''}
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={(event) => onKey?.(event)}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}
