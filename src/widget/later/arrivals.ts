import { fetchPage, setCount } from '../thread/load.ts'
import { changeComment, findComment, place, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { refreshOne } from './own-status.ts'
import { reveal } from './pages.ts'

/** Shows what has arrived and takes the reader to the first of it, as the thread has it. */
export function showFresh(widget: Widget): void {
  const { store } = widget
  const { comments, fresh } = store.get()
  store.set({ comments: fresh.reduce(place, comments), fresh: [] })
  const first = fresh.findLast(({ parentId }) => parentId === null) ?? fresh[0]
  if (first !== undefined) reveal(widget, first.id)
}

type Told = { readonly id?: string; readonly comment?: Comment; readonly count?: number }

/**
 * One event of the article. Nothing is put under the reader's eye: what arrived is counted and shown when they ask.
 */
export function heard(widget: Widget, kind: 'approved' | 'removed' | 'count' | 'reset', data: string): void {
  if (kind === 'reset') return void catchUp(widget)
  const told = JSON.parse(data) as Told
  if (kind === 'approved') arrived(widget, told)
  else if (kind === 'removed') removed(widget, told)
  else if (told.count !== undefined && told.count !== widget.store.get().count) setCount(widget, told.count)
}

function arrived(widget: Widget, { comment }: Told): void {
  if (comment === undefined) return
  const { store } = widget
  const { id } = comment
  const { comments, mine, removed: gone } = store.get()
  if (gone.has(id)) store.set({ removed: toggled(gone, id, false) })
  if (findComment(comments, id) !== undefined) {
    const { text, html, editedAt } = comment
    store.set({ comments: changeComment(comments, id, (known) => ({ ...known, text, html, editedAt })) })
  } else if (!isKnown(widget, id)) addFresh(widget, [comment])
  const own = mine.get(id)
  if (own !== undefined && own.status !== 'approved') void refreshOne(widget, id)
}

function removed(widget: Widget, { id = '' }: Told): void {
  const { store } = widget
  const { fresh, removed: gone } = store.get()
  store.set({ fresh: fresh.filter((comment) => comment.id !== id), removed: toggled(gone, id, true) })
  if (store.get().mine.has(id)) void refreshOne(widget, id)
}

/** After a pause the first page tells what was missed. */
export async function catchUp(widget: Widget): Promise<void> {
  const { store } = widget
  const page = await fetchPage(widget, 'newest', null).catch(() => undefined)
  if (page === undefined) return
  if (page.article.count !== store.get().count) setCount(widget, page.article.count)
  const { comments, next, sort } = store.get()
  const oldest = comments.at(-1)
  const isNew = (comment: Comment) =>
    !isKnown(widget, comment.id) &&
    (next === null || sort !== 'newest' || oldest === undefined || comment.createdAt > oldest.createdAt)
  addFresh(widget, page.comments.filter(isNew))
}

function isKnown(widget: Widget, id: string): boolean {
  const { comments, fresh, mine } = widget.store.get()
  return findComment(comments, id) !== undefined || findComment(fresh, id) !== undefined || mine.has(id)
}

/** A reply to a comment on a page that is not loaded comes with that page. */
function addFresh(widget: Widget, arrived: readonly Comment[]): void {
  const { comments, fresh: before } = widget.store.get()
  const isAt = ({ parentId }: Comment) =>
    parentId === null || findComment([...comments, ...before, ...arrived], parentId) !== undefined
  const fresh = [...before, ...arrived.filter(isAt)]
  if (fresh.length === before.length) return
  widget.store.set({ fresh })
  widget.announce(widget.speak.text('fresh', { n: fresh.length }))
}
