import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import type { Speak } from '../locale/speak.ts'
import { draftKey, keepDraft, readDraft } from '../own/drafts.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { loginOf } from './identity.ts'
import { inJson } from './in-json.ts'
import { firstTrouble, NoticeFields, noticeIn } from './notice.tsx'
import { REASONS } from './reasons.ts'
import { whatWentWrong } from './send.ts'
import { useAction } from './use-action.ts'

type Props = { readonly widget: Widget; readonly comment: Comment }

/**
 * Asks what is wrong with a comment and tells the moderators. A report that it is illegal is a notice, which gets an
 * answer. The browser's own dialog keeps the keyboard focus inside.
 */
export function ReportDialog({ widget, comment }: Props) {
  const { text } = widget.speak
  const { site, article } = widget.settings
  const noteKey = draftKey(site, article, `report-${comment.id}`)
  const dialog = useRef<HTMLDialogElement>(null)
  const { problem, done, isBusy, submit } = useSending({ widget, comment }, noteKey, dialog)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  // At once, because the browser's own event comes a moment later, when the dialog may be open again.
  const close = () => {
    if (dialog.current === null) return
    dialog.current.close()
    widget.store.set({ reporting: null })
    widget.root.querySelector<HTMLElement>(`#comment-${comment.id} [data-do=report]`)?.focus()
  }
  return (
    <dialog
      ref={dialog}
      class="dialog"
      part="dialog"
      aria-labelledby="report-title"
      onCancel={close}
      onClose={close}
    >
      <h3 id="report-title">{text('reportTitle')}</h3>
      {done ? (
        <Thanks text={text} done={done} onClose={close} />
      ) : (
        <form method="dialog" noValidate>
          <Questions text={text} problem={problem} noteKey={noteKey} />
          <p class="buttons">
            <button type="submit" class="primary" part="button" aria-disabled={isBusy} onClick={submit}>
              {text(isBusy ? 'sending' : 'reportSend')}
            </button>
            <button type="button" class="quiet" onClick={close}>
              {text('cancel')}
            </button>
          </p>
        </form>
      )}
    </dialog>
  )
}

/** Sends what the dialog's form holds, and what became of that. */
function useSending(
  { widget, comment }: Props,
  noteKey: string,
  dialog: RefObject<HTMLDialogElement | null>,
) {
  const { text } = widget.speak
  const [problem, setProblem] = useState('')
  const [done, setDone] = useState<Done | null>(null)
  const [isBusy, submit] = useAction(async () => {
    const form = dialog.current?.querySelector('form')
    if (!form) return
    const given = new FormData(form)
    const trouble = given.has('reason') ? firstTrouble(form) : 'errorReason'
    if (trouble !== undefined) {
      setProblem(text(trouble))
      if (trouble === 'errorReason') form.querySelector('input')?.focus()
      return
    }
    try {
      const made = await send({ widget, comment }, given)
      keepDraft(noteKey, '')
      setDone(made)
      widget.announce(text(made.said))
    } catch (error) {
      setProblem(whatWentWrong(widget, error))
    }
  })
  return { problem, done, isBusy, submit }
}

/** What to say then, and the page that shows what becomes of a notice. */
type Done = { readonly said: 'reported' | 'noticeSent'; readonly url?: string }

async function send({ widget: { settings, store }, comment }: Props, given: FormData): Promise<Done> {
  const reason = given.get('reason')
  const note = String(given.get('note') ?? '').trim()
  const notice = reason === 'illegal' && noticeIn(given)
  const body = { reason, ...(note !== '' && { note }), ...(notice && { notice }) }
  const { receipt } = await call<{ receipt?: string }>(`${settings.siteUrl}/comments/${comment.id}/reports`, {
    method: 'POST',
    ...inJson(body, loginOf(store.get().identity)),
  })
  if (receipt === undefined) return { said: 'reported' }
  return { said: 'noticeSent', url: `${settings.siteUrl}/notices/${receipt}` }
}

function Thanks({ text, done, onClose }: Pick<Speak, 'text'> & { readonly done: Done; onClose(): void }) {
  return (
    <form method="dialog">
      <p>{text(done.said)}</p>
      {done.url && (
        <a href={done.url} target="_blank" rel="noopener">
          {text('noticeState')}
        </a>
      )}
      <button type="button" ref={focusOn} class="primary" part="button" onClick={onClose}>
        {text('close')}
      </button>
    </form>
  )
}

type QuestionsProps = Pick<Speak, 'text'> & { readonly problem: string; readonly noteKey: string }

function Questions({ text, problem, noteKey }: QuestionsProps) {
  const [isNotice, setNotice] = useState(false)
  return (
    <>
      <fieldset aria-describedby="report-error">
        <legend>{text('reportWhy')}</legend>
        {Object.entries(REASONS)
          .filter(([code]) => code !== 'duplicate')
          .map(([code, key]) => (
            <label key={code} class="check">
              <input type="radio" name="reason" value={code} onChange={() => setNotice(code === 'illegal')} />{' '}
              {text(key)}
            </label>
          ))}
      </fieldset>
      <label for="report-note">{text(isNotice ? 'noticeNote' : 'reportNote')}</label>
      <textarea
        id="report-note"
        name="note"
        dir="auto"
        maxLength={isNotice ? 2_000 : 500}
        required={isNotice}
        part="textarea"
        defaultValue={readDraft(noteKey)}
        onInput={({ currentTarget }) => keepDraft(noteKey, currentTarget.value)}
      />
      {isNotice && <NoticeFields text={text} />}
      <p class="error" id="report-error" role="alert">
        {problem}
      </p>
    </>
  )
}

/** The pressed button is gone; the keyboard focus goes on from here. */
function focusOn(button: HTMLButtonElement | null): void {
  button?.focus()
}
