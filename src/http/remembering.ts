const MOST_CHARACTERS = 400_000
/** Holds the ids of a hundred articles, as they are asked for in one address. */
const LONGEST = 5_000

/** Remembers what texts from outside were read as. Past a number of characters in all it starts anew. */
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

/** The same for what a name means on a site: kept for the site that asked last, as most names are of one site. */
export function rememberingOfSite<T>(
  read: (siteId: string, name: string) => T,
): (siteId: string, name: string) => T {
  const known = remembering((_name): { siteId: string; value: T } | Record<string, never> => ({}))
  return (siteId, name) => {
    const slot = known(name)
    if (slot.siteId !== siteId) Object.assign(slot, { siteId, value: read(siteId, name) })
    return slot.value as T
  }
}
