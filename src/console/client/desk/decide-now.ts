import { call, get, messageOf, Problem } from '../api.ts'
import type { Decision, Item, ReasonCode } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'
import { desk } from './desk.ts'
import { withDecided } from './done.ts'
import { undoListed } from './undo.ts'

/** The address of a comment's part of the review API; the site tells apart two comments of one id. */
export function reviewPath(item: Item, rest = ''): string {
  return `/v1/review/comments/${item.comment.id}${rest}?site=${encodeURIComponent(item.comment.site)}`
}

/** Decides outside the queue, with an undo at hand; `onChange` gets the comment as it then is, and so does the caller. */
export async function decideNow(
  item: Item,
  action: 'approve' | 'reject',
  reason: ReasonCode | null,
  onChange: (item: Item) => void,
): Promise<Item | undefined> {
  try {
    const body = { action, version: item.version, ...(reason && { reason }) }
    const { decision } = await call<{ readonly decision: Decision }>(
      'PUT',
      reviewPath(item, '/decision'),
      body,
      { outlives: true },
    )
    const decided = await readAgain(item)
    onChange(decided)
    const onUndone = () => void readAgain(item).then(onChange)
    const listed = { decisionId: decision.id, onUndone }
    desk.set((now) => withDecided(now, listed))
    toast(action === 'approve' ? 'Approved.' : `Rejected: ${reasonName(reason).toLowerCase()}.`, {
      name: 'Undo',
      run: () => void undoListed(listed),
    })
    return decided
  } catch (error) {
    toast(messageOf(error))
    if (error instanceof Problem && error.status === 409) onChange(await readAgain(item))
    return undefined
  }
}

async function readAgain(item: Item): Promise<Item> {
  return get<Item>(reviewPath(item)).catch(() => item)
}
