import { call, messageOf, Problem } from '../api.ts'
import { currentPlace } from '../router.ts'
import { whoAmI } from '../session.ts'
import type { Claim, Item } from '../types.ts'
import { announce } from '../ui/say.tsx'
import { matchOf, type View } from '../views/view.ts'
import { desk } from './desk-store.ts'
import * as state from './state.ts'
import { idsUnderWay } from './under-way.ts'
import { countAhead, isForColleague, isMine, mayBeMore, withClaims, withoutClaims } from './whose.ts'

const AT_ONCE = 10
const BELOW = 6
/** As many as a claim may pass over. */
const MOST_EXCEPTED = 500
const RENEW_MS = 2 * 60_000
const RETRY_MS = 2_000
/** What lies before somebody who shows no sign of life for this long is left to colleagues. */
const IDLE_MS = 10 * 60_000
/** Who looks up the comment on the desk, its author or thread comes back to it within this time. */
const AWAY_MS = 2 * 60_000
const LOOKED_UP: ReadonlySet<string> = new Set(['comment', 'author', 'thread'])

/** Somebody has the queue before them: on other pages nothing is leased. */
let isOpen = false
let claiming = false
/** More became due while the answer was outstanding. */
let claimsMore = false
let claimedAt = 0
let retry: ReturnType<typeof setTimeout> | undefined
let seenAt = Date.now()
/** Claimed while leases are being given back, a comment could be among them. */
let givenBack: Promise<unknown> = Promise.resolve()

/** Leases what comes next when little of it is left, so that no colleague gets it; what was skipped is left to them. */
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
  desk.set({ leasing: true })
  try {
    await givenBack
    await claim(view)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return
    announce(messageOf(error))
    clearTimeout(retry)
    retry = setTimeout(() => void claimNext(), RETRY_MS)
  } finally {
    claiming = false
    if (claimsMore || desk.get().view !== view) void claimNext()
  }
}

async function claim(view: View): Promise<void> {
  const now = desk.get()
  const held = new Set(now.items.filter((item) => isMine(now, item)).map(({ comment }) => comment.id))
  // What is being decided stays leased until it is decided: counted, it would leave nothing to go on with.
  const except = [...now.skipped, ...idsUnderWay()].slice(-MOST_EXCEPTED)
  const body = { ...matchOf(view), sort: view.sort, count: AT_ONCE, ...(except.length > 0 && { except }) }
  const before = givenBack
  const { items } = await call<{ readonly items: readonly Item[] }>('POST', '/v1/review/claims', body)
  if (givenBack !== before) {
    // Some may have been leased after all was given back.
    if (isOpen) claimsMore = true
    else void releaseAll()
    return
  }
  if (desk.get().view !== view) return
  claimedAt = Date.now()
  for (const id of except) held.delete(id)
  desk.set((before) => state.withClaimed(before, items, held))
  if (now.skipped.size > 0 && desk.get().skipped.size === 0) claimsMore = true
}

/** Leases the comment on the desk. One that a colleague has is left to them, unless it was asked for by hand. */
export async function claimCurrent(): Promise<void> {
  const now = desk.get()
  const item = state.currentItem(now)
  if (!isOpen || item === undefined || item.comment.status === 'withdrawn') return
  if (isMine(now, item) || isForColleague(now, item)) return
  await claimItem(item)
}

/** Leases one comment; false when a colleague has it. */
export async function claimItem(item: Item): Promise<boolean> {
  const { id } = item.comment
  await givenBack
  try {
    const { expiresAt } = await call<{ readonly expiresAt: string }>('PUT', claimPath(item))
    const { id: moderatorId, name: moderator } = whoAmI() ?? { id: desk.get().me, name: '' }
    desk.set((before) => withClaims(before, new Set([id]), { moderatorId, moderator, expiresAt }))
  } catch (error) {
    const held = error instanceof Problem && error.status === 409 ? holderIn(error) : null
    if (held === null) return true
    desk.set((before) => state.heldMeanwhile(withClaims(before, new Set([id]), held), id))
    return false
  }
  return true
}

function holderIn({ body }: Problem): Claim | null {
  const { moderator, expiresAt } = (body.claim ?? {}) as Partial<Claim>
  return moderator && expiresAt ? { moderatorId: '', moderator, expiresAt } : null
}

/** Gives one lease back; until that is answered, claims pass over what was skipped. */
export function release(item: Item): void {
  call('DELETE', claimPath(item)).catch(() => {})
}

/** Gives all leases back, also when the window is closed just now. */
export function releaseAll(): Promise<unknown> {
  desk.set(withoutClaims)
  claimedAt = 0
  givenBack = call('DELETE', '/v1/review/claims', undefined, { outlives: true }).catch(() => {})
  return givenBack
}

/** Leaves the seat by `leave`, and takes it again if that fails: nothing is leased anew while it is on its way. */
export async function giveUpSeat(leave: () => Promise<void>): Promise<void> {
  const wasOpen = isOpen
  isOpen = false
  await releaseAll()
  try {
    await leave()
  } catch (error) {
    isOpen = wasOpen
    void claimNext(true)
    throw error
  }
}

function claimPath(item: Item): string {
  return `/v1/review/claims/${item.comment.id}?site=${encodeURIComponent(item.comment.site)}`
}

let leaving: ReturnType<typeof setTimeout> | undefined
const leave = () => void releaseAll()
/** A page that was put away leases nothing until the browser brings it back. */
const hide = () => {
  isOpen = false
  leave()
}

/** Keeps our leases while somebody is at the desk, and gives them back when it closes. Returns what ends it. */
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
  // Timers of a window out of sight, or of a computer that slept, may be late by more than a lease lasts.
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
