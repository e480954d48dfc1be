import { call, Problem, reviewPath } from '../api.ts'
import type { Decision, Item } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { byItself } from './by-itself.ts'
import { settleDecided, takeItem } from './changes.ts'
import { announceDecided } from './decide-now.ts'
import { readItem, refresh } from './desk.ts'
import { claimNext } from './leases.ts'

/**
 * Escalates a comment and offers to undo its rejection, which leaves the evidence. `onChange` gets the comment as it is
 * afterwards.
 * @throws {Problem}
 */
export async function escalate(item: Item, note: string, onChange: (item: Item) => void): Promise<void> {
  const followIt = async () => onChange(await readItem(item))
  const { decision } = await call<{ readonly decision: Decision | null }>(
    'PUT',
    reviewPath(item.comment, '/escalation'),
    note ? { note } : {},
    { outlives: true },
  ).catch(async (error: unknown) => {
    if (error instanceof Problem && error.status === 409) await followIt()
    throw error
  })
  await followIt()
  if (decision === null) return toast('Escalated, and kept as evidence.')
  const onUndone = () => void followIt()
  announceDecided('Escalated: hidden as a threat, and kept as evidence.', {
    decisionId: decision.id,
    onUndone,
  })
}

/** Takes the comment off the desk once it is hidden, and puts it back when that is undone. */
export function followEscalated(item: Item): void {
  const { id, status } = item.comment
  if (status === 'rejected') {
    byItself((now) => settleDecided(now, id, item.version))
    void claimNext()
  } else if (status === 'pending') byItself((now) => takeItem(now, item))
  else void refresh()
}
