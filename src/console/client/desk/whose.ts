import { serviceTime } from '../api.ts'
import { remarksOf } from '../item/remarks.ts'
import type { Claim, Item } from '../types.ts'
import type { Desk } from './state.ts'
import { windowId } from './window-id.ts'

/* Whose turn it is with a comment. */

/** The claim of a colleague, or of another window of this moderator, that has not run out. */
export function heldByOther(desk: Desk, item: Item): Claim | null {
  const { claim } = item
  return claim !== null && !isFromHere(desk, claim) && !isOver(claim) ? claim : null
}

/** Who works on a comment that is held elsewhere, in words. */
export function whoHolds({ me }: Desk, { moderatorId, moderator }: Claim): string {
  return moderatorId === me ? 'Open in your other window' : `${moderator} is on it`
}

/** A claim without a window was made by a version before this one, or without a desk: it is any window's. */
export function isFromHere({ me }: Desk, { moderatorId, window }: Claim): boolean {
  return moderatorId === me && (!window || window === windowId)
}

function isOver({ expiresAt }: Claim): boolean {
  return new Date(expiresAt) <= serviceTime()
}

/** An appeal against a rejection by this moderator: a colleague must answer it. */
export function isForColleague(desk: Desk, { appeal }: Item): boolean {
  return appeal !== null && appeal.againstId === desk.me && !desk.isAdmin
}

export function isMine(desk: Desk, { claim }: Item): boolean {
  return claim !== null && isFromHere(desk, claim) && !isOver(claim)
}

/** This moderator left it to colleagues: it does not come back to the desk by itself. */
export function isLeft({ me, left }: Desk, item: Item): boolean {
  return (
    left.get(item.comment.id) === item.version ||
    remarksOf(item).secondOpinions.some(({ moderatorId }) => moderatorId === me)
  )
}

/** It is leased to us and may come onto the desk. */
function isAhead(desk: Desk, item: Item): boolean {
  return (
    isMine(desk, item) &&
    !isForColleague(desk, item) &&
    !isLeft(desk, item) &&
    !desk.skipped.has(item.comment.id)
  )
}

/** The comment that comes next when the desk is empty, or after the one on it. */
export function nextItem(desk: Desk, from: number): Item | undefined {
  const start = Math.max(from, 0)
  const order = [...desk.items.slice(start), ...desk.items.slice(0, start)]
  const ahead = order.filter((item) => isAhead(desk, item) && item.comment.id !== desk.currentId)
  return ahead.find(({ comment }) => desk.trouble.has(comment.id)) ?? ahead[0]
}

export function countAhead(desk: Desk): number {
  return desk.items.filter((item) => isAhead(desk, item)).length
}

/** Whether there may be something to lease: a listed comment that nobody holds, or one that is not listed yet. */
export function mayBeMore(desk: Desk): boolean {
  const { items, skipped } = desk
  const isSkippedToo = countAhead(desk) === 0
  const isFree = (item: Item) =>
    !isMine(desk, item) &&
    heldByOther(desk, item) === null &&
    !isForColleague(desk, item) &&
    !isLeft(desk, item) &&
    (isSkippedToo || !skipped.has(item.comment.id))
  return desk.loading || desk.next !== null || items.some(isFree)
}

/** A list may be older than the answer to a claim, so only the latter says what is ours. */
export function withOwnClaim(desk: Desk, item: Item): Item {
  const known = desk.items.find(({ comment }) => comment.id === item.comment.id)
  if (known !== undefined && isMine(desk, known)) return { ...item, claim: known.claim }
  return item.claim !== null && isFromHere(desk, item.claim) ? { ...item, claim: null } : item
}

/** All leases were given back. */
export function withoutClaims(desk: Desk): Desk {
  const items = desk.items.map((item) => (isMine(desk, item) ? { ...item, claim: null } : item))
  return { ...desk, items }
}

/** Sets who holds these comments now; null when nobody does any more. */
export function withClaims(desk: Desk, ids: ReadonlySet<unknown>, claim: Claim | null): Desk {
  return { ...desk, items: desk.items.map((item) => (ids.has(item.comment.id) ? { ...item, claim } : item)) }
}
