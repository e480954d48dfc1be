import type { Comment } from '../wire.ts'

/*
 * Pure changes of a thread: each returns new arrays and leaves the given ones unchanged.
 */

/** Depth first, through everything below. */
export function findComment(comments: readonly Comment[], id: string): Comment | undefined {
  for (const comment of comments) {
    const found = comment.id === id ? comment : findComment(comment.replies, id)
    if (found) return found
  }
  return undefined
}

export function changeComment(
  comments: readonly Comment[],
  id: string,
  change: (comment: Comment) => Comment,
): readonly Comment[] {
  return comments.map((comment) => {
    if (comment.id === id) return change(comment)
    if (comment.replies.length === 0) return comment
    const replies = changeComment(comment.replies, id, change)
    return replies.some((reply, i) => reply !== comment.replies[i]) ? { ...comment, replies } : comment
  })
}

/** Appends those of `more` that are not there yet; existing comments stay as they are. */
export function append(comments: readonly Comment[], more: readonly Comment[]): readonly Comment[] {
  const known = new Set(comments.map(({ id }) => id))
  return [...comments, ...more.filter(({ id }) => !known.has(id))]
}

/**
 * Puts a comment where it belongs: below its parent, or first in the thread. If the parent is unknown, nothing
 * changes.
 */
export function place(comments: readonly Comment[], comment: Comment): readonly Comment[] {
  if (findComment(comments, comment.id)) return changeComment(comments, comment.id, () => comment)
  if (comment.parentId === null) return [comment, ...comments]
  return changeComment(comments, comment.parentId, (parent) => ({
    ...parent,
    replyCount: parent.replyCount + 1,
    replies: append(parent.replies, [comment]),
  }))
}

/** A comment with its ancestors as one branch, from the thread's own comment down. */
export function branchOf(comment: Comment, ancestors: readonly Comment[]): Comment {
  return [...ancestors].reverse().reduce(
    (branch, ancestor) => ({
      ...ancestor,
      replies: ancestor.replies.some(({ id }) => id === branch.id)
        ? ancestor.replies.map((reply) => (reply.id === branch.id ? branch : reply))
        : [...ancestor.replies, branch],
    }),
    comment,
  )
}

/** The set with one element more, or one less. */
export function toggled(set: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set)
  if (isIn) next.add(id)
  else next.delete(id)
  return next
}
