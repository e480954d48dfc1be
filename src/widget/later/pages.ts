import { call, Problem } from '../api.ts'
import { fetchPage } from '../thread/load.ts'
import { append, branchOf, changeComment, findComment, place, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink, Replies } from '../wire.ts'
import { uncover } from './hidden.tsx'

export async function loadMore(widget: Widget): Promise<void> {
  const { store, speak } = widget
  const { next, sort } = store.get()
  if (next === null) return
  try {
    const page = await fetchPage(widget, sort, `&cursor=${next}`)
    if (store.get().next !== next) return
    store.set({ comments: append(store.get().comments, page.comments), next: page.next })
    focusComment(widget, page.comments[0]?.id)
  } catch {
    widget.complain(speak.text('failed'))
  }
}

export async function loadReplies(widget: Widget, parent: Comment): Promise<void> {
  const { store, settings, speak } = widget
  const cursor = parent.moreReplies === null ? '' : `&cursor=${encodeURIComponent(parent.moreReplies)}`
  try {
    const { items, next } = await call<Replies>(
      `${settings.siteUrl}/comments/${parent.id}/replies?limit=50${cursor}`,
    )
    store.set({
      comments: changeComment(store.get().comments, parent.id, (known) => ({
        ...known,
        replies: append(known.replies, items),
        moreReplies: next,
      })),
    })
    focusComment(widget, items[0]?.id)
  } catch {
    widget.complain(speak.text('failed'))
  }
}

/** Marks the comment that the address names, and scrolls to it; where it is gone, to the thread, and says so. */
export async function followLink(widget: Widget, id: string): Promise<void> {
  const { store, root, speak } = widget
  const isGone = await mark(widget, id)
  if (store.get().marked === id) return reveal(widget, id)
  // Of several threads on a page, another may have it.
  if (!isGone || document.querySelectorAll('postbag-comments').length > 1) return
  root.getElementById('heading')?.focus()
  widget.complain(speak.text('linkGone'))
}

/**
 * Finds the comment that the address names, with its ancestors if it is on no loaded page, and marks it.
 * @returns whether the service says that there is none.
 */
export async function mark(widget: Widget, id: string): Promise<boolean> {
  const { store, settings } = widget
  if (!findComment(store.get().comments, id) && !store.get().own.some(({ comment }) => comment.id === id)) {
    const found = await call<Permalink>(`${settings.siteUrl}/comments/${id}`).catch((error: unknown) => error)
    if (found instanceof Error) return found instanceof Problem && found.status === 404
    const { comment, ancestors, article } = found as Permalink
    if (article !== undefined && article.key !== store.get().key) return false
    store.set({ comments: place(store.get().comments, branchOf(comment, ancestors)) })
  }
  store.set({ marked: id })
  showWhole(widget, id)
  uncover(widget, id)
  return false
}

/** Shows all of a comment's text, however long it is. */
export function showWhole({ store }: Widget, id: string): void {
  store.set({ whole: toggled(store.get().whole, id, true) })
}

/** Unfolds whatever hides a comment, and goes there. */
export function reveal(widget: Widget, id: string): void {
  const { collapsed, comments } = widget.store.get()
  const others = [...collapsed].filter((hidden) => {
    const parent = findComment(comments, hidden)
    return parent === undefined || findComment(parent.replies, id) === undefined
  })
  widget.store.set({ collapsed: new Set(others) })
  focusComment(widget, id)
}

/** Moves the keyboard focus to a comment once it is drawn, also to one that waits to be sent, and scrolls to it. */
export function focusComment(widget: Widget, id: string | undefined): void {
  if (id === undefined) return
  requestAnimationFrame(() => {
    const item = widget.root.getElementById(`comment-${id}`) ?? widget.root.getElementById(`unsent-${id}`)
    const target = item?.querySelector('article')
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    target?.focus({ preventScroll: true })
    target?.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' })
  })
}
