import { findComment } from '../thread/tree.ts'
import type { Comment } from '../wire.ts'

/** Comments of a thread as they were read just now. */
export type Read = {
  readonly comments: readonly Comment[]
  /** Whether a comment of the thread itself would have come along. */
  covers(comment: Comment): boolean
}

/** Those shown that did not come along although they would have, or that came with another text. */
export function findDoubtful(shown: readonly Comment[], read: Read): readonly Comment[] {
  return shown.flatMap((thread) => {
    const now = findComment(read.comments, thread.id)
    if (now === undefined) return read.covers(thread) ? [thread] : []
    const there = new Map(branch(now).map((comment) => [comment.id, comment]))
    const until = leftOutFrom([...there.values()])
    return branch(thread).filter(({ id, text, createdAt }) => {
      const same = there.get(id)
      return same === undefined ? createdAt < until : same.text !== text
    })
  })
}

/** A comment with all that is below it. */
export function branch(comment: Comment): readonly Comment[] {
  return [comment, ...comment.replies.flatMap(branch)]
}

/** The oldest replies come along: the time from which one may have been left out. */
function leftOutFrom(comments: readonly Comment[]): string {
  const ends = comments
    .filter(({ moreReplies }) => moreReplies !== null)
    .map(({ replies }) => replies.at(-1)?.createdAt ?? '')
  return ends.sort()[0] ?? 'never'
}
