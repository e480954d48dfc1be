const MOST_CHARACTERS = 400_000
/** Long enough for a URL that asks for the counts of a hundred articles. */
const LONGEST = 5_000

/**
 * Remembers what `read` made of texts from outside; past a number of characters it forgets everything and starts
 * over.
 */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  let characters = 0
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (value === undefined || text.length > LONGEST) return value
    characters += text.length
    if (characters > MOST_CHARACTERS) {
      known.clear()
      characters = text.length
    }
    known.set(text, value)
    return value
  }
}

/**
 * The same for names whose meaning depends on the site. Only the site that asked last is remembered for each name,
 * since most names belong to one site.
 */
export function rememberingOfSite<T>(
  read: (siteId: string, name: string) => T,
): (siteId: string, name: string) => T {
  const known = remembering((_name): { siteId: string; value: T } | Record<string, never> => ({}))
  return (siteId, name) => {
    const slot = known(name)
    if (slot.siteId !== siteId) Object.assign(slot, { siteId, value: read(siteId, name) })
    // Filled in above, for this site.
    return slot.value as T
  }
}
