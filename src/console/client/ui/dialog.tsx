import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { isComposed } from './composing.ts'

/**
 * A modal dialog: the browser keeps the focus inside and gives it back at the end. Escape and a press outside close
 * it, unless `stays` says that only its own buttons do. Ctrl or Command with Enter sends its form, even from a field
 * of several lines.
 */
export function Dialog({
  title,
  onClose,
  onKey,
  wide = false,
  stays = false,
  children,
}: {
  readonly title: string
  onClose(): void
  onKey?(event: KeyboardEvent): void
  readonly wide?: boolean
  readonly stays?: boolean
  readonly children: ComponentChildren
}) {
  const { ref, over, end } = useModal(onClose)
  const titleId = useId()
  return (
    <dialog
      ref={ref}
      class={wide ? 'wide' : ''}
      aria-labelledby={titleId}
      onClose={() => {
        // Some browsers close a dialog on the second Escape, whatever the page does.
        if (stays && !over.current) ref.current?.showModal()
        else end()
      }}
      onKeyDown={(event) => {
        onKey?.(event)
        if (event.defaultPrevented || isComposed(event)) return
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          ref.current?.querySelector('form')?.requestSubmit()
        }
        if (event.key !== 'Escape') return
        event.preventDefault()
        if (!stays) end()
      }}
      onCancel={(event) => stays && event.preventDefault()}
      onClick={(event) => !stays && event.target === ref.current && end()}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}

/** Opens a dialog while it is on the page. `end` calls `onClose`, unless the dialog is `over` already. */
function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  // `onClose` is called at once, and once: the browser's own event comes a moment later, when the next dialog may
  // already be open.
  const over = useRef(false)
  const end = () => {
    if (over.current) return
    over.current = true
    onClose()
  }
  // Opened before the next key arrives: a fast hand presses R and the reason's key almost together.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    dialog.showModal()
    return () => {
      over.current = true
      dialog.close()
    }
  }, [])
  return { ref, over, end }
}
