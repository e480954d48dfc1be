import { messageOf } from '../api.ts'
import { plural } from '../format.ts'
import { createStore } from '../store.ts'
import type { Item } from '../types.ts'
import { announce, toast } from '../ui/say.tsx'
import { gather, isNarrow, type Match } from './match.ts'

const MOST_AT_ONCE = 500

type Selection = {
  readonly selected: ReadonlyMap<string, Item>
  /** The match that was selected by, where more comments match it than can be decided at once. */
  readonly beyond: Match | null
}

/** What is selected for one decision on all of it. */
export const selection = createStore<Selection>({ selected: new Map(), beyond: null })

export function toggle(item: Item): void {
  const selected = new Map(selection.get().selected)
  if (!selected.delete(item.comment.id) && selected.size < MOST_AT_ONCE) selected.set(item.comment.id, item)
  selection.set({ selected, beyond: null })
}

/** Adds up to the limit; returns how many are new. */
export function selectAll(items: readonly Item[]): number {
  const selected = new Map(selection.get().selected)
  const before = selected.size
  for (const item of items) if (selected.size < MOST_AT_ONCE) selected.set(item.comment.id, item)
  selection.set({ selected })
  return selected.size - before
}

/** Selects what waits and matches. */
export async function selectMatching(match: Match): Promise<void> {
  try {
    const { items, hasMore } = await gather(match, MOST_AT_ONCE)
    selectAll(items)
    selection.set({ beyond: hasMore && isNarrow(match) ? match : null })
    if (items.length === 0) toast('Nothing else that waits is like this.')
    else if (hasMore) toast(`${plural(items.length, 'comment')} selected; more match.`)
    else announce(`${plural(items.length, 'comment')} selected.`)
  } catch (error) {
    toast(messageOf(error))
  }
}

/** Raised whenever many comments were decided at once, so that lists load again. */
export const bulkTurns = createStore<{ readonly turn: number }>({ turn: 0 })

/** Takes comments that were decided or are gone out of the selection. */
export function deselect(ids: Iterable<string>): void {
  const selected = new Map(selection.get().selected)
  for (const id of ids) selected.delete(id)
  selection.set({ selected, beyond: null })
}

export function clearSelection(): void {
  selection.set({ selected: new Map(), beyond: null })
}
