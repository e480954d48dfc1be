import { call } from '../api.ts'
import { fetchPage } from '../thread/load.ts'
import { append, branchOf, changeComment, findComment, place } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink, Replies } from '../wire.ts'

export async function loadMore(widget: Widget): Promise<void> {
  const { store, speak } = widget
  const { next, sort } = store.get()
  if (next === null) return
  try {
    const page = await fetchPage(widget, sort, next)
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

/** Marks the comment that the address names, and scrolls to it. */
export async function followLink(widget: Widget, id: string): Promise<void> {
  await mark(widget, id)
  if (widget.store.get().marked === id) reveal(widget, id)
}

/** Finds the comment that the address names, with its ancestors if it is on no loaded page, and marks it. */
export async function mark(widget: Widget, id: string): Promise<void> {
  const { store, settings } = widget
  if (!findComment(store.get().comments, id) && !store.get().own.some(({ comment }) => comment.id === id)) {
    const found = await call<Permalink>(`${settings.siteUrl}/comments/${id}`).catch(() => undefined)
    if (found === undefined) return
    if (found.article !== undefined && found.article.key !== store.get().key) return
    store.set({ comments: place(store.get().comments, branchOf(found.comment, found.ancestors)) })
  }
  store.set({ marked: id })
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
