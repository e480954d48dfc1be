import { call, messageOf, Problem, reviewPath } from '../api.ts'
import type { Decision, Item } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'
import { settleDecided, withDecided, withDone, withoutDone } from './changes.ts'
import { readItem } from './desk.ts'
import { type Act, desk, type Listed, type Reversible } from './state.ts'
import { undoListed } from './undo.ts'

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
    reviewPath(item.comment, '/decision'),
    body,
    { outlives: true },
  ).catch(async (error: unknown) => {
    if (error instanceof Problem && error.status === 409) onChange(await readItem(item))
    throw error
  })
  // The desk knows it also where no news arrive.
  desk.set((now) => settleDecided(now, item.comment.id, decision.version))
  const decided = await readItem(item)
  onChange(decided)
  const onUndone = () => void readItem(item).then(onChange)
  return { decided, listed: { decisionId: decision.id, onUndone } }
}

/**
 * Lists what was just done, other than a decision, as the last act at this desk.
 * @param undo takes it back, asked for by key or by the button of its announcement.
 */
export function reversible(undo: () => Promise<void>): Reversible {
  const done: Reversible = {
    takeBack() {
      desk.set((now) => withoutDone(now, done, 0))
      return undo()
    },
  }
  desk.set((now) => withDone(now, done))
  return done
}

/** Announces what was decided, and offers an undo. */
export function announceDecided(what: string, listed: Listed): void {
  desk.set((now) => withDecided(now, listed))
  toast(what, { name: 'Undo', run: () => void undoListed(listed) })
}
