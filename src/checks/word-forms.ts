import type { Folded } from '../text/fold.ts'

/** Signs that split a word without ending it; the long dashes stand between words too often. */
const SEPARATOR = /[-\u2010-\u2013\u2212\u2043\ufe63_.*·•‧⋅∙・|~+'’`´[\]()\\]/
/** Signs in a row that may stand inside a word. */
const MAX_SIGNS = 4
const LETTER = /[\p{L}\p{N}]/u
/** A link set into the middle of a word, in Markdown. */
const LINK_TARGET = /\]\([^()\s]{0,200}\)/y
/** A tag set into the middle of a word, which no page shows as one. */
const TAG = /<[!/a-z][^<>]{0,100}>/y
/** Spaces that people set between words; the others are set inside them to hide. */
const ORDINARY_SPACE = /[ \n\t]/
/** Spaces that do not end a line: people set them too, after words of one letter and before signs. */
const NO_BREAK_SPACE = /[\u00a0\u202f\u3000]/
/** Letters one by one, with up to three signs or spaces between: `c . a . s . i . n . o`. */
const APART = /(?<![\p{L}\p{N}])\p{L}(?:[^\p{L}\p{N}]{1,3}\p{L}){2,}(?![\p{L}\p{N}])/gu

/**
 * A second reading of a folded text: without signs and odd spaces inside words, and with drawn-out letters and
 * ligatures read once. Null when it would read the same.
 */
export function joinedForm(original: string, folded: Folded): Folded | null {
  const { text, origin } = folded
  const { cut, written } = rewriting(folded)
  const apart = text.matchAll(APART)
  let letters = apart.next().value
  for (let i = 0; i < text.length; ) {
    while (letters && letters.index + letters[0].length <= i) letters = apart.next().value
    const isApart = letters !== undefined && letters.index <= i && !isLetter(text[i] ?? '')
    const skipped = isApart ? 1 : skip(original, text, origin, i)
    if (skipped > 0) cut(i, skipped)
    i += Math.max(1, skipped)
  }
  return written()
}

/** What stands between words other than one plain space. */
const WIDE_GAP = /[\s\p{Pd}_]{2,}|[^\S ]|[\p{Pd}_]/gu

/** A folded text with one plain space wherever spaces, line breaks, dashes or underscores separate its words. */
export function spacedForm(form: Folded): Folded {
  const { cut, written } = rewriting(form)
  for (const { 0: gap, index } of form.text.matchAll(WIDE_GAP)) cut(index, gap.length, ' ')
  return written() ?? form
}

/**
 * Copies a folded text from its start and leaves out what is cut; every unit kept still knows its place in the
 * original.
 */
export function rewriting({ text, origin }: Folded) {
  const pieces: string[] = []
  const places: number[] = []
  let from = 0
  const keepTo = (end: number) => {
    pieces.push(text.slice(from, end))
    for (let i = from; i < end; i += 1) places.push(origin[i] ?? 0)
  }
  return {
    /** Leaves out `length` units at `at`, with others or nothing in their place. */
    cut(at: number, length: number, instead = ''): void {
      keepTo(at)
      pieces.push(instead)
      for (let i = 0; i < instead.length; i += 1) places.push(origin[at] ?? 0)
      from = at + length
    },
    /** Null when nothing was cut. */
    written(): Folded | null {
      if (pieces.length === 0) return null
      keepTo(text.length)
      places.push(origin[text.length] ?? 0)
      return { text: pieces.join(''), origin: new Uint32Array(places) }
    },
  }
}

/** How many units from `i` on a reader would not notice, because they only split or stretch a word. */
function skip(original: string, text: string, origin: Uint32Array, i: number): number {
  const char = text[i] ?? ''
  const before = text[i - 1] ?? ' '
  if (isLetter(char)) return char === before && isDrawnOut(original, origin, i) ? 1 : 0
  const target = char === ']' ? matchAt(LINK_TARGET, text, i) : undefined
  if (target && LETTER.test(text[i + target.length] ?? ' ')) return target.length
  const tag = char === '<' ? matchAt(TAG, text, i) : undefined
  if (tag && LETTER.test(before) && LETTER.test(text[i + tag.length] ?? ' ')) return tag.length
  if (char === '[' && LETTER.test(text[i + 1] ?? ' ')) return 1
  if (SEPARATOR.test(char)) return isBetweenLetters(text, i) ? 1 : 0
  return char === ' ' && isOddSpace(original, text, origin, i) && isBetweenLetters(text, i) ? 1 : 0
}

function isOddSpace(original: string, text: string, origin: Uint32Array, i: number): boolean {
  const space = original[origin[i] ?? 0] ?? ' '
  if (!NO_BREAK_SPACE.test(space)) return !ORDINARY_SPACE.test(space)
  return LETTER.test(text[i - 2] ?? ' ') && LETTER.test(text[i + 2] ?? ' ')
}

function matchAt(sticky: RegExp, text: string, i: number): string | undefined {
  sticky.lastIndex = i
  return sticky.exec(text)?.[0]
}

function isLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || LETTER.test(char)
}

/** A second letter that came from the same character (`ß`), or stands for a longer run in the original. */
function isDrawnOut(original: string, origin: Uint32Array, i: number): boolean {
  const from = origin[i] ?? 0
  const next = origin[i + 1] ?? original.length
  return (
    from === origin[i - 1] ||
    (next - from > 1 && original[from + 1]?.toLowerCase() === original[from]?.toLowerCase())
  )
}

function isBetweenLetters(text: string, i: number): boolean {
  let left = i - 1
  while (left >= 0 && i - left <= MAX_SIGNS && SEPARATOR.test(text[left] ?? '')) left -= 1
  let right = i + 1
  while (right < text.length && right - i <= MAX_SIGNS && SEPARATOR.test(text[right] ?? '')) right += 1
  return LETTER.test(text[left] ?? ' ') && LETTER.test(text[right] ?? ' ')
}
