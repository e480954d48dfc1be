import { saidOf } from '../item/said.ts'
import type { Claim, Item } from '../types.ts'
import type { Desk } from './state.ts'

/* Whose turn it is with a comment. */

/** Held by a colleague whose claim has not run out. */
export function heldByOther(desk: Desk, item: Item, now: Date = new Date()): Claim | null {
  const { claim } = item
  return claim !== null && claim.moderatorId !== desk.me && new Date(claim.expiresAt) > now ? claim : null
}

/** An appeal against a rejection of ours: a colleague must answer it. */
export function isForColleague(desk: Desk, { appeal }: Item): boolean {
  return appeal !== null && appeal.againstId === desk.me && !desk.isAdmin
}

export function isMine(desk: Desk, item: Item, now: Date = new Date()): boolean {
  return item.claim?.moderatorId === desk.me && new Date(item.claim.expiresAt) > now
}

/** We left it to colleagues: it does not come back onto the desk by itself. */
export function isLeft({ me, left }: Desk, item: Item): boolean {
  return (
    left.get(item.comment.id) === item.version ||
    saidOf(item).secondOpinions.some(({ moderatorId }) => moderatorId === me)
  )
}

/** Neither with colleagues nor for them. */
export function isFree(desk: Desk, item: Item): boolean {
  return heldByOther(desk, item) === null && !isForColleague(desk, item) && !isLeft(desk, item)
}

/** How many comments are leased to us that may come onto the desk. */
export function countAhead(desk: Desk): number {
  return desk.items.filter(
    (item) => isMine(desk, item) && isFree(desk, item) && !desk.skipped.has(item.comment.id),
  ).length
}
