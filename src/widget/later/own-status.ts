import { call, Problem } from '../api.ts'
import { isTheirs, listOwn, type Own } from '../own/own.ts'
import { placeOf } from '../thread/store.ts'
import { findComment, place } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment, Permalink, Status } from '../wire.ts'
import { forgetOwn, keepOwn } from './keep.ts'

/** Shows the reader's own comments here that others do not see, as last known. */
export function showOwn(widget: Widget): void {
  const all = listHere(widget)
  widget.store.set({
    own: all.filter(({ status }) => status !== 'approved'),
    mine: new Map(all.map((one) => [one.comment.id, one])),
  })
}

/** The reader's own comments on this article. */
function listHere({ settings, store }: Widget): readonly Own[] {
  return listOwn(settings.site).filter(
    (one) => one.article === settings.article && isTheirs(one, store.get()),
  )
}

/** Statuses that can still change; a returning reader also wants to know what was decided meanwhile. */
const WAITING: readonly Status[] = ['pending']
const CHANGING: readonly Status[] = ['pending', 'approved', 'rejected']
const ASKED_AT_MOST = 20

/** A withdrawal is announced once, and then forgotten here too. */
export function forgetWithdrawn({ settings }: Widget): void {
  for (const { comment, status } of listOwn(settings.site)) {
    if (status === 'withdrawn') forgetOwn(settings.site, comment.id)
  }
}

/** Asks about all of the reader's own comments here, the newest first. */
export function refreshAllOwn(widget: Widget): Promise<void> {
  return refreshThose(widget, CHANGING)
}

/** Asks what became of the reader's own comments that wait, and announces it. */
export function refreshOwn(widget: Widget): Promise<void> {
  return refreshThose(widget, WAITING)
}

/** Asks what became of one of them. */
export function refreshOne(widget: Widget, id: string): Promise<void> {
  return refreshThose(widget, CHANGING, id)
}

async function refreshThose(widget: Widget, statuses: readonly Status[], id?: string): Promise<void> {
  const those = listHere(widget)
    .filter(({ status }) => statuses.includes(status))
    .filter(({ comment }) => id === undefined || comment.id === id)
    .slice(0, ASKED_AT_MOST)
  await Promise.all(those.map((one) => refresh(widget, one)))
}

async function refresh(widget: Widget, one: Own): Promise<void> {
  const { store, settings, speak } = widget
  try {
    const answer = await call<Permalink>(`${settings.siteUrl}/comments/${one.comment.id}`, {
      headers: { authorization: `Receipt ${one.receipt}` },
      cache: 'no-cache',
    })
    const known = store.get().mine.get(one.comment.id)
    keepOwn(settings.site, { ...one, ...ownFields(answer) })
    showOwn(widget)
    if (answer.status === one.status) return
    takeBackSaid(widget, one)
    const { comments } = store.get()
    const isApproved = answer.status === 'approved'
    if (isApproved && !findComment(comments, one.comment.id))
      store.set({ comments: place(comments, answer.comment) })
    // If two requests ran at once, it is announced only once.
    if (answer.status === known?.status) return
    if (answer.status === 'rejected') widget.announce(speak.text('rejected'))
    if (!isApproved) return
    widget.announce(speak.text('published'))
    widget.emit('approved', { id: one.comment.id })
  } catch (error) {
    if (!(error instanceof Problem && [401, 404].includes(error.status))) return
    forgetOwn(settings.site, one.comment.id)
    showOwn(widget)
  }
}

/** The form's message about the last comment holds until something else becomes of that comment. */
export function takeBackSaid({ store, settings, speak }: Widget, { article, comment, sentAt }: Own): void {
  const { writing } = store.get()
  const formOf = ({ parentId }: Comment) => placeOf(parentId === null ? null : { id: parentId })
  const form = writing[formOf(comment)]
  const isLast = listOwn(settings.site).every(
    (one) => one.article !== article || formOf(one.comment) !== formOf(comment) || one.sentAt <= sentAt,
  )
  const isAbout = [speak.text('thanks'), speak.text('published')].includes(form?.said ?? '')
  if (!isLast || form === undefined || !isAbout) return
  store.set({ writing: { ...writing, [formOf(comment)]: { ...form, said: '' } } })
}

/** What the service tells an author, reduced to what is kept. */
export function ownFields({
  comment,
  status,
  statement,
  editableUntil,
  appeal,
  mail,
}: Permalink): Partial<Own> {
  return {
    comment,
    status,
    statement: statement ?? null,
    ...(editableUntil !== undefined && { editableUntil }),
    ...(appeal !== undefined && { appeal }),
    ...(mail !== undefined && { mail }),
  }
}
