import { call, Problem } from '../api.ts'
import { isHidden } from '../own/hidden.ts'
import { fetchPage, setCount } from '../thread/load.ts'
import type { State, Writing } from '../thread/store.ts'
import { append, changeComment, findComment, place, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink, ThreadPage } from '../wire.ts'
import { branch, findDoubtful, type Read } from './doubt.ts'
import { refreshOne } from './own-status.ts'
import { reveal } from './pages.ts'

/** The most pages that are read, and comments that are asked for, after a pause. */
const PAGES_AT_MOST = 4
const ASKED_AT_MOST = 20
/** Whoever has a busy thread read to them is told of new comments this often at most. */
const SAID_EVERY_MS = 30_000

/** Shows what has arrived and takes the reader to the first of it, in the thread's order. */
export function showFresh(widget: Widget): void {
  const { store } = widget
  const { comments, fresh } = store.get()
  store.set({ comments: fresh.reduce(place, comments), fresh: [] })
  const seen = listFresh({ ...store.get(), fresh })
  const first = seen.findLast(({ parentId }) => parentId === null) ?? seen[0]
  if (first !== undefined) reveal(widget, first.id)
}

type Told = {
  readonly id?: string
  readonly comment?: Comment
  readonly count?: number
  readonly open?: boolean
}

type Kind = 'approved' | 'removed' | 'count' | 'article' | 'reset'

/**
 * Handles one event of the article. Nothing moves while the reader reads: new comments are counted and shown on
 * request.
 */
export function heard(widget: Widget, kind: Kind, data: string): void {
  if (kind === 'reset') return void catchUp(widget)
  const told = JSON.parse(data) as Told
  if (kind === 'approved') arrived(widget, told)
  else if (kind === 'removed') removed(widget, told)
  else if (kind === 'article') turned(widget, told.open ?? true)
  else if (told.count !== undefined && told.count !== widget.store.get().count) setCount(widget, told.count)
}

function arrived(widget: Widget, { comment }: Told): void {
  if (comment === undefined) return
  const { store } = widget
  const { id } = comment
  const { comments, mine, removed: gone } = store.get()
  if (gone.has(id)) store.set({ removed: toggled(gone, id, false) })
  if (findComment(comments, id) !== undefined) {
    const { author, text, html, editedAt, picked } = comment
    const changed = changeComment(comments, id, ({ picked: _, ...known }) => ({
      ...known,
      author,
      text,
      html,
      editedAt,
      ...(picked && { picked }),
    }))
    store.set({ comments: changed })
  } else if (!isKnown(widget, id)) addFresh(widget, [comment])
  const own = mine.get(id)
  if (own !== undefined && own.status !== 'approved') void refreshOne(widget, id)
}

function removed(widget: Widget, { id = '' }: Told): void {
  const { store, root, speak } = widget
  const { fresh, removed: gone, mine } = store.get()
  const isBeingRead = root.activeElement?.closest('li')?.id === `comment-${id}`
  store.set({ fresh: fresh.filter((comment) => comment.id !== id), removed: toggled(gone, id, true) })
  // What became of the reader's own comment, they are told in other words.
  if (mine.has(id)) void refreshOne(widget, id)
  else if (isBeingRead) widget.announce(speak.text('removed'))
}

/**
 * A form that somebody has begun stays, with the reason why it cannot be sent, until the article takes comments
 * again.
 */
function turned({ store, speak, announce }: Widget, open: boolean): void {
  const { info, isOpen: wasOpen, writing: before } = store.get()
  const isOpen = open && info?.open === true
  if (isOpen === wasOpen) return
  const errors: Writing['errors'] = isOpen ? {} : { form: speak.text('closed') }
  const writing = Object.entries(before).map(([place, form]) => [place, { ...form, errors }])
  store.set({ isOpen, writing: Object.fromEntries(writing) })
  if (!isOpen) announce(speak.text('closed'))
}

/**
 * After a pause, reads the thread again for what was missed. If it differs from what is shown, the comment itself is
 * asked for: a page may come from a cache and be older than the events.
 */
export async function catchUp(widget: Widget): Promise<void> {
  const { store } = widget
  const page = await fetchPage(widget, 'newest').catch(() => undefined)
  if (page === undefined) return
  if (page.article.count !== store.get().count) setCount(widget, page.article.count)
  turned(widget, page.article.open)
  const { comments } = store.get()
  addFresh(
    widget,
    page.comments.filter(({ id }) => !isKnown(widget, id)),
  )
  const read = await readAsShown(widget, page).catch(() => undefined)
  if (read === undefined) return
  const { fresh, removed: gone } = store.get()
  const back = [...gone].filter((id) => findComment(read.comments, id) !== undefined)
  const doubtful = findDoubtful([...comments, ...fresh], read).map(({ id }) => id)
  const asked = [...doubtful.filter((id) => !gone.has(id)), ...back].slice(0, ASKED_AT_MOST)
  await Promise.all(asked.map((id) => ask(widget, id)))
}

/** The comments now in the thread, in the order shown, as far as a few pages go. */
async function readAsShown(widget: Widget, newest: ThreadPage): Promise<Read> {
  const { comments: shown, sort } = widget.store.get()
  let page = sort === 'newest' ? newest : await fetchPage(widget, sort)
  let comments = page.comments
  for (
    let pages = 1;
    page.next !== null && comments.length < shown.length && pages < PAGES_AT_MOST;
    pages++
  ) {
    page = await fetchPage(widget, sort, `&cursor=${page.next}`)
    comments = append(comments, page.comments)
  }
  const isWhole = page.next === null
  return { comments, covers: (comment) => isWhole || sort !== 'newest' || isNewerThanLast(comments, comment) }
}

function isNewerThanLast(comments: readonly Comment[], { createdAt }: Comment): boolean {
  const last = comments.at(-1)
  return last === undefined || createdAt > last.createdAt
}

async function ask(widget: Widget, id: string): Promise<void> {
  try {
    arrived(widget, await call<Permalink>(`${widget.settings.siteUrl}/comments/${id}`, { cache: 'no-cache' }))
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) return
    const known = findComment(widget.store.get().comments, id)
    for (const one of known === undefined ? [{ id }] : branch(known)) removed(widget, one)
  }
}

function isKnown(widget: Widget, id: string): boolean {
  const { comments, fresh, mine } = widget.store.get()
  return findComment(comments, id) !== undefined || findComment(fresh, id) !== undefined || mine.has(id)
}

/** What belongs to a page that is not loaded, or answers a comment there, comes with that page. */
function addFresh(widget: Widget, arrived: readonly Comment[]): void {
  const { comments, fresh: before, sort, next } = widget.store.get()
  const isOnLoaded = (comment: Comment) =>
    next === null || sort !== 'newest' || isNewerThanLast(comments, comment)
  const isAt = (comment: Comment) =>
    comment.parentId === null
      ? isOnLoaded(comment)
      : findComment([...comments, ...before, ...arrived], comment.parentId) !== undefined
  const isSought = ({ picked }: Comment) => sort !== 'picked' || picked === true
  const fresh = [...before, ...arrived.filter((comment) => isSought(comment) && isAt(comment))]
  if (fresh.length === before.length) return
  widget.store.set({ fresh })
  sayFresh(widget)
}

/** What has arrived, but not from anybody whom the reader hides: that is in its place once they have the rest shown. */
export function listFresh(state: State): readonly Comment[] {
  return state.fresh.filter((comment) => !isHidden(state, comment))
}

/** In whose threads it was said a moment ago how many comments are new. */
const toldLately = new WeakSet<Widget>()

/** Says how many comments are new; what arrives soon after is said in one go. */
function sayFresh(widget: Widget): void {
  const fresh = listFresh(widget.store.get())
  if (toldLately.has(widget) || fresh.length === 0 || widget.ended.aborted) return
  toldLately.add(widget)
  widget.announce(widget.speak.text('fresh', { n: fresh.length }))
  setTimeout(() => {
    toldLately.delete(widget)
    const now = listFresh(widget.store.get())
    if (now.length !== fresh.length || now.some((one, i) => one !== fresh[i])) sayFresh(widget)
  }, SAID_EVERY_MS)
}
