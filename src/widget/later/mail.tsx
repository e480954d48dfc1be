import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { savedName } from '../own/drafts.ts'
import type { Own } from '../own/own.ts'
import type { Widget } from '../widget.ts'
import type { MailState } from '../wire.ts'
import { inJson } from './in-json.ts'
import { keepOwn } from './keep.ts'
import { showOwn } from './own-status.ts'
import { whatWentWrong } from './send.ts'
import { isEscape, useAction } from './use-action.ts'

type Props = { readonly widget: Widget; readonly one: Own }

/** Asks for mail about a comment by way of the panel, or ends it at once. */
export function MailButton({ widget, one, isOpen, onOpen }: Props & { isOpen: boolean; onOpen(): void }) {
  const { text } = widget.speak
  const isAsked = (one.mail ?? 'off') !== 'off'
  const [isBusy, end] = useAction(async () => {
    try {
      await change({ widget, one })
    } catch (error) {
      widget.complain(whatWentWrong(widget, error))
    }
  })
  return (
    <button
      type="button"
      // By this the keyboard finds back here when the panel closes.
      class="mail"
      part="action"
      aria-expanded={isAsked ? undefined : isOpen}
      aria-disabled={isBusy}
      onClick={isAsked ? end : onOpen}
    >
      {text(isAsked ? 'mailEnd' : 'mailMe')}
    </button>
  )
}

/** Where to: the address that was typed with the comment is filled in. */
export function MailPanel({ widget, one, onClose }: Props & { onClose(): void }) {
  const { text } = widget.speak
  const { id } = one.comment
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  useLayoutEffect(() => field.current?.focus(), [])
  const [isBusy, ask] = useAction(async () => {
    try {
      await change({ widget, one }, field.current?.value ?? '')
      onClose()
    } catch (error) {
      setProblem(whatWentWrong(widget, error))
      field.current?.focus()
    }
  })
  return (
    <form class="panel" noValidate onSubmit={ask} onKeyDown={(event) => isEscape(event) && onClose()}>
      <label for={`mail-${id}`}>{text('email')}</label>
      <input
        id={`mail-${id}`}
        ref={field}
        type="email"
        autoComplete="email"
        dir="auto"
        part="input"
        required
        defaultValue={savedName()?.email ?? ''}
        aria-invalid={problem !== ''}
        aria-describedby={`mail-hint-${id} mail-error-${id}`}
      />
      <p class="hint" id={`mail-hint-${id}`}>
        {text('mailHint')}
      </p>
      <p class="error" id={`mail-error-${id}`} role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="submit" class="primary" part="button" aria-disabled={isBusy}>
          {text(isBusy ? 'sending' : 'mailMe')}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {text('cancel')}
        </button>
      </p>
    </form>
  )
}

/** The state of mail about a comment, in a word. */
export function MailLine({ widget, one }: Props) {
  const { mail = 'off' } = one
  return mail === 'off' ? null : <p class="hint mailed">{widget.speak.text(SAID[mail])}</p>
}

const SAID = { off: 'mailOff', confirming: 'mailAsked', on: 'mailOn' } as const

/** With an address asks for mail, without one ends it; says what came of that. */
async function change({ widget, one }: Props, email?: string): Promise<void> {
  const { settings, speak } = widget
  const headers = { authorization: `Receipt ${one.receipt}` }
  const { mail } = await call<{ mail: MailState }>(`${settings.siteUrl}/comments/${one.comment.id}/mail`, {
    ...(email === undefined
      ? { method: 'DELETE', headers }
      : { method: 'PUT', ...inJson({ email }, headers) }),
  })
  keepOwn(settings.site, { ...one, mail })
  showOwn(widget)
  widget.announce(speak.text(SAID[mail]))
}
