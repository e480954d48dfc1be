import type { Later } from '../later/load.ts'
import type { Returned } from '../later/visit.ts'
import type { Own, Unsent } from '../own/own.ts'
import type { Comment, SiteInfo, Sort } from '../wire.ts'

export type UnsentShown = Unsent & { readonly isSending: boolean; readonly problem: string | null }

/** How one form fares. */
export type Writing = {
  readonly errors: Readonly<Record<string, string>>
  readonly isSending: boolean
  /** What came of the last comment. */
  readonly said: string
  /** Characters still free; null before anything was typed. */
  readonly left: number | null
}

/** Before anything was typed. */
export const BLANK: Writing = { errors: {}, isSending: false, said: '', left: null }

/** The form of the thread, or the one below a comment. */
export function placeOf(parent: { readonly id: string } | null): string {
  return parent?.id ?? 'top'
}

/** Who answered which comment of the reader's own. */
export type Answer = Pick<Comment, 'id' | 'createdAt'> & { readonly to: string; readonly name: string }

/** What was answered below another article of the site. */
export type Elsewhere = {
  readonly article: string
  readonly title: string | null
  readonly url: string
  readonly answers: readonly Answer[]
}

/** What a reader who comes back is told. */
export type News = {
  /** Comments since the last visit, and the first of them. */
  readonly unread: number
  readonly first: string
  readonly answers: readonly Answer[]
  readonly elsewhere: readonly Elsewhere[]
}

/** All that one widget shows. Replaced piece by piece, never changed in place. */
export type State = {
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly info?: SiteInfo
  readonly isOpen: boolean
  /** The article's id as the service writes it. */
  readonly key?: string
  readonly count: number
  /** How many of them the newsroom chose. */
  readonly picks?: number | undefined
  readonly sort: Sort
  /** The order asked for: another one until it is there. */
  readonly wanted: Sort
  readonly comments: readonly Comment[]
  readonly next: string | null
  /** Arrived while the reader reads; shown when they ask for them. */
  readonly fresh: readonly Comment[]
  readonly removed: ReadonlySet<string>
  /** This reader's own that others do not see. */
  readonly own: readonly Own[]
  /** All of their own by id. */
  readonly mine: ReadonlyMap<string, Own>
  readonly unsent: readonly UnsentShown[]
  readonly liked: ReadonlySet<string>
  /** The comment that a link led to. */
  readonly marked?: string | null
  readonly collapsed: ReadonlySet<string>
  /** Below which comment the reader writes, with what to begin, and since when. */
  readonly replyingTo?: { readonly id: string; readonly quote: string; readonly openedAt: number } | null
  readonly writing: Readonly<Record<string, Writing>>
  /** What the author opened at one of their own comments. */
  readonly panel?: { readonly id: string; readonly what: 'edit' | 'withdraw' | 'why' | 'mail' } | null
  /** The comment that is being reported. */
  readonly reporting?: Comment | null
  readonly later?: Later
  readonly returned?: Returned | undefined
  readonly news?: News | undefined
  /** Whether somebody else wrote it since the last visit. */
  readonly isUnread?: ((comment: Comment) => boolean) | undefined
  /** The reader's signed token from the site's own login. */
  readonly identity: string | null
  /** The name they write under then. */
  readonly signedIn: string | null
  /** What a screen reader was told last. */
  readonly said?: string
  /** Whether what was said is trouble, which everybody sees and not only screen readers hear. */
  readonly isTrouble?: boolean
  readonly now: number
}

export type Store = {
  get(): State
  set(change: Partial<State>): void
  subscribe(listener: () => void): void
}

export function createStore(initial: Pick<State, 'sort' | 'identity' | 'liked'>): Store {
  let state: State = { ...EMPTY, ...initial, wanted: initial.sort, now: Date.now() }
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
    },
  }
}

const EMPTY: Omit<State, 'sort' | 'wanted' | 'identity' | 'liked' | 'now'> = {
  phase: 'loading',
  isOpen: true,
  count: 0,
  comments: [],
  next: null,
  fresh: [],
  removed: new Set(),
  own: [],
  mine: new Map(),
  unsent: [],
  collapsed: new Set(),
  writing: {},
  signedIn: null,
}
