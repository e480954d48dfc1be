import { branch } from '../later/doubt.ts'
import { showsNewest } from '../later/visit.ts'
import { isUnseen, type Seen, seenIn } from '../own/visits.ts'
import type { State } from '../thread/store.ts'
import type { Comment } from '../wire.ts'

export type Unread = {
  /** Those loaded, in the order they are shown. */
  readonly comments: readonly Comment[]
  /** All, as far as the thread's count tells; none where none is loaded. */
  readonly count: number
  /** Also for what the reader loads from now on. */
  has(comment: Comment): boolean
}

/** What others wrote since the last visit; nothing on the first. */
export function findUnread(state: State, before: Seen | undefined): Unread {
  if (before === undefined) return { comments: [], count: 0, has: () => false }
  const { mine, count } = state
  const all = state.comments.flatMap(branch).filter(({ html }) => html !== '')
  const isComparable = showsNewest(state)
  const fresh = all.filter((comment) =>
    isComparable ? isUnseen(before, comment) : comment.createdAt > before.to,
  )
  const comments = fresh.filter(({ id }) => !mine.has(id))
  const ids = new Set(comments.map(({ id }) => id))
  const { to } = seenIn(all, { from: '', count })
  const others = count - before.count - (fresh.length - comments.length)
  return {
    comments,
    count: comments.length > 0 ? Math.max(comments.length, others) : 0,
    has: ({ id, createdAt }) => ids.has(id) || (createdAt > before.to && createdAt < to && !mine.has(id)),
  }
}
