/*
 * The reader's own browser remembers what is theirs: receipts, drafts, unsent comments. No cookie, nothing that
 * leaves the browser by itself. Where storage is switched off everything works, but only until the page is left.
 */

const memory = new Map<string, string>()

export function load<T>(key: string): T | undefined {
  try {
    const stored = localStorage.getItem(`postbag:${key}`) ?? memory.get(key)
    return stored === undefined || stored === null ? undefined : (JSON.parse(stored) as T)
  } catch {
    const kept = memory.get(key)
    return kept === undefined ? undefined : (JSON.parse(kept) as T)
  }
}

/** Keeps a value, or forgets it when it is undefined. */
export function save(key: string, value: unknown): void {
  memory.delete(key)
  if (value !== undefined) memory.set(key, JSON.stringify(value))
  try {
    if (value === undefined) localStorage.removeItem(`postbag:${key}`)
    else localStorage.setItem(`postbag:${key}`, JSON.stringify(value))
  } catch {
    // Storage is full or forbidden: the copy in memory stays.
  }
}
