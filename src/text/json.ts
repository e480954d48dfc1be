/** Thrown for what JSON.parse accepts and we do not: repeated names, names that cannot be stored, deep nesting. */
class StrictJsonError extends Error {}

/** Well formed, but with U+0000 or half of a surrogate pair in a name. */
export class UnstorableNameError extends StrictJsonError {}

/**
 * Parses JSON from outside: well formed, at most `maxDepth` levels, no U+0000 and no half of a surrogate pair in a
 * name. With `uniqueNames` also no name twice in one object: parsers differ on which one counts, and another
 * service's answer must have only one meaning.
 * @throws {SyntaxError | StrictJsonError | UnstorableNameError}
 */
export function parseJsonStrictly(
  text: string,
  { maxDepth, uniqueNames = false }: { readonly maxDepth: number; readonly uniqueNames?: boolean },
): unknown {
  refuseDeep(text, maxDepth)
  const value: unknown = ESCAPED.test(text) ? JSON.parse(text, keepStorable) : JSON.parse(text)
  if (uniqueNames) refuseRepeatedNames(text)
  return value
}

/** In well-formed, strictly decoded JSON, these characters can only occur as escapes. */
const ESCAPED = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i

function keepStorable(name: string, value: unknown): unknown {
  if (name.includes('\0') || !name.isWellFormed()) throw new UnstorableNameError('a name cannot be stored')
  return value
}

/** Counts brackets outside strings before anything walks the value, because walking deep values is what hurts. */
function refuseDeep(text: string, maxDepth: number): void {
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) i = endOfString(text, i)
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      if (depth > maxDepth) throw new StrictJsonError(`more than ${maxDepth} levels`)
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
}

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/**
 * Walks text that JSON.parse has accepted. A string followed by a colon is a name.
 * @throws {StrictJsonError}
 */
export function refuseRepeatedNames(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === OPEN_BRACE) open.push(new Set())
    else if (code === OPEN_BRACKET) open.push(null)
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) open.pop()
    else if (code === QUOTE) {
      const end = endOfString(text, i)
      const names = open.at(-1)
      if (names && nextCode(text, end + 1) === COLON) {
        const raw = text.slice(i, end + 1)
        const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
        if (names.has(name)) throw new StrictJsonError('a name is used twice')
        names.add(name)
      }
      i = end
    }
  }
}

/** The index of the closing quote, or the end of a text that lacks it. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i += 1
    else if (code === QUOTE) return i
  }
  return text.length
}

function nextCode(text: string, from: number): number {
  let i = from
  while (i < text.length && text.charCodeAt(i) <= 32) i += 1
  return text.charCodeAt(i)
}
