import type { Decision, Item } from '../types.ts'
import { type Act, currentItem, type Desk, type Done, type Listed, type Many, type Trouble } from './state.ts'
import { isMine, nextItem, withOwnClaim } from './whose.ts'

/* How the desk changes by what its moderator, the service or a colleague does: each function makes a new desk of one. */

/**
 * Replaces the first page by its present state; further pages that were loaded stay behind it. Comments whose
 * decision is under way stay off the desk, and the comment on the desk stays, even if it is no longer listed.
 */
export function withItems(desk: Desk, items: readonly Item[], next: string | null): Desk {
  const listed = items.filter((item) => isWaiting(desk, item)).map((item) => withOwnClaim(desk, item))
  const ids = new Set(listed.map(({ comment }) => comment.id))
  const further = desk.items.slice(desk.firstPage).filter(({ comment }) => !ids.has(comment.id))
  const current = currentItem(desk)
  const isKnown = current === undefined || ids.has(current.comment.id) || further.includes(current)
  const all = [...(isKnown ? [] : [current]), ...listed, ...further]
  const firstPage = all.length - further.length
  return settle({
    ...desk,
    items: all,
    next: desk.paged ? desk.next : next,
    firstPage,
    trouble: withoutTakenBack(desk, listed),
    loading: false,
    unread: null,
  })
}

/** A comment that a colleague decided and then undid waits as before. */
function withoutTakenBack({ trouble, settled }: Desk, listed: readonly Item[]): Desk['trouble'] {
  const again = listed.filter(({ comment: { id }, version }) => version > (settled.get(id) ?? version))
  return again.reduce((left, { comment }) => without(left, comment.id), trouble)
}

/** Adds a further page at the end. */
export function withMoreItems(desk: Desk, items: readonly Item[], next: string | null): Desk {
  const known = new Set(desk.items.map(({ comment }) => comment.id))
  const further = items.filter((item) => !known.has(item.comment.id) && isWaiting(desk, item))
  return settle({ ...desk, items: [...desk.items, ...further], next, paged: true })
}

/**
 * Takes over the present leases. We asked for them with the items `asked` on the desk: those that we `held` then and
 * that are not among them are no longer ours. Of a comment that was read anew meanwhile, only the lease is taken over:
 * the rest of the answer may be older, and lack a colleague's note. A comment that was leased before it was listed is
 * added at the end. When nothing else is left, skipped comments come back.
 */
export function withClaimed(
  desk: Desk,
  claimed: readonly Item[],
  { asked, held }: { readonly asked: readonly Item[]; readonly held: ReadonlySet<string> },
): Desk {
  const byId = new Map(claimed.map((item) => [item.comment.id, item]))
  const before = new Map(asked.map((item) => [item.comment.id, item]))
  const isAsAsked = ({ comment, notes }: Item) => {
    const known = before.get(comment.id)
    return known?.comment === comment && known.notes === notes
  }
  const items = desk.items.map((item) => {
    const { id } = item.comment
    const leased = byId.get(id)
    if (leased === undefined) return held.has(id) && isMine(desk, item) ? { ...item, claim: null } : item
    return isAsAsked(item) || leased.version > item.version ? leased : { ...item, claim: leased.claim }
  })
  for (const { comment } of items) byId.delete(comment.id)
  const further = [...byId.values()].filter((item) => isWaiting(desk, item))
  const next = { ...desk, items: [...items, ...further] }
  return settle(claimed.length === 0 ? { ...next, skipped: new Set() } : next)
}

/**
 * Whether a listed comment really waits. An answer that was on its way while the comment was decided still lists it;
 * a later report or appeal makes it wait again.
 */
function isWaiting(desk: Desk, { comment, version, reports, appeal }: Item): boolean {
  const settled = desk.settled.get(comment.id) ?? 0
  const isAsked = appeal !== null || reports.some(({ outcome }) => outcome === null)
  return !desk.sending.has(comment.id) && (version > settled || (version === settled && isAsked))
}

/** The comment leaves the desk at once, and the next one takes its place. */
export function decideItem(desk: Desk, id: string, act: Act): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const item = desk.items[place]
  if (item === undefined) return desk
  const items = desk.items.filter(({ comment }) => comment.id !== id)
  const sent = { item, act, decisionId: null }
  return settle(
    {
      ...withDone(desk, sent),
      items,
      currentId: desk.currentId === id ? null : desk.currentId,
      sending: new Map(desk.sending).set(id, sent),
      trouble: without(desk.trouble, id),
      decidedHere: desk.decidedHere + 1,
    },
    place,
  )
}

export function confirmDecision(desk: Desk, id: string, decision: Pick<Decision, 'id' | 'version'>): Desk {
  const sent = desk.sending.get(id)
  if (sent === undefined) return desk
  const settled = new Map(desk.settled).set(id, decision.version)
  const done = desk.done.map((one) => (one === sent ? { ...sent, decisionId: decision.id } : one))
  return { ...desk, done, sending: without(desk.sending, id), settled }
}

/** The decision failed: the comment comes next, with the reason; whoever is reading is not interrupted. */
export function returnItem(desk: Desk, id: string, trouble: Trouble, fresh?: Item): Desk {
  const sent = desk.sending.get(id)
  if (sent === undefined) return desk
  return {
    ...withoutDone(desk, sent, 1),
    items: [fresh ?? sent.item, ...desk.items],
    currentId: desk.currentId ?? id,
    sending: without(desk.sending, id),
    trouble: new Map(desk.trouble).set(id, trouble),
  }
}

/** A decision was undone: its comment is on the desk again. */
export function putBack(desk: Desk, done: Done, item: Item): Desk {
  return takeItem(withoutDone(desk, done, 1), item)
}

/** Puts a comment that is ours in front of the list and on the desk, unless it was decided again meanwhile. */
export function takeItem(desk: Desk, item: Item): Desk {
  if (!isWaiting(desk, item)) return desk
  const { id } = item.comment
  return {
    ...desk,
    items: [item, ...desk.items.filter(({ comment }) => comment.id !== id)],
    currentId: id,
    skipped: withoutId(desk.skipped, id),
    left: without(desk.left, id),
  }
}

/** The comment was left to colleagues: the next one takes its place. */
export function leaveItem(desk: Desk, { comment: { id }, version }: Item): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const left = new Map(desk.left).set(id, version)
  return settle({ ...desk, left, currentId: null, trouble: without(desk.trouble, id) }, place + 1)
}

/** The comment could not be left: it is on the desk again, if it still waits, with the reason. */
export function keepItem(desk: Desk, id: string, trouble: Trouble): Desk {
  const item = desk.items.find(({ comment }) => comment.id === id)
  if (item === undefined) return desk
  return { ...takeItem(desk, item), trouble: new Map(desk.trouble).set(id, trouble) }
}

export function skipItem(desk: Desk, id: string): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const skipped = new Set(desk.skipped).add(id)
  const items = desk.items.map((item) => (item.comment.id === id ? { ...item, claim: null } : item))
  return settle({ ...desk, items, skipped, currentId: null, trouble: without(desk.trouble, id) }, place + 1)
}

export function selectItem(desk: Desk, id: string): Desk {
  return { ...desk, currentId: id, chosenId: id, skipped: withoutId(desk.skipped, id) }
}

/** A colleague's decision made it `version`: it leaves the list, or is marked if it is on this desk. */
export function decidedElsewhere(desk: Desk, id: string, version: number, trouble: Trouble): Desk {
  const item = desk.items.find(({ comment }) => comment.id === id)
  if (desk.sending.has(id) || (item !== undefined && item.version >= version)) return desk
  const settled = new Map(desk.settled).set(id, version)
  if (desk.currentId === id) return { ...desk, settled, trouble: new Map(desk.trouble).set(id, trouble) }
  return { ...desk, settled, items: desk.items.filter(({ comment }) => comment.id !== id) }
}

/** A decision made it `version`: it leaves the list and the desk. */
export function settleDecided(desk: Desk, id: string, version: number): Desk {
  return dropItem({ ...desk, settled: new Map(desk.settled).set(id, version) }, id)
}

/** A colleague opened it first: the next one takes its place, unless it was opened by hand. */
export function heldMeanwhile(desk: Desk, id: string): Desk {
  if (desk.currentId !== id || desk.chosenId === id) return desk
  return settle(
    { ...desk, currentId: null },
    desk.items.findIndex(({ comment }) => comment.id === id),
  )
}

/** Takes a comment off the list that needs no decision any more. */
export function dropItem(desk: Desk, id: string): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const items = desk.items.filter(({ comment }) => comment.id !== id)
  return settle(
    {
      ...desk,
      items,
      currentId: desk.currentId === id ? null : desk.currentId,
      trouble: without(desk.trouble, id),
    },
    place,
  )
}

/** Takes off the desk what was decided while another page was open. */
export function withoutSettled(desk: Desk): Desk {
  const id = desk.currentId ?? ''
  return desk.trouble.get(id)?.kind === 'conflict' ? dropItem(desk, id) : desk
}

const MAX_UNDO = 100

export function withDone(desk: Desk, done: Done): Desk {
  return { ...desk, done: [done, ...desk.done].slice(0, MAX_UNDO), undone: [] }
}

/** Adds decisions that were made outside the desk. */
export function withDecided(desk: Desk, done: Listed | Many): Desk {
  const count = 'decisionIds' in done ? done.decisionIds.length : 1
  return withDone({ ...desk, decidedHere: desk.decidedHere + count }, done)
}

/** Removes what was undone, or cannot be. */
export function withoutDone(desk: Desk, gone: Done, undone: number): Desk {
  return {
    ...desk,
    done: desk.done.filter((done) => done !== gone),
    decidedHere: Math.max(desk.decidedHere - undone, 0),
  }
}

/**
 * If nothing is on the desk, chooses among the comments leased to us: first those that could not be decided, then
 * from `from` on, then from the top.
 */
function settle(desk: Desk, from = 0): Desk {
  if (desk.currentId !== null) return desk
  const next = nextItem(desk, from)
  return next === undefined ? desk : { ...desk, currentId: next.comment.id }
}

function without<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  const copy = new Map(map)
  copy.delete(id)
  return copy
}

function withoutId(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const copy = new Set(set)
  copy.delete(id)
  return copy
}
