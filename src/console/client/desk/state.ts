import type { Claim, Decision, Item, ReasonCode } from '../types.ts'

/** A decision on its way: it has left the desk, the answer is outstanding. */
export type Sent = {
  readonly item: Item
  readonly action: 'approve' | 'reject'
  readonly reason: ReasonCode | null
  readonly place: number
}

/** A decision that was made here and can be taken back. */
export type Done = Sent & { readonly decisionId: string }

/** Why an item is back, or was taken: shown over it until it is answered. */
export type Trouble = { readonly kind: 'conflict' | 'failed'; readonly message: string }

export type Desk = {
  readonly me: string
  readonly items: readonly Item[]
  /** The cursor of what is not loaded yet; null at the end. */
  readonly next: string | null
  /** How many of the items are the first page, which is read again and again. */
  readonly firstPage: number
  readonly currentId: string | null
  readonly skipped: ReadonlySet<string>
  readonly sending: ReadonlyMap<string, Sent>
  readonly done: readonly Done[]
  readonly trouble: ReadonlyMap<string, Trouble>
  readonly loading: boolean
  readonly decidedHere: number
}

export const MAX_UNDO = 100

export function emptyDesk(me: string): Desk {
  return {
    me,
    items: [],
    next: null,
    firstPage: 0,
    currentId: null,
    skipped: new Set(),
    sending: new Map(),
    done: [],
    trouble: new Map(),
    loading: true,
    decidedHere: 0,
  }
}

export function currentItem(desk: Desk): Item | undefined {
  return desk.items.find((item) => item.comment.id === desk.currentId)
}

/** Held by a colleague whose claim has not run out. */
export function heldByOther(desk: Desk, item: Item, now: Date = new Date()): Claim | null {
  const { claim } = item
  return claim !== null && claim.moderatorId !== desk.me && new Date(claim.expiresAt) > now ? claim : null
}

export function isMine(desk: Desk, item: Item, now: Date = new Date()): boolean {
  return item.claim?.moderatorId === desk.me && new Date(item.claim.expiresAt) > now
}

/**
 * The first page as it is now takes the place of what was known of it; further pages that were loaded stay
 * behind it. Decisions under way stay off the desk, and the item on it stays, even when it is listed no longer.
 */
export function withItems(desk: Desk, items: readonly Item[], next: string | null): Desk {
  const listed = items.filter(({ comment }) => !desk.sending.has(comment.id))
  const ids = new Set(listed.map(({ comment }) => comment.id))
  const further = desk.items.slice(desk.firstPage).filter(({ comment }) => !ids.has(comment.id))
  const current = currentItem(desk)
  const isKnown = current === undefined || ids.has(current.comment.id) || further.includes(current)
  const all = [...(isKnown ? [] : [current]), ...listed, ...further]
  const firstPage = all.length - further.length
  return settle({
    ...desk,
    items: all,
    next: further.length > 0 ? desk.next : next,
    firstPage,
    loading: false,
  })
}

/** A further page at the end. */
export function withMoreItems(desk: Desk, items: readonly Item[], next: string | null): Desk {
  const known = new Set([...desk.items.map(({ comment }) => comment.id), ...desk.sending.keys()])
  return settle({
    ...desk,
    items: [...desk.items, ...items.filter(({ comment }) => !known.has(comment.id))],
    next,
  })
}

/** Claims as they are now; an item claimed before it was listed is added at the end. */
export function withClaimed(desk: Desk, claimed: readonly Item[]): Desk {
  const byId = new Map(claimed.map((item) => [item.comment.id, item]))
  const items = desk.items.map((item) => byId.get(item.comment.id) ?? item)
  const known = new Set([...items.map(({ comment }) => comment.id), ...desk.sending.keys()])
  return settle({ ...desk, items: [...items, ...claimed.filter(({ comment }) => !known.has(comment.id))] })
}

/** Who is on these comments now; null when nobody is any more. */
export function withClaims(desk: Desk, ids: ReadonlySet<unknown>, claim: Claim | null): Desk {
  return { ...desk, items: desk.items.map((item) => (ids.has(item.comment.id) ? { ...item, claim } : item)) }
}

/** The item leaves the desk at once; what comes next takes its place. */
export function decideItem(desk: Desk, id: string, action: Sent['action'], reason: ReasonCode | null): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const item = desk.items[place]
  if (item === undefined) return desk
  const items = desk.items.filter(({ comment }) => comment.id !== id)
  return settle(
    {
      ...desk,
      items,
      currentId: desk.currentId === id ? null : desk.currentId,
      sending: new Map(desk.sending).set(id, { item, action, reason, place }),
      trouble: without(desk.trouble, id),
      decidedHere: desk.decidedHere + 1,
    },
    place,
  )
}

export function confirmDecision(desk: Desk, id: string, decision: Pick<Decision, 'id'>): Desk {
  const sent = desk.sending.get(id)
  if (sent === undefined) return desk
  const done = [{ ...sent, decisionId: decision.id }, ...desk.done].slice(0, MAX_UNDO)
  return { ...desk, sending: without(desk.sending, id), done }
}

/** The decision was not taken: the item is back on the desk, in front, with what was said. */
export function returnItem(desk: Desk, id: string, trouble: Trouble, fresh?: Item): Desk {
  const sent = desk.sending.get(id)
  if (sent === undefined) return desk
  return {
    ...desk,
    items: [fresh ?? sent.item, ...desk.items],
    currentId: id,
    sending: without(desk.sending, id),
    trouble: new Map(desk.trouble).set(id, trouble),
    decidedHere: desk.decidedHere - 1,
  }
}

/** A decision was taken back: its comment is on the desk again. */
export function putBack(desk: Desk, decisionId: string, item: Item): Desk {
  const items = [item, ...desk.items.filter(({ comment }) => comment.id !== item.comment.id)]
  return {
    ...desk,
    items,
    currentId: item.comment.id,
    done: desk.done.filter((done) => done.decisionId !== decisionId),
    skipped: withoutId(desk.skipped, item.comment.id),
    decidedHere: desk.decidedHere - 1,
  }
}

export function skipItem(desk: Desk, id: string): Desk {
  const place = desk.items.findIndex(({ comment }) => comment.id === id)
  const skipped = new Set(desk.skipped).add(id)
  return settle({ ...desk, skipped, currentId: null, trouble: without(desk.trouble, id) }, place + 1)
}

export function selectItem(desk: Desk, id: string): Desk {
  return { ...desk, currentId: id, skipped: withoutId(desk.skipped, id) }
}

/** A colleague decided it: gone from the list, or marked when it lies on this desk. */
export function decidedElsewhere(desk: Desk, id: string, trouble: Trouble): Desk {
  if (desk.sending.has(id)) return desk
  if (desk.currentId === id) return { ...desk, trouble: new Map(desk.trouble).set(id, trouble) }
  return { ...desk, items: desk.items.filter(({ comment }) => comment.id !== id) }
}

/** A colleague was quicker to open it: the next one takes its place, unless it was opened by hand. */
export function heldMeanwhile(desk: Desk, id: string, isChosen: boolean): Desk {
  if (desk.currentId !== id) return desk
  if (!isChosen)
    return settle(
      { ...desk, currentId: null },
      desk.items.findIndex(({ comment }) => comment.id === id),
    )
  return desk
}

/** Leaves what needs no answer any more. */
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

/** Chooses what lies on the desk when nothing does: from `from` on, then from the top, skipped ones last. */
function settle(desk: Desk, from = 0): Desk {
  if (desk.currentId !== null) return desk
  const isFree = (item: Item) => heldByOther(desk, item) === null
  const order = [...desk.items.slice(Math.max(from, 0)), ...desk.items.slice(0, Math.max(from, 0))]
  const fresh = order.filter((item) => isFree(item) && !desk.skipped.has(item.comment.id))
  const choice = fresh.find((item) => isMine(desk, item)) ?? fresh[0] ?? order.find(isFree)
  return choice === undefined
    ? desk
    : { ...desk, currentId: choice.comment.id, skipped: withoutId(desk.skipped, choice.comment.id) }
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
