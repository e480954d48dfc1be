import { branch } from '../later/doubt.ts'
import { showsNewest } from '../later/visit.ts'
import { isHidden } from '../own/hidden.ts'
import { isUnseen, type Seen, seenIn } from '../own/visits.ts'
import type { State } from '../thread/store.ts'
import type { Comment } from '../wire.ts'

type Unread = {
  /** The loaded ones, in the order shown. */
  readonly comments: readonly Comment[]
  /** All of them, as far as the thread's count tells; 0 if none is loaded. */
  readonly count: number
  /** Also answers for comments that are loaded from now on. */
  has(comment: Comment): boolean
}

/** What others wrote since the last visit; nothing on the first visit. */
export function findUnread(state: State, before: Seen | undefined): Unread {
  if (before === undefined) return { comments: [], count: 0, has: () => false }
  const { mine, count } = state
  const all = state.comments.flatMap(branch).filter(({ html }) => html !== '')
  const isComparable = showsNewest(state)
  const fresh = all.filter((comment) =>
    isComparable ? isUnseen(before, comment) : comment.createdAt > before.to,
  )
  const comments = fresh.filter((comment) => !mine.has(comment.id) && !isHidden(state, comment))
  const ids = new Set(comments.map(({ id }) => id))
  const { to } = seenIn(all, { from: '', count })
  const others = count - before.count - (fresh.length - comments.length)
  return {
    comments,
    count: comments.length > 0 ? Math.max(comments.length, others) : 0,
    has: ({ id, createdAt }) => ids.has(id) || (createdAt > before.to && createdAt < to && !mine.has(id)),
  }
}
