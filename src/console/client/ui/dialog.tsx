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
  // The browser tells of the end a moment later, when the next dialog may already be there: told once, at once.
  const over = useRef(false)
  const end = () => {
    if (over.current) return
    over.current = true
    onClose()
  }
  // Before the next key arrives: a fast hand types R and the reason's key at once.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    dialog.showModal()
    return () => {
      over.current = true
      dialog.close()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={wide ? 'wide' : ''}
      aria-labelledby={titleId}
      onClose={end}
      onKeyDown={(event) => {
        onKey?.(event)
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        end()
      }}
      onClick={(event) => event.target === ref.current && end()}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}
