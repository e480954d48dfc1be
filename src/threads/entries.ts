import type { Finished } from '../http/finished.ts'
import { createLru } from './lru.ts'

export type Entry = {
  readonly key: string
  readonly finished: Finished
  /** Versions by article name; null for an article that has no row yet. */
  readonly shows: ReadonlyMap<string, number | null>
  /** When the query it was made from was sent, by the memory's clock. */
  readonly askedAt: number
  readonly livesMs: number
  readonly pace: Pace
  isDirty: boolean
}

/** How often a page may be rebuilt: the rebuilds that are left, which are replenished over time. */
export type Pace = { left: number; at: number }

export type Entries = ReturnType<typeof createEntries>

/**
 * Answers kept by key, and which of them show an article. Passing ones, which nobody may ask for again, get a quarter
 * of the space.
 */
export function createEntries(maxBytes: number) {
  const showing = new Map<string, Set<Entry>>()
  const forget = (entry: Entry): void => {
    for (const name of entry.shows.keys()) {
      const entries = showing.get(name)
      entries?.delete(entry)
      if (entries?.size === 0) showing.delete(name)
    }
  }
  const kept = createLru<Entry>((maxBytes * 3) / 4, forget)
  const passing = createLru<Entry>(maxBytes / 4, forget)
  const find = (key: string) => kept.get(key) ?? passing.get(key)
  const drop = (entry: Entry): void => {
    kept.delete(entry.key, entry)
    passing.delete(entry.key, entry)
  }
  return {
    find,
    drop,
    /** The entries that show an article at present. */
    showing: (name: string): readonly Entry[] => [...(showing.get(name) ?? [])],
    /**
     * Keeps an entry, replacing the one with its key.
     * @returns what to call when the entry has grown.
     */
    put(entry: Entry, { isPassing }: { readonly isPassing: boolean }): () => void {
      const old = find(entry.key)
      if (old !== undefined) drop(old)
      for (const name of entry.shows.keys()) {
        const entries = showing.get(name)
        if (entries === undefined) showing.set(name, new Set([entry]))
        else entries.add(entry)
      }
      const lru = isPassing ? passing : kept
      lru.set(entry.key, entry, sizeOf(entry))
      return () => lru.resize(entry.key, entry, sizeOf(entry))
    },
    size: () => kept.size() + passing.size(),
    bytes: () => kept.bytes() + passing.bytes(),
  }
}

const OVERHEAD_BYTES = 1_500

function sizeOf({ key, finished, shows }: Entry): number {
  const { identity, gzip, br } = finished.bodies
  const names = [...shows.keys()].reduce((sum, name) => sum + name.length + 200, 0)
  return OVERHEAD_BYTES + names + key.length * 2 + identity.length + (gzip?.length ?? 0) + (br?.length ?? 0)
}
