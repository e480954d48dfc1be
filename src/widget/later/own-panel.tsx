import { useEffect, useRef, useState } from 'preact/hooks'
import { call, Problem } from '../api.ts'
import type { Own } from '../own/own.ts'
import { changeComment, place, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink } from '../wire.ts'
import { keepOwn } from './keep.ts'
import { showOwn, told } from './own-status.ts'
import { REASONS } from './reasons.ts'
import { refused } from './send.ts'

type PanelProps = {
  readonly widget: Widget
  readonly one: Own
  readonly what: 'edit' | 'withdraw' | 'why'
  onClose(): void
}

/** What an author can do with a comment, below it. */
export function OwnPanel(props: PanelProps) {
  if (props.what === 'why') return <Why {...props} />
  return props.what === 'edit' ? <Edit {...props} /> : <Withdraw {...props} />
}

function Edit({ widget, one, onClose }: PanelProps) {
  const { text } = widget.speak
  const field = useRef<HTMLTextAreaElement>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => field.current?.focus(), [])
  const save = async (event: Event) => {
    event.preventDefault()
    const trouble = await change({ widget, one }, 'PATCH', { text: field.current?.value ?? '' })
    if (trouble === null) onClose()
    else {
      setProblem(trouble)
      field.current?.focus()
    }
  }
  return (
    <form class="panel" onSubmit={save} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <label for={`edit-${one.comment.id}`}>{text('comment')}</label>
      <textarea
        id={`edit-${one.comment.id}`}
        ref={field}
        rows={5}
        dir="auto"
        part="textarea"
        aria-invalid={problem !== ''}
        aria-describedby={`edit-error-${one.comment.id}`}
        defaultValue={one.comment.text}
      />
      <p class="error" id={`edit-error-${one.comment.id}`} role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="submit" class="primary" part="button">
          {text('save')}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
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
  useEffect(() => sure.current?.focus(), [])
  const withdraw = async () => {
    const trouble = await change({ widget, one }, 'DELETE')
    if (trouble === null) onClose()
    else setProblem(trouble)
  }
  return (
    <fieldset class="panel" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <legend>{text('withdrawAsk')}</legend>
      <p class="error" role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="button" ref={sure} class="primary" part="button" onClick={() => void withdraw()}>
          {text('withdraw')}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {text('cancel')}
        </button>
      </p>
    </fieldset>
  )
}

/** The statement of reasons, and the way to somebody else's eyes. */
function Why({ widget, one }: PanelProps) {
  const { text } = widget.speak
  const note = useRef<HTMLTextAreaElement>(null)
  const [said, setSaid] = useState('')
  const { statement } = one
  const appeal = async (event: Event) => {
    event.preventDefault()
    try {
      const written = note.current?.value.trim()
      await call(`${widget.settings.siteUrl}/comments/${one.comment.id}/appeal`, {
        method: 'POST',
        body: written ? { note: written } : {},
        headers: { authorization: `Receipt ${one.receipt}` },
      })
      setSaid(text('appealed'))
    } catch (error) {
      setSaid(error instanceof Problem ? error.message : text('noAnswer'))
    }
  }
  return (
    <form class="panel" onSubmit={appeal}>
      {statement && (
        <>
          <p>
            <strong>{text(REASONS[statement.reason] ?? 'reasonOther')}</strong>
          </p>
          <div lang={statement.content.locale} dir="auto">
            <p>{statement.ground.clause}</p>
            <p>{statement.facts}</p>
            <p>{statement.redress.text}</p>
          </div>
          {statement.automatedDecision && <p>{text('machine')}</p>}
        </>
      )}
      <label for={`note-${one.comment.id}`}>{text('appealNote')}</label>
      <textarea id={`note-${one.comment.id}`} ref={note} rows={3} maxLength={1000} part="textarea" />
      <p role="status">{said}</p>
      <button type="submit" class="quiet" part="button">
        {text('appeal')}
      </button>
    </form>
  )
}

/** Changes or withdraws with the receipt; null when it worked, else what to tell the author. */
async function change(
  { widget, one }: Pick<PanelProps, 'widget' | 'one'>,
  method: 'PATCH' | 'DELETE',
  body?: { readonly text: string },
): Promise<string | null> {
  const { settings, store, speak } = widget
  const { id } = one.comment
  try {
    const answer = await call<Permalink>(`${settings.siteUrl}/comments/${id}`, {
      method,
      headers: { authorization: `Receipt ${one.receipt}` },
      ...(body !== undefined && { body }),
    })
    const { status, comment } = answer
    keepOwn(settings.site, { ...one, ...told(answer) })
    showOwn(widget)
    const { comments, removed } = store.get()
    if (status === 'approved') store.set({ comments: place(comments, comment) })
    else store.set({ comments: without(comments, id), removed: toggled(removed, id, false) })
    widget.announce(speak.text(SAID[status]))
    return null
  } catch (error) {
    if (!(error instanceof Problem)) return speak.text('noAnswer')
    const answer = refused(widget, error)
    return answer.is === 'refused' ? Object.values(answer.errors).join(' ') : speak.text('error')
  }
}

const SAID = {
  approved: 'published',
  pending: 'thanks',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
} as const

/** Takes one out; one with answers below stays as a place for them. */
function without(comments: readonly Comment[], id: string): readonly Comment[] {
  const top = comments.filter((comment) => comment.id !== id)
  if (top.length < comments.length) return top
  return comments.map((comment) => {
    const replies = without(comment.replies, id)
    return replies === comment.replies
      ? comment
      : changeComment([comment], comment.id, (one) => ({ ...one, replies }))[0]!
  })
}
