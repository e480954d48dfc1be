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
 * What the service lists now replaces what is known, but for decisions under way: those stay off the desk.
 * The item on the desk stays where it is, even when the list no longer has it.
 */
export function withItems(desk: Desk, items: readonly Item[], next: string | null): Desk {
  const listed = items.filter(({ comment }) => !desk.sending.has(comment.id))
  const current = currentItem(desk)
  const isListed = listed.some(({ comment }) => comment.id === desk.currentId)
  const kept = current !== undefined && !isListed ? [current, ...listed] : listed
  return settle({ ...desk, items: kept, next, loading: false })
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
