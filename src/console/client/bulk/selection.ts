import { createStore } from '../store.ts'
import type { Item } from '../types.ts'

export const MOST_AT_ONCE = 500

/** What is selected for one decision on all of it. */
export const selection = createStore<{ readonly selected: ReadonlyMap<string, Item> }>({
  selected: new Map(),
})

export function toggle(item: Item): void {
  const selected = new Map(selection.get().selected)
  if (!selected.delete(item.comment.id) && selected.size < MOST_AT_ONCE) selected.set(item.comment.id, item)
  selection.set({ selected })
}

/** Adds up to the limit; returns how many are new. */
export function selectAll(items: readonly Item[]): number {
  const selected = new Map(selection.get().selected)
  const before = selected.size
  for (const item of items) if (selected.size < MOST_AT_ONCE) selected.set(item.comment.id, item)
  selection.set({ selected })
  return selected.size - before
}

export function clearSelection(): void {
  selection.set({ selected: new Map() })
}
