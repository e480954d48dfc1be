import { call, messageOf, reviewPath } from '../api.ts'
import type { DeskComment, Item } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { announceDecided, decideUnannounced, reversible } from './decide-now.ts'

type OnChange = (item: Item) => void

/** Makes a listed comment editors’ choice, approving it first if need be, or ends that. */
export async function togglePick(item: Item, onChange: OnChange): Promise<void> {
  if (item.comment.status !== 'approved') return approveAndPick(item, onChange)
  const changed = await setPick(item, !item.comment.picked)
  if (changed === undefined) return
  onChange(changed)
  const { picked } = changed.comment
  const done = reversible(async () => {
    const back = await setPick(changed, !picked)
    if (back === undefined) return
    onChange(back)
    toast('Undone.')
  })
  toast(picked ? 'Picked: readers see it as editors’ choice.' : 'No editors’ choice any more.', {
    name: 'Undo',
    run: () => void done.takeBack(),
  })
}

/** Undoing the approval undoes the pick as well. */
async function approveAndPick(item: Item, onChange: OnChange): Promise<void> {
  try {
    const { decided, listed } = await decideUnannounced(item, { action: 'approve' }, onChange)
    const picked = await setPick(decided, true)
    if (picked) onChange(picked)
    announceDecided(picked ? 'Approved and picked: readers see it as editors’ choice.' : 'Approved.', listed)
  } catch (error) {
    toast(messageOf(error))
  }
}

async function setPick(item: Item, picked: boolean): Promise<Item | undefined> {
  try {
    const { comment } = await call<{ readonly comment: DeskComment }>(
      picked ? 'PUT' : 'DELETE',
      reviewPath(item.comment, '/pick'),
    )
    return { ...item, comment }
  } catch (error) {
    toast(messageOf(error))
    return undefined
  }
}
