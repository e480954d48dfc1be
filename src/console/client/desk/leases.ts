import { type CallOptions, call, messageOf, Problem } from '../api.ts'
import { currentPlace } from '../router.ts'
import { whoAmI } from '../session.ts'
import type { Claim, Item } from '../types.ts'
import { announce } from '../ui/say.tsx'
import { matchOf, type View } from '../views/view.ts'
import { byItself } from './by-itself.ts'
import * as changes from './changes.ts'
import { line } from './live.ts'
import { currentItem, desk } from './state.ts'
import { idsUnderWay } from './under-way.ts'
import { countAhead, isForColleague, isMine, mayBeMore, withClaims, withoutClaims } from './whose.ts'
import { windowId } from './window-id.ts'

const AT_ONCE = 10
const BELOW = 6
/** As many as one claim may be told to pass over. */
const MOST_EXCEPTED = 500
const RENEW_MS = 2 * 60_000
const RETRY_MS = 2_000
/** After this long without a sign of life from the moderator, the leases are given back for colleagues. */
const IDLE_MS = 10 * 60_000
/** A moderator who looks up the comment on the desk, its author or its thread has this long to come back to it. */
const AWAY_MS = 2 * 60_000
const LOOKED_UP: ReadonlySet<string> = new Set(['comment', 'author', 'thread'])

/** The moderator has the queue open: on other pages nothing is leased. */
let isOpen = false
let claiming = false
/** More became due while the answer was outstanding. */
let claimsMore = false
let claimedAt = 0
/** The claim whose answer is outstanding: when it was asked, and what was on the desk then. */
let asked: { readonly at: number; items: readonly Item[] } = { at: 0, items: [] }
let retry: ReturnType<typeof setTimeout> | undefined
let seenAt = Date.now()
/** While leases are being given back, a claim could return one of those comments. */
let givenBack: Promise<unknown> = Promise.resolve()

/**
 * Leases the next comments when few are left, so that no colleague gets them; skipped ones are left to colleagues.
 */
export async function claimNext(isRenewal = false): Promise<void> {
  const now = desk.get()
  const { view } = now
  if (!isOpen || view === null) return
  if (!isRenewal && (countAhead(now) >= BELOW || !mayBeMore(now))) return
  if (claiming) {
    claimsMore = true
    return
  }
  claiming = true
  claimsMore = false
  clearTimeout(retry)
  desk.set({ leasing: true })
  try {
    await givenBack
    await claim(view)
    desk.set({ leasing: false })
  } catch (error) {
    retryAfter(error)
  } finally {
    claiming = false
    if (claimsMore || desk.get().view !== view) void claimNext()
  }
}

/** By then there may be nothing left to lease. */
function retryAfter(error: unknown): void {
  const isSignedOut = error instanceof Problem && error.status === 401
  if (isSignedOut) desk.set({ leasing: false })
  else {
    if (line.get().state !== 'lost') announce(messageOf(error))
    retry = setTimeout(() => {
      desk.set({ leasing: false })
      void claimNext()
    }, RETRY_MS)
  }
}

async function claim(view: View): Promise<void> {
  const now = desk.get()
  const held = new Set(now.items.filter((item) => isMine(now, item)).map(({ comment }) => comment.id))
  // Comments under way stay leased until they are decided; if they counted, nothing would be left to go on with.
  const except = [...now.skipped, ...idsUnderWay()].slice(-MOST_EXCEPTED)
  const body = { ...matchOf(view), sort: view.sort, count: AT_ONCE, ...(except.length > 0 && { except }) }
  const before = givenBack
  asked = { at: performance.now(), items: now.items }
  const { items } = await callHere<{ readonly items: readonly Item[] }>('POST', '/v1/review/claims', body)
  if (givenBack !== before) {
    // Some may have been leased after all were given back.
    if (isOpen) claimsMore = true
    else void releaseAll()
    return
  }
  if (desk.get().view !== view) return
  claimedAt = Date.now()
  for (const id of except) held.delete(id)
  // What was skipped while the answer was on its way is left to colleagues as well, unless nothing else is left.
  const { skipped } = desk.get()
  const ours = items.filter(({ comment }) => !skipped.has(comment.id))
  if (ours.length > 0) for (const item of items) if (skipped.has(item.comment.id)) release(item)
  desk.set((before) => changes.withClaimed(before, ours, { asked: asked.items, held }))
  if (skipped.size > 0 && desk.get().skipped.size === 0) claimsMore = true
}

/** A list that was asked for before a claim says nothing that the claim's answer does not know. */
export function noteList(askedAt: number): void {
  if (askedAt < asked.at) asked.items = desk.get().items
}

/** Leases the comment on the desk. One that a colleague holds is left to them, unless it was opened by hand. */
export async function claimCurrent(): Promise<void> {
  const now = desk.get()
  const item = currentItem(now)
  if (!isOpen || item === undefined || item.comment.status === 'withdrawn') return
  if (isMine(now, item) || isForColleague(now, item)) return
  await claimItem(item)
}

/**
 * Leases one comment. Returns its lease: ours, or that of who has it instead, a colleague or another window; null if
 * there was no answer.
 */
export async function claimItem(item: Item): Promise<Claim | null> {
  const { id } = item.comment
  await givenBack
  try {
    const { expiresAt } = await callHere<{ readonly expiresAt: string }>('PUT', claimPath(item))
    const { id: moderatorId, name: moderator } = whoAmI() ?? { id: desk.get().me, name: '' }
    const ours = { moderatorId, moderator, window: windowId, expiresAt }
    desk.set((before) => withClaims(before, new Set([id]), ours))
    return ours
  } catch (error) {
    const held = error instanceof Problem && error.status === 409 ? holderIn(error) : null
    if (held !== null)
      byItself((before) => changes.heldMeanwhile(withClaims(before, new Set([id]), held), id))
    return held
  }
}

function holderIn({ body }: Problem): Claim | null {
  const { moderatorId = '', moderator, window = null, expiresAt } = (body.claim ?? {}) as Partial<Claim>
  return moderator && expiresAt ? { moderatorId, moderator, window, expiresAt } : null
}

/** Gives one lease back; until that is answered, claims pass over skipped comments. */
export function release(item: Item): void {
  callHere('DELETE', claimPath(item)).catch(() => {})
}

/** Gives all leases of this window back, even while it is being closed. */
export function releaseAll(): Promise<unknown> {
  return giveBack(callHere)
}

function giveBack(caller: typeof call): Promise<unknown> {
  desk.set(withoutClaims)
  claimedAt = 0
  givenBack = caller('DELETE', '/v1/review/claims', undefined, { outlives: true }).catch(() => {})
  return givenBack
}

/**
 * Gives up the leases of all windows, which could not do so themselves without the session, and ends it by calling
 * `leave`. If that fails, they are taken up again; nothing new is leased meanwhile.
 */
export async function giveUpSeat(leave: () => Promise<void>): Promise<void> {
  const wasOpen = isOpen
  isOpen = false
  await giveBack(call)
  try {
    await leave()
  } catch (error) {
    isOpen = wasOpen
    void claimNext(true)
    throw error
  }
}

/** A call for this window alone. */
function callHere<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  const headers = windowId === null ? {} : { 'postbag-window': windowId }
  return call<T>(method, path, body, { ...options, headers })
}

function claimPath(item: Item): string {
  return `/v1/review/claims/${item.comment.id}?site=${encodeURIComponent(item.comment.site)}`
}

let leaving: ReturnType<typeof setTimeout> | undefined
const leave = () => void releaseAll()
/** A page in the browser's back/forward cache leases nothing until it is shown again. */
const hide = () => {
  isOpen = false
  leave()
}

/**
 * Keeps the leases while the moderator is at the desk, and gives them back when it closes. Returns a function that
 * stops this.
 */
export function holdClaims(): () => void {
  clearTimeout(leaving)
  isOpen = true
  addEventListener('pagehide', hide)
  const timer = setInterval(() => isAttended() && void claimNext(true), RENEW_MS)
  const seen = () => {
    const wasAway = !isAttended()
    seenAt = Date.now()
    if (wasAway) void claimNext(true)
  }
  // Timers of a hidden window, or of a computer that slept, may be late by more than a lease lasts.
  const wake = () => {
    if (!document.hidden && Date.now() - claimedAt > RENEW_MS) void claimNext(true)
  }
  const show = () => {
    isOpen = true
    wake()
  }
  const listeners = { keydown: seen, pointerdown: seen, pageshow: show, focus: wake }
  for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener)
  document.addEventListener('visibilitychange', wake)
  return () => {
    isOpen = false
    clearInterval(timer)
    for (const [type, listener] of Object.entries(listeners)) removeEventListener(type, listener)
    document.removeEventListener('visibilitychange', wake)
    if (LOOKED_UP.has(currentPlace().page)) leaving = setTimeout(leave, AWAY_MS)
    else leave()
  }
}

function isAttended(): boolean {
  return Date.now() - seenAt < IDLE_MS
}
