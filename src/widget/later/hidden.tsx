import type { VNode } from 'preact'
import { isHidden, keepHidden, listHidden, nameKey } from '../own/hidden.ts'
import { toggled } from '../thread/tree.ts'
import type { CommentProps } from '../view/comment.tsx'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { branch } from './doubt.ts'

/** Those on this page. */
const widgets = new Set<Widget>()

/**
 * Begins to hide whom the reader does not want to read. What they see already stays until they leave: code that comes
 * late takes nothing from under their eyes.
 */
export function startHiding(widget: Widget): void {
  const { store, root, ended } = widget
  widgets.add(widget)
  ended.addEventListener('abort', () => widgets.delete(widget))
  showHidden(widget)
  const state = store.get()
  const isSeen = ({ id }: Comment) => root.querySelector(`#comment-${id} > article .text`) !== null
  const seen = state.comments.flatMap(branch).filter((comment) => isHidden(state, comment) && isSeen(comment))
  store.set({ uncovered: new Set(seen.map(({ id }) => id)) })
}

/** Hides whom the reader hides on the site by now. */
export function showHidden({ store, settings }: Widget): void {
  store.set({ hidden: listHidden(settings.site) })
}

/** A hidden comment's place has a line that says so and shows it on request; any other comment is as it is. */
export function veiled({ widget, state, comment }: CommentProps, content: VNode): VNode {
  const { text } = widget.speak
  const { id, author } = comment
  if (!isHidden(state, comment) || state.removed.has(id)) return content
  const isOpen = state.uncovered?.has(id) === true
  const isNew = state.hiding === id && !isOpen
  return (
    <>
      <p class="actions hidden" part="hidden">
        <span id={isOpen ? undefined : `by-${id}`}>
          {text(isOpen || isNew ? 'hiding' : 'hidden', { name: shownName(author) })}
        </span>
        {!isNew && (
          <button
            type="button"
            part="action"
            aria-expanded={isOpen}
            onClick={() => (isOpen ? cover(widget, id) : uncover(widget, id))}
          >
            {text(isOpen ? 'hideAuthor' : 'reveal')}
          </button>
        )}
        {(isOpen || isNew) && (
          <button type="button" part="action" onClick={() => stopHiding(widget, comment)}>
            {text('unhide')}
          </button>
        )}
      </p>
      {isOpen && content}
    </>
  )
}

/** Hides everything by its author, here and below other articles; or only the comment again, which was uncovered. */
export function hideAuthor(widget: Widget, comment: Comment): void {
  const { store, settings, speak } = widget
  const { id, author } = comment
  stay(widget, id, 'button', () => {
    const { comments, uncovered } = store.get()
    if (isHidden(store.get(), comment)) return cover(widget, id)
    keepHidden(settings.site, author, true)
    const theirs = comments.flatMap(branch).filter((one) => nameKey(one.author) === nameKey(author))
    const ids = new Set(theirs.map((one) => one.id))
    store.set({ hiding: id, uncovered: new Set([...(uncovered ?? [])].filter((one) => !ids.has(one))) })
    widgets.forEach(showHidden)
    widget.announce(speak.text('hiding', { name: shownName(author) }))
  })
}

/** Shows one comment although its author is hidden. */
export function uncover({ store }: Widget, id: string): void {
  store.set({ uncovered: toggled(store.get().uncovered ?? new Set(), id, true) })
}

function cover({ store }: Widget, id: string): void {
  store.set({ uncovered: toggled(store.get().uncovered ?? new Set(), id, false), hiding: null })
}

function stopHiding(widget: Widget, { id, author }: Comment): void {
  const { settings, speak } = widget
  stay(widget, id, '[data-do=hideAuthor]', () => {
    keepHidden(settings.site, author, false)
    widgets.forEach(showHidden)
    widget.announce(speak.text('shownAgain', { name: shownName(author) }))
  })
}

/** Changes a comment and others above it: it stays where it is on the screen, and the keyboard at a button in it. */
function stay({ root }: Widget, id: string, button: string, change: () => void): void {
  const top = () => root.getElementById(`comment-${id}`)?.getBoundingClientRect().top ?? 0
  const before = top()
  change()
  // Once it is drawn, but before anybody sees it.
  queueMicrotask(() => {
    scrollBy({ top: top() - before, behavior: 'instant' })
    root.querySelector<HTMLElement>(`#comment-${id} > article ${button}`)?.focus()
  })
}

/** With what tells it from the same name without the publisher's word; it may run in another direction. */
function shownName({ name, verified }: Comment['author']): string {
  return `\u2068${name}${verified ? ' ✓' : ''}\u2069`
}
