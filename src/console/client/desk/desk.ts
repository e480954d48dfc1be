import { call, get, messageOf, Problem, reviewPath } from '../api.ts'
import { ago } from '../format.ts'
import { go, hrefOf } from '../router.ts'
import type { Decision, Item, Page } from '../types.ts'
import { keepDraft, noteAbout } from '../ui/drafts.ts'
import { alarm, announce, toast } from '../ui/say.tsx'
import { type View, viewHref } from '../views/view.ts'
import { reasonName } from '../wording.ts'
import { type byItself, isNoting } from './by-itself.ts'
import * as changes from './changes.ts'
import { claimNext, noteList, release, releaseAll } from './leases.ts'
import { sendDecision } from './send-decision.ts'
import { type Act, type Desk, desk, emptyDesk } from './state.ts'
import { awaitAnswer } from './under-way.ts'

/*
 * What a moderator does at the desk. A decision goes from the key to the next comment through five files:
 *   desk-commands.ts  the key, unless it was meant for the comment before (a button: actions.tsx);
 *   on-desk.tsx       takes the note and the dialog with it;
 *   desk.ts           `decide` changes the desk at once, sends, and brings the comment back if that is refused;
 *   changes.ts        the change itself: the comment leaves, the next of those leased lies on the desk;
 *   send-decision.ts  sends it until it is answered; meanwhile it is in under-way.ts.
 * Beside them: leases.ts leases what comes next before it is needed, and whose.ts says what is ours; events.ts applies
 * what others do, and by-itself.ts keeps whatever was not expected from under the moderator's hands; undo.ts takes back
 * what state.ts lists as done; decide-now.ts decides on other pages.
 */

const PAGE = 50
const READ_AGAIN_MS = 3_000

/** Opens a view of the queue. The view that was open last is restored as it was. */
export async function openView(view: View): Promise<void> {
  const before = desk.get()
  const isBack = before.view !== null && viewHref(before.view) === viewHref(view)
  if (!isBack) {
    if (before.view !== null) void releaseAll()
    desk.set({ ...emptyDesk(before.me, before.isAdmin), ...decidedIn(before), view })
  } else desk.set(changes.withoutSettled)
  await Promise.all([refresh(), claimNext(true)])
}

/** What is carried over to another view: decisions can still be undone there, and failed ones come back. */
function decidedIn({ done, undone, decidedHere, settled, sending, trouble }: Desk) {
  return { done, undone, decidedHere, settled, sending, trouble }
}

/** The link of the view that was opened last; null before the first. */
export function lastView(): string | null {
  const { view } = desk.get()
  return view && viewHref(view)
}

/** How many readings of the queue were asked for, and the latest of them that was answered. */
const readings = { asked: 0, answered: 0 }

/** Reads the queue again and claims what comes next. An answer that a later one overtook says nothing new. */
export async function refresh(): Promise<void> {
  const { view } = desk.get()
  if (view === null) return
  readings.asked += 1
  const reading = readings.asked
  const askedAt = performance.now()
  const isLate = () => desk.get().view !== view || reading < readings.answered
  try {
    const page = await get<Page<Item>>('/v1/review/queue', { ...view, limit: PAGE })
    if (isLate()) return
    readings.answered = reading
    desk.set((now) => changes.withItems(now, page.items, page.next))
    noteList(askedAt)
    void claimNext()
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return
    if (!isLate()) couldNotRead(messageOf(error))
  }
}

let again: ReturnType<typeof setTimeout> | undefined

/** A queue that could not be read is not taken for empty, and is read again. */
function couldNotRead(why: string): void {
  if (desk.get().unread !== why) alarm(why)
  desk.set({ loading: false, unread: why })
  clearTimeout(again)
  again = setTimeout(() => void refresh(), READ_AGAIN_MS)
}

export async function loadMore(): Promise<void> {
  const { view, next } = desk.get()
  if (view === null || next === null) return
  try {
    const page = await get<Page<Item>>('/v1/review/queue', { ...view, limit: PAGE, cursor: next })
    if (desk.get().view === view) desk.set((now) => changes.withMoreItems(now, page.items, page.next))
  } catch (error) {
    toast(messageOf(error))
  }
}

/** Decides on the screen at once; the service's answer may bring the comment back. */
export function decide(item: Item, act: Act, change: typeof byItself = desk.set): void {
  const { id } = item.comment
  const { action, reason = null, picks = false } = act
  change((now) => changes.decideItem(now, id, act))
  announce(
    action === 'reject' ? `Rejected: ${reasonName(reason)}.` : picks ? 'Approved and picked.' : 'Approved.',
  )
  const answer = sendDecision(item, act)
    .then((decision) => {
      desk.set((now) => changes.confirmDecision(now, id, decision))
      return picks ? pick(item) : undefined
    })
    .catch((error: unknown) => bringBack(item, act, error))
  awaitAnswer(id, answer)
  void claimNext()
}

async function pick({ comment }: Item): Promise<void> {
  await call('PUT', reviewPath(comment, '/pick')).catch((error: unknown) =>
    toast(`Approved, but not picked: ${messageOf(error)}`),
  )
}

async function bringBack(item: Item, { note }: Act, error: unknown): Promise<void> {
  const { id } = item.comment
  const isConflict = error instanceof Problem && error.status === 409
  if (error instanceof Problem && error.status === 404) {
    desk.set((now) => changes.dropItem(changes.returnItem(now, id, { kind: 'failed', message: '' }), id))
    toast(`The comment by ${item.comment.author.name} is gone: it was withdrawn or erased.`)
    return
  }
  const message = isConflict ? whoDecided(error) : messageOf(error)
  const fresh = isConflict ? await readFresh(item) : undefined
  const isNext = desk.get().currentId !== null
  if (note) keepDraft(noteAbout(id), note)
  const trouble = { kind: isConflict ? 'conflict' : 'failed', message, isSeen: fresh !== undefined } as const
  desk.set((now) => changes.returnItem(now, id, trouble, fresh))
  alarm(message)
  if (isNext) announceReturned(item, message, isConflict)
}

/** For a moderator who reads something else by now. */
function announceReturned(
  { comment: { id, site, author } }: Item,
  message: string,
  isConflict: boolean,
): void {
  const whose = `${author.name.slice(0, 60)}’s comment`
  if (isConflict)
    toast(`${whose}: ${message}`, { name: 'Show', run: () => go(hrefOf('comment', id, { site })) })
  else toast(`${whose} comes next again. ${message}`)
}

/** What the service says of the comment's present state, in a sentence. */
function whoDecided({ message, body }: Problem): string {
  const { decidedBy, decidedAt, commentStatus, reason } = body
  if (typeof decidedBy !== 'string' || typeof decidedAt !== 'string')
    return `${message} Your decision was not counted.`
  const what =
    commentStatus === 'approved'
      ? 'approved this'
      : commentStatus === 'rejected'
        ? `rejected this (${reasonName(typeof reason === 'string' ? reason : null).toLowerCase()})`
        : 'put this back'
  return `${decidedBy} ${what} ${ago(decidedAt)}. Your decision was not counted.`
}

/** The comment as it is now; as it was, where it cannot be read. */
export async function readItem(item: Item): Promise<Item> {
  return (await readFresh(item)) ?? item
}

/** Undefined where it cannot be read. */
export function readFresh({ comment }: Item): Promise<Item | undefined> {
  return get<Item>(reviewPath(comment)).catch(() => undefined)
}

/** Skips a comment: it is left to colleagues. */
export function skip(item: Item): void {
  desk.set((now) => changes.skipItem(now, item.comment.id))
  announce('Skipped.')
  release(item)
  void claimNext()
}

/** Puts a comment of the list on the desk. */
export function select(id: string): void {
  desk.set((now) => changes.selectItem(now, id))
}

/** Steps through the list without deciding. */
export function step(by: 1 | -1): void {
  const { items, currentId } = desk.get()
  const place = items.findIndex(({ comment }) => comment.id === currentId)
  const item = items[place + by]
  if (item !== undefined) select(item.comment.id)
}

export function drop(id: string): void {
  desk.set((now) => changes.dropItem(now, id))
  void claimNext()
}

/** Comments decided elsewhere on this page leave the desk, but for one about which a note is being written. */
export function removeDecided(decisions: readonly Decision[], change: typeof byItself): void {
  const trouble = { kind: 'conflict', message: 'You have just decided this together with others.' } as const
  const settle = (now: Desk, { commentId: id, version }: Decision) =>
    id === now.currentId && isNoting()
      ? changes.decidedElsewhere(now, id, version, trouble)
      : changes.settleDecided(now, id, version)
  change((now) => decisions.reduce(settle, now))
  void claimNext()
}
