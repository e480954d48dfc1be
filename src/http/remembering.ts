const MOST = 4_000
const LONGEST = 400

/** Remembers what short texts from outside were read as. Past a number of them it starts anew. */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (value === undefined || text.length > LONGEST) return value
    if (known.size >= MOST) known.clear()
    known.set(text, value)
    return value
  }
}
