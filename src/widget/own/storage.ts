/*
 * The reader's own browser remembers what is theirs: receipts, drafts, unsent comments. No cookie, nothing that
 * leaves the browser by itself. Where storage is switched off everything works, but only until the page is left.
 */

const PREFIX = 'postbag:'

/** What storage did not take. */
const memory = new Map<string, string>()

/** Undefined for what is not there, or is not ours to read. What storage did not take is newer than what it holds. */
export function load<T>(key: string): T | undefined {
  try {
    const kept = memory.get(key) ?? sessionStorage.getItem(PREFIX + key) ?? localStorage.getItem(PREFIX + key)
    return (JSON.parse(kept ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}

/** None where it is no list, whoever wrote that there. */
export function loadList<T>(key: string): readonly T[] {
  const list = load<T[]>(key)
  return Array.isArray(list) ? list : []
}

/** Keeps a value, or forgets it when it is undefined; with `isBrief` for as long as the tab is open. */
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
