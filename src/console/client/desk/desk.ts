import { call, get, messageOf, Problem } from '../api.ts'
import { ago } from '../format.ts'
import { whoAmI } from '../session.ts'
import { createStore } from '../store.ts'
import type { Claim, Decision, Item, Me, Page } from '../types.ts'
import { alarm, announce, toast } from '../ui/say.tsx'
import { isPlain, type View, viewHref } from '../views/view.ts'
import { reasonName } from '../wording.ts'
import type { Act } from './done.ts'
import * as state from './state.ts'
import { countAhead, isForColleague, isMine } from './whose.ts'

const PAGE = 50
const CLAIM_AT_ONCE = 10
const CLAIM_BELOW = 6
/** As many as a claim may pass over. */
const MOST_EXCEPTED = 500
const RENEW_MS = 2 * 60_000

export const desk = createStore<state.Desk>(state.emptyDesk(''))

let view: View | null = null
let claiming = false
/** More became due while the answer was outstanding. */
let claimsMore = false
/** The comment that was opened by hand. */
let chosenId: string | null = null
const answers = new Map<string, Promise<unknown>>()

/** Lays out a view of the queue. The view that was left last is found again as it was. */
export async function openView({ id, role }: Pick<Me, 'id' | 'role'>, chosen: View): Promise<void> {
  const before = desk.get()
  const isBack = view !== null && before.me === id && viewHref(view) === viewHref(chosen)
  view = chosen
  const { done, undone, decidedHere, settled } = before
  const handedOut = isPlain(chosen)
  const empty = { ...state.emptyDesk(id, role === 'admin'), done, undone, decidedHere, settled, handedOut }
  desk.set(isBack ? state.withPlaceOf(empty, before) : empty)
  await Promise.all([refresh(), claimNext()])
}

/** The link of the view that was laid out last; null before the first. */
export function lastView(): string | null {
  return view && viewHref(view)
}

/** Reads the queue again and claims what comes next. */
export async function refresh(): Promise<void> {
  const asked = view
  if (asked === null) return
  try {
    const page = await get<Page<Item>>('/v1/review/queue', { ...asked, limit: PAGE })
    if (asked !== view) return
    desk.set((now) => state.withItems(now, page.items, page.next))
    void claimNext()
  } catch (error) {
    desk.set({ loading: false })
    alarm(messageOf(error))
  }
}

export async function loadMore(): Promise<void> {
  const { next } = desk.get()
  if (view === null || next === null) return
  const page = await get<Page<Item>>('/v1/review/queue', { ...view, limit: PAGE, cursor: next })
  desk.set((now) => state.withMoreItems(now, page.items, page.next))
}

/**
 * Leases the next items when few of ours are left, so that no colleague gets them; what was skipped is left to them.
 * Only the plain queue is handed out like this: elsewhere each comment is leased when it is opened.
 */
async function claimNext(isRenewal = false): Promise<void> {
  const now = desk.get()
  if (view === null || !isPlain(view)) return
  if (countAhead(now) >= CLAIM_BELOW && !isRenewal) return
  if (claiming) {
    claimsMore = true
    return
  }
  const asked = view
  claiming = true
  claimsMore = false
  desk.set({ leasing: true, handedOut: true })
  try {
    // What is being decided stays leased until it is decided: counted, it would leave nothing to go on with.
    const except = [...now.skipped, ...answers.keys()].slice(-MOST_EXCEPTED)
    const body = {
      ...(view.site && { site: view.site }),
      count: CLAIM_AT_ONCE,
      ...(except.length > 0 && { except }),
    }
    const claimed = await call<{ readonly items: readonly Item[] }>('POST', '/v1/review/claims', body)
    if (asked === view) desk.set((before) => state.withClaimed(before, claimed.items))
  } catch (error) {
    if (asked === view) desk.set(state.withoutLeases)
    if (error instanceof Problem && error.status !== 401) announce(messageOf(error))
  } finally {
    claiming = false
    if (asked !== view || claimsMore) void claimNext()
  }
}

/** Leases the comment on the desk. One that a colleague has is left to them, unless it was asked for by hand. */
export async function claimCurrent(): Promise<void> {
  const now = desk.get()
  const item = state.currentItem(now)
  if (item === undefined || item.comment.status === 'withdrawn') return
  if (isMine(now, item) || isForColleague(now, item)) return
  const { id } = item.comment
  try {
    const { expiresAt } = await call<{ readonly expiresAt: string }>('PUT', claimPath(item))
    const { id: moderatorId, name: moderator } = whoAmI() ?? { id: now.me, name: '' }
    desk.set((before) => state.withClaims(before, new Set([id]), { moderatorId, moderator, expiresAt }))
  } catch (error) {
    const claim =
      error instanceof Problem && error.status === 409
        ? (error.body.claim as Partial<Claim> | undefined)
        : undefined
    if (!claim?.moderator || !claim.expiresAt) return
    const held = { moderatorId: '', moderator: claim.moderator, expiresAt: claim.expiresAt }
    desk.set((before) =>
      state.heldMeanwhile(state.withClaims(before, new Set([id]), held), id, chosenId === id),
    )
  }
}

function release(item: Item): void {
  call('DELETE', claimPath(item)).catch(() => {})
}

function claimPath(item: Item): string {
  return `/v1/review/claims/${item.comment.id}?site=${encodeURIComponent(item.comment.site)}`
}

/** Keeps our claims while the desk is open and gives them back when it closes. Returns what ends it. */
export function holdClaims(): () => void {
  const timer = setInterval(() => void claimNext(true), RENEW_MS)
  const releaseAll = () =>
    void fetch('/v1/review/claims', { method: 'DELETE', keepalive: true }).catch(() => {})
  addEventListener('pagehide', releaseAll)
  return () => {
    clearInterval(timer)
    removeEventListener('pagehide', releaseAll)
    releaseAll()
  }
}

/** Decides at once on the screen; the answer may bring the item back. */
export function decide(item: Item, act: Act): void {
  const { id, site } = item.comment
  const { action, reason = null, note, picks = false } = act
  desk.set((now) => state.decideItem(now, id, act))
  announce(
    action === 'reject' ? `Rejected: ${reasonName(reason)}.` : picks ? 'Approved and picked.' : 'Approved.',
  )
  const body = { action, version: item.version, ...(reason && { reason }), ...(note && { note }) }
  const answer = call<{ readonly decision: Decision }>(
    'PUT',
    `/v1/review/comments/${id}/decision?site=${encodeURIComponent(site)}`,
    body,
    { outlives: true },
  )
    .then(({ decision }) => {
      desk.set((now) => state.confirmDecision(now, id, decision))
      return picks ? pick(item) : undefined
    })
    .catch((error: unknown) => bringBack(item, error))
  awaitAnswer(id, answer)
}

/** An act about a comment that has left the desk is under way: an undo waits for it, and what comes next is leased. */
export function awaitAnswer(id: string, answer: Promise<unknown>): void {
  const known = answer.finally(() => answers.delete(id))
  answers.set(id, known)
  void claimNext()
}

async function pick({ comment: { id, site } }: Item): Promise<void> {
  await call('PUT', `/v1/review/comments/${id}/pick?site=${encodeURIComponent(site)}`).catch(
    (error: unknown) => toast(`Approved, but not picked: ${messageOf(error)}`),
  )
}

async function bringBack(item: Item, error: unknown): Promise<void> {
  const { id, site } = item.comment
  const isConflict = error instanceof Problem && error.status === 409
  if (error instanceof Problem && error.status === 404) {
    desk.set((now) => state.dropItem(state.returnItem(now, id, { kind: 'failed', message: '' }), id))
    toast(`The comment by ${item.comment.author.name} is gone: it was withdrawn or erased.`)
    return
  }
  const message = isConflict ? whoDecided(error) : messageOf(error)
  const fresh = isConflict ? await readItem(id, site) : undefined
  desk.set((now) => state.returnItem(now, id, { kind: isConflict ? 'conflict' : 'failed', message }, fresh))
  alarm(message)
}

/** What the service says of the present state, in a sentence. */
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

/** Waits for the answers to decisions that are still outstanding. */
export async function answered(): Promise<void> {
  await Promise.all(answers.values())
}

export async function readItem(id: string, site: string): Promise<Item | undefined> {
  try {
    return await get<Item>(`/v1/review/comments/${id}`, { site })
  } catch {
    return undefined
  }
}

/** Skips a comment: it is left to colleagues. */
export function skip(item: Item): void {
  desk.set((now) => state.skipItem(now, item.comment.id))
  announce('Skipped.')
  release(item)
  void claimNext()
}

/** Lays a comment of the list on the desk. */
export function select(id: string): void {
  const before = state.currentItem(desk.get())
  chosenId = id
  desk.set((now) => state.selectItem(now, id))
  if (before !== undefined && before.comment.id !== id && view !== null && !isPlain(view)) release(before)
}

/** Steps through the list without deciding. */
export function step(by: 1 | -1): void {
  const { items, currentId } = desk.get()
  const place = items.findIndex(({ comment }) => comment.id === currentId)
  const item = items[place + by]
  if (item !== undefined) select(item.comment.id)
}

export function drop(id: string): void {
  desk.set((now) => state.dropItem(now, id))
  void claimNext()
}

/** What was decided elsewhere on this page leaves the desk. */
export function removeDecided(decisions: readonly Decision[]): void {
  desk.set((now) =>
    decisions.reduce(
      (before, { commentId, version }) => state.settleDecided(before, commentId, version),
      now,
    ),
  )
  void claimNext()
}
