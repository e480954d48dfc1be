import { call, get, messageOf, Problem } from '../api.ts'
import type { Decision, Item } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'
import { desk } from './desk-store.ts'
import { type Act, type Listed, withDecided } from './done.ts'
import { settleDecided } from './state.ts'
import { undoListed } from './undo.ts'

/** The address of a comment in the review API; the site tells apart two comments with the same id. */
export function reviewPath(item: Item, rest = ''): string {
  return `/v1/review/comments/${item.comment.id}${rest}?site=${encodeURIComponent(item.comment.site)}`
}

type OnChange = (item: Item) => void

/** Decides outside the queue and offers an undo; `onChange` gets the comment as it is then. */
export async function decideNow(item: Item, act: Act, onChange: OnChange): Promise<void> {
  try {
    const { listed } = await decideUnannounced(item, act, onChange)
    const redo = ({ version }: Decision) => decideNow({ ...item, version }, act, onChange)
    const what =
      act.action === 'approve' ? 'Approved' : `Rejected: ${reasonName(act.reason ?? null).toLowerCase()}`
    announceDecided(`${what}.`, { ...listed, redo })
  } catch (error) {
    toast(messageOf(error))
  }
}

/**
 * The same as one step of something larger that the caller announces. Returns the comment as it is then, and the
 * decision.
 * @throws {Problem}
 */
export async function decideUnannounced(
  item: Item,
  { action, reason }: Act,
  onChange: OnChange,
): Promise<{ readonly decided: Item; readonly listed: Listed }> {
  const body = { action, version: item.version, ...(reason && { reason }) }
  const { decision } = await call<{ readonly decision: Decision }>(
    'PUT',
    reviewPath(item, '/decision'),
    body,
    { outlives: true },
  ).catch(async (error: unknown) => {
    if (error instanceof Problem && error.status === 409) onChange(await readAgain(item))
    throw error
  })
  // The desk knows it also where no news arrive.
  desk.set((now) => settleDecided(now, item.comment.id, decision.version))
  const decided = await readAgain(item)
  onChange(decided)
  const onUndone = () => void readAgain(item).then(onChange)
  return { decided, listed: { decisionId: decision.id, onUndone } }
}

/** Announces what was decided, and offers an undo. */
export function announceDecided(what: string, listed: Listed): void {
  desk.set((now) => withDecided(now, listed))
  toast(what, { name: 'Undo', run: () => void undoListed(listed) })
}

/** The comment as it is now; as it was, where it cannot be read. */
export async function readAgain(item: Item): Promise<Item> {
  return get<Item>(reviewPath(item)).catch(() => item)
}
