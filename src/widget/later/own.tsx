import type { Own } from '../own/own.ts'
import type { State, UnsentShown } from '../thread/store.ts'
import { findComment } from '../thread/tree.ts'
import { Avatar } from '../view/avatar.tsx'
import { Head } from '../view/comment.tsx'
import { RichText } from '../view/rich-text.tsx'
import type { ViewProps, Widget } from '../widget.ts'
import { MailButton, MailLine } from './mail.tsx'
import { OwnPanel } from './own-panel.tsx'
import { discardUnsent, sendAgain } from './send.ts'

type OwnProps = ViewProps & { readonly one: Own }

/** The reader's own comments that others do not see, below one comment or at the top; unsent ones come first. */
export function Mine({ widget, state, parentId }: ViewProps & { readonly parentId: string | null }) {
  const own = state.own.filter(({ comment }) => comment.parentId === parentId && !isShown(state, comment.id))
  const unsent = state.unsent.filter(({ body }) => (body['parentId'] ?? null) === parentId)
  if (own.length + unsent.length === 0) return null
  return (
    <ol class={parentId === null ? 'thread mine' : 'replies mine'}>
      {unsent.map((one) => (
        <UnsentItem key={one.id} widget={widget} unsent={one} />
      ))}
      {own.map((one) => (
        <OwnItem key={one.comment.id} widget={widget} state={state} one={one} />
      ))}
    </ol>
  )
}

/** A comment that others can see again is in the thread, whatever was last known about it. */
function isShown({ comments, removed }: ViewProps['state'], id: string): boolean {
  return !removed.has(id) && findComment(comments, id) !== undefined
}

/** One of the reader's own comments that others do not see, with what became of it. */
function OwnItem({ widget, state, one }: OwnProps) {
  const { text } = widget.speak
  const { comment, status, appeal } = one
  const isLookedAtAgain = status === 'pending' && appeal?.outcome === 'pending'
  return (
    <li id={`comment-${comment.id}`} class="comment own" part="comment">
      <article tabIndex={-1} aria-labelledby={`by-${comment.id}`}>
        <Head widget={widget} state={state} comment={comment} parent={null} depth={0} />
        <p
          class={`status ${status}`}
          part="notice"
          textContent={status === 'approved' ? '' : text(isLookedAtAgain ? 'appealed' : status)}
        />
        <div class="text" part="text" dir="auto">
          <RichText html={comment.html} />
        </div>
        <div class="actions" part="actions">
          <OwnActions widget={widget} state={state} one={one} />
        </div>
      </article>
    </li>
  )
}

type PanelName = NonNullable<State['panel']>['what']

/** Withdraw, edit within the window, see the reasons of a rejection, mail about it. */
export function OwnActions({ widget, state, one }: OwnProps) {
  const { text } = widget.speak
  const { id } = one.comment
  const { info, now, panel } = state
  const what = panel?.id === id ? panel.what : null
  const isLive = one.status === 'pending' || one.status === 'approved'
  const toggle = (choose: PanelName) =>
    widget.store.set({ panel: what === choose ? null : { id, what: choose } })
  const choice = (choose: Exclude<PanelName, 'mail'>) => (
    <button
      type="button"
      class={choose}
      part="action"
      aria-expanded={what === choose}
      onClick={() => toggle(choose)}
    >
      {text(choose)}
    </button>
  )
  const close = () => {
    widget.store.set({ panel: null })
    const comment = widget.root.getElementById(`comment-${id}`)
    const back = comment?.querySelector<HTMLElement>(`.${what}`) ?? comment?.querySelector('article')
    back?.focus()
  }
  return (
    <>
      {isLive && now - one.sentAt < editableMs(one, info) && choice('edit')}
      {isLive && choice('withdraw')}
      {one.status === 'rejected' && choice('why')}
      {info?.mail && one.status !== 'withdrawn' && (
        <>
          <MailButton widget={widget} one={one} isOpen={what === 'mail'} onOpen={() => toggle('mail')} />
          <MailLine widget={widget} one={one} />
        </>
      )}
      {what !== null && <OwnPanel key={what} widget={widget} one={one} what={what} onClose={close} />}
    </>
  )
}

/**
 * How long it may be edited after it was sent. This browser's clock may be a day off: a time it tells is only compared
 * with another one that it told.
 */
function editableMs({ comment, editableUntil }: Own, info: State['info']): number {
  if (editableUntil === undefined) return (info?.editWindowMinutes ?? 0) * 60_000
  return editableUntil === null ? 0 : Date.parse(editableUntil) - Date.parse(comment.createdAt)
}

/** A comment that has not reached the service. */
function UnsentItem({ widget, unsent }: { readonly widget: Widget; readonly unsent: UnsentShown }) {
  const { text } = widget.speak
  const name = String(unsent.body['name'] ?? '')
  return (
    <li id={`unsent-${unsent.id}`} class="comment own" part="comment">
      <article tabIndex={-1} aria-labelledby={`unsent-by-${unsent.id}`}>
        <header class="head">
          <Avatar name={name} />
          <span id={`unsent-by-${unsent.id}`} class="who author">
            <bdi>{name}</bdi>
          </span>
        </header>
        <p
          class="status"
          part="notice"
          textContent={unsent.isSending ? text('sending') : (unsent.problem ?? text('unsent'))}
        />
        <div class="text plain" part="text" dir="auto">
          {String(unsent.body['text'] ?? '')}
        </div>
        <div class="actions">
          <button type="button" part="action" onClick={() => void sendAgain(widget, unsent.id)}>
            {text('retry')}
          </button>
          <button type="button" part="action" onClick={() => discardUnsent(widget, unsent.id)}>
            {text('discard')}
          </button>
        </div>
      </article>
    </li>
  )
}
