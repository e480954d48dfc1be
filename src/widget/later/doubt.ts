import { findComment } from '../thread/tree.ts'
import type { Comment } from '../wire.ts'

/** Comments of a thread that were just read. */
export type Read = {
  readonly comments: readonly Comment[]
  /** Whether a comment of the thread itself would have been included. */
  covers(comment: Comment): boolean
}

/** Shown comments that were missing although they should have been included, or that came with another text. */
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

/** A comment and everything below it. */
export function branch(comment: Comment): readonly Comment[] {
  return [comment, ...comment.replies.flatMap(branch)]
}

/** The oldest replies are included: the time from which a reply may have been left out. */
function leftOutFrom(comments: readonly Comment[]): string {
  const ends = comments
    .filter(({ moreReplies }) => moreReplies !== null)
    .map(({ replies }) => replies.at(-1)?.createdAt ?? '')
  return ends.sort()[0] ?? 'never'
}
