import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import type { Speak } from '../locale/speak.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { useDeed } from './deed.ts'
import { loginOf } from './identity.ts'
import { inJson } from './in-json.ts'
import { REASONS } from './reasons.ts'
import { whatWentWrong } from './send.ts'

type Props = { readonly widget: Widget; readonly comment: Comment }

/** Asks what is wrong with a comment and tells the moderators. The browser's own dialog keeps the keyboard inside. */
export function ReportDialog({ widget, comment }: Props) {
  const { text } = widget.speak
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState('')
  const [isDone, setIsDone] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => {
    widget.store.set({ reporting: null })
    widget.root.querySelector<HTMLElement>(`#comment-${comment.id} [data-do=report]`)?.focus()
  }
  const [isBusy, submit] = useDeed(async () => {
    const given = new FormData(dialog.current?.querySelector('form') ?? undefined)
    const reason = given.get('reason')
    const note = String(given.get('note') ?? '').trim()
    if (reason === null) {
      setProblem(text('errorReason'))
      dialog.current?.querySelector<HTMLElement>('input')?.focus()
      return
    }
    try {
      await call(`${widget.settings.siteUrl}/comments/${comment.id}/reports`, {
        method: 'POST',
        ...inJson({ reason, ...(note !== '' && { note }) }, loginOf(widget.store.get().identity)),
      })
      setIsDone(true)
      widget.announce(text('reported'))
    } catch (error) {
      setProblem(whatWentWrong(widget, error))
    }
  })
  return (
    <dialog ref={dialog} class="dialog" part="dialog" aria-labelledby="report-title" onClose={close}>
      <h3 id="report-title">{text('reportTitle')}</h3>
      {isDone ? (
        <>
          <p>{text('reported')}</p>
          <form method="dialog">
            <button
              type="button"
              ref={focusOn}
              class="primary"
              part="button"
              onClick={() => dialog.current?.close()}
            >
              {text('close')}
            </button>
          </form>
        </>
      ) : (
        <form method="dialog" noValidate>
          <Questions text={text} problem={problem} />
          <p class="buttons">
            <button type="submit" class="primary" part="button" aria-disabled={isBusy} onClick={submit}>
              {text(isBusy ? 'sending' : 'reportSend')}
            </button>
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              {text('cancel')}
            </button>
          </p>
        </form>
      )}
    </dialog>
  )
}

function Questions({ text, problem }: Pick<Speak, 'text'> & { readonly problem: string }) {
  return (
    <>
      <fieldset aria-describedby="report-error">
        <legend>{text('reportWhy')}</legend>
        {Object.entries(REASONS)
          .filter(([code]) => code !== 'duplicate')
          .map(([code, key]) => (
            <label key={code} class="check">
              <input type="radio" name="reason" value={code} /> {text(key)}
            </label>
          ))}
      </fieldset>
      <label for="report-note">{text('reportNote')}</label>
      <textarea id="report-note" name="note" dir="auto" maxLength={500} part="textarea" />
      <p class="error" id="report-error" role="alert">
        {problem}
      </p>
    </>
  )
}

/** What was pressed is gone; the keyboard goes on from here. */
function focusOn(button: HTMLButtonElement | null): void {
  button?.focus()
}
