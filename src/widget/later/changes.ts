import type { State } from '../thread/store.ts'
import type { CommentProps } from '../view/comment.tsx'
import type { Comment } from '../wire.ts'

/** Parts of the state that no comment shows; the form below a comment is compared separately. */
const NOT_HERE = /^(writing|replyingTo|said|isTrouble|count|fresh|comments|next|sort|wanted)$/

/** Whether something that a comment shows is another: in a long thread, every key press would be felt. */
export function isChanged({ comment, state }: CommentProps, next: CommentProps): boolean {
  const isWrittenIn = [state, next.state].some(
    ({ replyingTo }) => replyingTo && holds(next.comment, replyingTo.id),
  )
  return (
    next.comment !== comment ||
    isWrittenIn ||
    Object.entries(next.state).some(
      ([name, value]) => !NOT_HERE.test(name) && value !== state[name as keyof State],
    )
  )
}

function holds({ id, replies }: Comment, sought: string): boolean {
  return id === sought || replies.some((reply) => holds(reply, sought))
}
