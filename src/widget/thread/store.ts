import type { Later } from '../later/load.ts'
import type { Returned } from '../later/visit.ts'
import type { Own, Unsent } from '../own/own.ts'
import type { Comment, SiteInfo, Sort } from '../wire.ts'

export type UnsentShown = Unsent & { readonly isSending: boolean; readonly problem: string | null }

/** The state of one form. */
export type Writing = {
  readonly errors: Readonly<Record<string, string>>
  readonly isSending: boolean
  /** The outcome of the last comment. */
  readonly said: string
  /** How many characters are left; null before anything was typed. */
  readonly left: number | null
}

/** The state before anything was typed. */
export const BLANK: Writing = { errors: {}, isSending: false, said: '', left: null }

/** Which form: that of the thread, or the one below a comment. */
export function placeOf(parent: { readonly id: string } | null): string {
  return parent?.id ?? 'top'
}

/** An answer to one of the reader's own comments. */
export type Answer = Pick<Comment, 'id' | 'createdAt'> &
  Pick<Comment['author'], 'name' | 'badge' | 'verified'> & { readonly to: string }

/** Answers below another article of the site. */
export type Elsewhere = {
  readonly article: string
  readonly title: string | null
  readonly url: string
  readonly answers: readonly Answer[]
}

/** What a returning reader is told. */
export type News = {
  /** How many comments came since the last visit, and the first of them. */
  readonly unread: number
  readonly first: string
  readonly answers: readonly Answer[]
  readonly elsewhere: readonly Elsewhere[]
}

/** Everything that one widget shows. Replaced piece by piece, never changed in place. */
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
  /** The order asked for, which differs from `sort` until it has loaded. */
  readonly wanted: Sort
  readonly comments: readonly Comment[]
  readonly next: string | null
  /** Comments that arrived while the reader reads; shown on request. */
  readonly fresh: readonly Comment[]
  readonly removed: ReadonlySet<string>
  /** This reader's own comments that others do not see. */
  readonly own: readonly Own[]
  /** All of the reader's own comments by id. */
  readonly mine: ReadonlyMap<string, Own>
  readonly unsent: readonly UnsentShown[]
  readonly liked: ReadonlySet<string>
  /** The comment that a link led to. */
  readonly marked?: string | null
  readonly collapsed: ReadonlySet<string>
  /** Comments that are shown in full, however long. */
  readonly whole: ReadonlySet<string>
  /** Whom the reader hides, by `nameKey`. */
  readonly hidden?: ReadonlySet<string>
  /** Comments of theirs that are shown nevertheless. */
  readonly uncovered?: ReadonlySet<string>
  /** The comment at which they were hidden just now. */
  readonly hiding?: string | null
  /** The comment below which the reader writes, and since when. */
  readonly replyingTo?: { readonly id: string; readonly openedAt: number } | null
  readonly writing: Readonly<Record<string, Writing>>
  /** The panel that is open at one of the reader's own comments. */
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
  /** The publisher's id of them, and their name, in that token. */
  readonly reader?: string | null
  readonly signedIn: string | null
  /** What a screen reader was told last. */
  readonly said?: string
  /** Whether the message is about a problem, which everybody sees and not only screen readers hear. */
  readonly isTrouble?: boolean
  readonly now: number
}

export type Store = {
  get(): State
  set(change: Partial<State>): void
  subscribe(listener: () => void): void
}

export function createStore(initial: Pick<State, 'sort' | 'identity' | 'liked' | 'whole'>): Store {
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

const EMPTY: Omit<State, 'sort' | 'wanted' | 'identity' | 'liked' | 'whole' | 'now'> = {
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
