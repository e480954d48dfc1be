import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { draftKey, keepDraft, readDraft } from '../own/drafts.ts'
import type { Own } from '../own/own.ts'
import { findComment, place, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink } from '../wire.ts'
import { goOnIn } from './caret.ts'
import { inJson } from './in-json.ts'
import { keepOwn } from './keep.ts'
import { MailPanel } from './mail.tsx'
import { ownFields, refreshOne, showOwn, takeBackSaid } from './own-status.ts'
import { focusComment } from './pages.ts'
import { REASONS } from './reasons.ts'
import { whatWentWrong } from './send.ts'
import { isEscape, useAction } from './use-action.ts'

type PanelProps = {
  readonly widget: Widget
  readonly one: Own
  readonly what: 'edit' | 'withdraw' | 'why' | 'mail'
  onClose(): void
}

/** What an author can do with a comment, below it. */
export function OwnPanel(props: PanelProps) {
  if (props.what === 'why') return <Why {...props} />
  if (props.what === 'mail') return <MailPanel {...props} />
  return props.what === 'edit' ? <Edit {...props} /> : <Withdraw {...props} />
}

function Edit({ widget, one, onClose }: PanelProps) {
  const { text } = widget.speak
  const { site, article } = widget.settings
  const { id } = one.comment
  const key = draftKey(site, article, `edit-${id}`)
  const field = useRef<HTMLTextAreaElement>(null)
  const [problem, setProblem] = useState('')
  useLayoutEffect(() => goOnIn(field.current!), [])
  const end = () => {
    keepDraft(key, '')
    onClose()
  }
  const [isBusy, save] = useAction(async () => {
    const written = field.current?.value ?? ''
    const trouble = await change({ widget, one }, 'PATCH', { text: written })
    // Somebody who went on writing meanwhile is not interrupted.
    if (trouble === null && (field.current?.value ?? written) === written) return end()
    setProblem(trouble ?? '')
    field.current?.focus()
  })
  return (
    <form class="panel" method="dialog" onKeyDown={(event) => isEscape(event) && onClose()}>
      <label for={`edit-${id}`}>{text('comment')}</label>
      <textarea
        id={`edit-${id}`}
        ref={field}
        dir="auto"
        part="textarea"
        aria-invalid={problem !== ''}
        aria-describedby={`edit-error-${id}`}
        defaultValue={readDraft(key) || one.comment.text}
        onInput={({ currentTarget }) => keepDraft(key, currentTarget.value)}
      />
      <p class="error" id={`edit-error-${id}`} role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="submit" class="primary" part="button" aria-disabled={isBusy} onClick={save}>
          {text(isBusy ? 'sending' : 'save')}
        </button>
        <button type="button" class="quiet" onClick={end}>
          {text('cancel')}
        </button>
      </p>
    </form>
  )
}

function Withdraw({ widget, one, onClose }: PanelProps) {
  const { text } = widget.speak
  const sure = useRef<HTMLButtonElement>(null)
  const [problem, setProblem] = useState('')
  useLayoutEffect(() => sure.current?.focus(), [])
  const [isBusy, withdraw] = useAction(async () => {
    const trouble = await change({ widget, one }, 'DELETE')
    if (trouble === null) onClose()
    else setProblem(trouble)
  })
  return (
    <div class="panel">
      <fieldset onKeyDown={(event) => isEscape(event) && onClose()}>
        <legend>{text('withdrawAsk')}</legend>
        <p class="error" role="alert">
          {problem}
        </p>
        <p class="buttons">
          <button
            type="button"
            ref={sure}
            class="primary"
            part="button"
            aria-disabled={isBusy}
            onClick={withdraw}
          >
            {text(isBusy ? 'sending' : 'withdraw')}
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            {text('cancel')}
          </button>
        </p>
      </fieldset>
    </div>
  )
}

/** The statement of reasons, and how to have somebody else look again. */
function Why({ widget, one, onClose }: PanelProps) {
  const { text } = widget.speak
  const { statement, comment, appeal } = one
  return (
    <div class="panel">
      {statement && (
        <>
          <p>
            <strong>{text(REASONS[statement.reason] ?? 'reasonOther')}</strong>
          </p>
          <div class="reasons" lang={statement.content.locale} dir="auto">
            <p>{statement.ground.clause}</p>
            <p>{statement.facts}</p>
            <p>{statement.redress.text}</p>
          </div>
          {statement.automatedDecision && <p>{text('machine')}</p>}
        </>
      )}
      {appeal?.isPossible !== false && (
        <AppealForm
          widget={widget}
          one={one}
          onDone={() => {
            onClose()
            widget.announce(text('appealed'))
            focusComment(widget, comment.id)
          }}
        />
      )}
    </div>
  )
}

type AppealProps = { readonly widget: Widget; readonly one: Own; onDone(): void }

function AppealForm({ widget, one, onDone }: AppealProps) {
  const { text } = widget.speak
  const { site, article } = widget.settings
  const { id } = one.comment
  const key = draftKey(site, article, `appeal-${id}`)
  const note = useRef<HTMLTextAreaElement>(null)
  const [problem, setProblem] = useState('')
  const [isBusy, appeal] = useAction(async () => {
    try {
      const written = note.current?.value.trim()
      await call(`${widget.settings.siteUrl}/comments/${id}/appeal`, {
        method: 'POST',
        ...inJson(written ? { note: written } : {}, { authorization: `Receipt ${one.receipt}` }),
      })
      keepDraft(key, '')
      await refreshOne(widget, id)
      onDone()
    } catch (error) {
      setProblem(whatWentWrong(widget, error))
    }
  })
  return (
    <form method="dialog">
      <label for={`note-${id}`}>{text('appealNote')}</label>
      <textarea
        id={`note-${id}`}
        ref={note}
        dir="auto"
        maxLength={1000}
        part="textarea"
        defaultValue={readDraft(key)}
        onInput={({ currentTarget }) => keepDraft(key, currentTarget.value)}
      />
      <p class="error" role="alert">
        {problem}
      </p>
      <button type="submit" class="quiet" part="button" aria-disabled={isBusy} onClick={appeal}>
        {text(isBusy ? 'sending' : 'appeal')}
      </button>
    </form>
  )
}

/** Edits or withdraws with the receipt; null when that worked, else what to tell the author. */
async function change(
  { widget, one }: Pick<PanelProps, 'widget' | 'one'>,
  method: 'PATCH' | 'DELETE',
  body?: { readonly text: string },
): Promise<string | null> {
  const { settings, store, speak } = widget
  const { id } = one.comment
  const headers = { authorization: `Receipt ${one.receipt}` }
  try {
    const answer = await call<Permalink>(`${settings.siteUrl}/comments/${id}`, {
      method,
      ...(body === undefined ? { headers } : inJson(body, headers)),
    })
    const { status, comment } = answer
    keepOwn(settings.site, { ...one, ...ownFields(answer) })
    showOwn(widget)
    if (status !== one.status) takeBackSaid(widget, one)
    const { comments, removed } = store.get()
    if (status === 'approved') store.set({ comments: place(comments, comment) })
    else store.set({ comments: without(comments, id), removed: toggled(removed, id, false) })
    widget.announce(speak.text(SAID[status]))
    return null
  } catch (error) {
    return whatWentWrong(widget, error)
  }
}

const SAID = {
  approved: 'published',
  pending: 'thanks',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
} as const

/** Removes a comment from the thread, with everything below it. */
function without(comments: readonly Comment[], id: string): readonly Comment[] {
  const left = comments.filter((comment) => comment.id !== id)
  if (left.length < comments.length) return left
  return comments.map((comment) =>
    findComment(comment.replies, id) ? { ...comment, replies: without(comment.replies, id) } : comment,
  )
}
