import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { troubleIn } from '../api.ts'
import { useAttempt } from './attempt.ts'
import { Dialog } from './dialog.tsx'
import { useFormDraft } from './drafts.ts'
import { toast } from './say.tsx'

type Submitted = Pick<Event, 'preventDefault'> & { readonly currentTarget: HTMLFormElement }

/** For `onSubmit`: runs `act` instead of leaving the page. */
export function submits(act: (form: HTMLFormElement) => unknown): (event: Submitted) => void {
  return (event) => {
    event.preventDefault()
    void act(event.currentTarget)
  }
}

/** The trimmed value of a field; empty where the form has no such field. */
export function typedIn(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? '').trim()
}

/**
 * A dialog with a form: it closes when `onSubmit` is done, and stays open with the reason when that fails. Pressing
 * again meanwhile does nothing. `button`, and with it `kind`, `disabled` and `autofocus`, is the one that sends it. One
 * that is `about` something keeps what was typed when Escape closes it. If it was closed while it was being sent, a
 * failure is announced all the same.
 */
export function FormDialog({
  title,
  about,
  button,
  kind = 'primary',
  disabled = false,
  autofocus = false,
  wide = false,
  onKey,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string
  readonly about?: string
  readonly button: string
  readonly kind?: 'primary' | 'good' | 'bad'
  readonly disabled?: boolean
  readonly autofocus?: boolean
  readonly wide?: boolean
  onKey?(event: KeyboardEvent): void
  onSubmit(form: HTMLFormElement): Promise<void>
  onClose(): void
  readonly children: ComponentChildren
}) {
  const { ref, onInput, forget } = useFormDraft(about)
  const { trouble, send } = useSending(async (form) => {
    await onSubmit(form)
    forget()
  }, onClose)
  return (
    <Dialog title={title} onClose={onClose} wide={wide} {...(onKey && { onKey })}>
      <form class="stack" ref={ref} onInput={onInput} onSubmit={submits(send)}>
        {children}
        {trouble && (
          <p class="note bad" role="alert">
            {trouble}
          </p>
        )}
        <p class="row">
          <button type="submit" class={kind} disabled={disabled} autofocus={autofocus}>
            {button}
          </button>
          <button
            type="button"
            onClick={() => {
              forget()
              onClose()
            }}
          >
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  )
}

/** Sends a form, once at a time, and then calls `onSent`; what is wrong is shown in the dialog while that is open. */
function useSending(onSubmit: (form: HTMLFormElement) => Promise<void>, onSent: () => void) {
  const { trouble, attempt } = useAttempt<string | null>(null, troubleIn)
  const isClosed = useRef(false)
  useLayoutEffect(
    () => () => {
      isClosed.current = true
    },
    [],
  )
  const send = (form: HTMLFormElement) =>
    attempt(async () => {
      try {
        await onSubmit(form)
        // By now another dialog may be open.
        if (!isClosed.current) onSent()
      } catch (error) {
        if (!isClosed.current) throw error
        toast(troubleIn(error))
      }
    })
  return { trouble, send }
}
