/*
 * The reader's own browser stores what is theirs: receipts, drafts, unsent comments. No cookies, and nothing that
 * leaves the browser by itself. Where storage is switched off everything works, but only until the page is left.
 */

const PREFIX = 'postbag:'

/** Values that storage refused. */
const memory = new Map<string, string>()

/**
 * Undefined for what is absent, or was not written by us. A value that storage refused is newer than the stored one.
 */
export function load<T>(key: string): T | undefined {
  try {
    const kept = memory.get(key) ?? sessionStorage.getItem(PREFIX + key) ?? localStorage.getItem(PREFIX + key)
    return (JSON.parse(kept ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}

/** Empty if it is no list, whoever wrote it. */
export function loadList<T>(key: string): readonly T[] {
  const list = load<T[]>(key)
  return Array.isArray(list) ? list : []
}

/** Keeps a value, or forgets it if it is undefined; with `isBrief` only until the tab is closed. */
export function save(key: string, value: unknown, isBrief = false): void {
  memory.delete(key)
  try {
    const storage = isBrief ? sessionStorage : localStorage
    if (value === undefined) storage.removeItem(PREFIX + key)
    else storage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    if (value !== undefined) memory.set(key, JSON.stringify(value))
  }
}
