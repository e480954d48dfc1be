/*
 * The reader's own browser remembers what is theirs: receipts, drafts, unsent comments. No cookie, nothing that
 * leaves the browser by itself. Where storage is switched off everything works, but only until the page is left.
 */

/** What storage did not take. */
const memory = new Map<string, string>()

/** Undefined for what is not there, or is not ours to read. */
export function load<T>(key: string): T | undefined {
  const kept = memory.get(key)
  try {
    return (JSON.parse(localStorage.getItem(`postbag:${key}`) ?? kept ?? 'null') as T | null) ?? undefined
  } catch {
    return kept === undefined ? undefined : (JSON.parse(kept) as T)
  }
}

/** Keeps a value, or forgets it when it is undefined. */
export function save(key: string, value: unknown): void {
  memory.delete(key)
  try {
    if (value === undefined) localStorage.removeItem(`postbag:${key}`)
    else localStorage.setItem(`postbag:${key}`, JSON.stringify(value))
  } catch {
    if (value !== undefined) memory.set(key, JSON.stringify(value))
  }
}
