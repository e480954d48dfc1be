import { createStore } from '../store.ts'
import type { Decision, Item, ReasonCode } from '../types.ts'
import type { View } from '../views/view.ts'

/* What this window knows of its moderator’s desk; `changes.ts` has all that changes it at once, `desk.ts` how the pieces fit. */

/** A decision to be made about a comment. */
export type Act = {
  readonly action: 'approve' | 'reject'
  readonly reason?: ReasonCode | null
  readonly note?: string
  /** An approval that also makes the comment editors' choice; undoing the approval undoes that too. */
  readonly picks?: boolean
}

/** A decision made here: its comment has left the desk. */
export type Sent = {
  readonly item: Item
  readonly act: Act
  /** Null while the answer is outstanding. */
  readonly decisionId: string | null
}

/**
 * Something decided here that can be undone: at the desk, in a list of another page, or many at once. Kept in the
 * order in which the moderator acted, which need not be that of the answers.
 */
export type Done = Sent | Listed | Many | Reversible
export type Listed = {
  readonly decisionId: string
  onUndone(): void
  /** Decides the same again, given the decision that undid it. */
  redo?(undone: Decision): unknown
}
export type Many = {
  readonly decisionIds: readonly string[]
  onUndone?(): void
  redo?(undone: readonly Decision[]): unknown
}
export type Reversible = { takeBack(): Promise<void> }
export type Redo = () => unknown

/** Why an item is back on the desk, or was taken from it: shown above it until the moderator has dealt with it. */
export type Trouble = {
  readonly kind: 'conflict' | 'failed'
  readonly message: string
  /** The comment is shown as the conflicting decision left it, so that a further one counts. */
  readonly isSeen?: boolean
}

export type Desk = {
  readonly me: string
  /** May also answer appeals against their own decisions. */
  readonly isAdmin: boolean
  /** The view of the queue that is shown; null before the first. */
  readonly view: View | null
  readonly items: readonly Item[]
  /** The cursor of what is not loaded yet; null at the end. */
  readonly next: string | null
  /** How many of the items are the first page, which is read again and again. */
  readonly firstPage: number
  /** Further pages were loaded, and `next` follows the last of them. */
  readonly paged: boolean
  readonly currentId: string | null
  /** The comment that was opened by hand, even if a colleague holds it. */
  readonly chosenId: string | null
  readonly skipped: ReadonlySet<string>
  /**
   * Versions of comments that this moderator left to colleagues; an answer that does not know of it is out of date.
   */
  readonly left: ReadonlyMap<string, number>
  readonly sending: ReadonlyMap<string, Sent>
  readonly done: readonly Done[]
  /** What was undone since the last decision, the latest first. */
  readonly undone: readonly Redo[]
  readonly trouble: ReadonlyMap<string, Trouble>
  readonly loading: boolean
  /** Why the queue could not be read last time. */
  readonly unread: string | null
  /** Leases are on their way, or are asked for again soon. */
  readonly leasing: boolean
  /** Versions that decisions made; an answer that still lists one of these comments is out of date. */
  readonly settled: ReadonlyMap<string, number>
  readonly decidedHere: number
}

export function emptyDesk(me: string, isAdmin = false): Desk {
  return {
    me,
    isAdmin,
    view: null,
    items: [],
    next: null,
    firstPage: 0,
    paged: false,
    currentId: null,
    chosenId: null,
    skipped: new Set(),
    left: new Map(),
    sending: new Map(),
    done: [],
    undone: [],
    trouble: new Map(),
    loading: true,
    unread: null,
    leasing: false,
    settled: new Map(),
    decidedHere: 0,
  }
}

/** What the components draw, and everything here changes. */
export const desk = createStore<Desk>(emptyDesk(''))

export function currentItem(desk: Desk): Item | undefined {
  return desk.items.find((item) => item.comment.id === desk.currentId)
}
