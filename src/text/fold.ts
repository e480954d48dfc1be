import { LOOKALIKES, SMALL_CAPITALS } from './lookalikes.ts'

/** A copy of a text for matching that knows where each piece stands in the original. */
export type Folded = {
  readonly text: string
  /** For each UTF-16 unit of `text`, its offset in the original; one more entry for the end. */
  readonly origin: Uint32Array
}

/** Signs that stand for letters inside a word. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  $: 's',
  '@': 'a',
  '€': 'e',
  '£': 'l',
  '¡': 'i',
  '¢': 'c',
  '§': 's',
}
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u3164\uffa0\u115f\u1160\u2800]/u
const PLAIN = /^[\n -~]*$/
/**
 * The most letters that one character may stand for; a longer one is a phrase of its own (`ﷺ`), and a text of them
 * would grow without end.
 */
const LONGEST_FORM = 6

/**
 * Folds a text for matching: removes compatibility forms and invisible characters, makes letters small and (Latin
 * ones) unaccented, reads look-alikes and stand-ins as the letters they imitate, joins letters that were set apart,
 * and cuts runs of three or more to two. What looks the same to people becomes the same; the original is unchanged.
 */
export function foldText(text: string): Folded {
  if (!FOLDS.test(text)) return { text: text.toLowerCase(), origin: asWritten(text.length) }
  const out: Out = { pieces: [], origin: [] }
  foldWords(PLAIN.test(text) ? plainUnits(text) : wideUnits(text), out)
  out.origin.push(text.length)
  return { text: out.pieces.join(''), origin: new Uint32Array(out.origin) }
}

/** What folding could change: anything but ASCII letters and signs, runs of a letter, and letters set apart. */
const FOLDS = /[^\n -#%-/:-?A-~]|([a-z])\1\1|(?<![a-z])[a-z][^a-z][a-z](?![a-z])/i

function asWritten(length: number): Uint32Array {
  const origin = new Uint32Array(length + 1)
  for (let i = 0; i <= length; i += 1) origin[i] = i
  return origin
}

type Out = { readonly pieces: string[]; readonly origin: number[] }

function push(out: Out, piece: string, from: number): void {
  out.pieces.push(piece)
  for (let unit = 0; unit < piece.length; unit += 1) out.origin.push(from)
}

/** Characters ready for folding word by word: each a small letter, digit, sign or space, with its place. */
type Units = { readonly chars: string[]; readonly at: number[] }

function plainUnits(text: string): Units {
  const chars = text.toLowerCase().split('')
  return { chars, at: chars.map((_, index) => index) }
}

/** Compatibility decomposition one code point at a time, so that every piece keeps its place. */
function wideUnits(text: string): Units {
  const chars: string[] = []
  const at: number[] = []
  for (let i = 0; i < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(i) ?? 0)
    const last = chars.at(-1) ?? ''
    for (const piece of plainForm(char, last)) {
      chars.push(piece)
      at.push(i)
    }
    i += char.length
  }
  return { chars, at }
}

const forms = new Map<string, readonly string[]>()
const MARK = /\p{M}/u
const LATIN_OR_SPACE = /[a-z\s]/

/** What one character becomes for matching: nothing, one character, or the letters of a ligature. */
function plainForm(char: string, before: string): readonly string[] {
  const known = forms.get(char)
  if (known) return known
  // The meaning of a mark depends on what it stands on.
  if (MARK.test(char) && !INVISIBLE.test(char))
    return LATIN_OR_SPACE.test(before) || before === '' ? [] : [char]
  const form = char <= '~' ? [char.toLowerCase()] : INVISIBLE.test(char) ? [] : decompose(char)
  if (forms.size > 20_000) forms.clear()
  forms.set(char, form)
  return form
}

function decompose(char: string): string[] {
  const compatible = plainLetter(char)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    // The dot of the Turkish İ, which is small with one dot as any other.
    .replaceAll('i\u0307', 'i')
  const pieces = [...compatible]
  if (pieces.length > LONGEST_FORM) return [char]
  return pieces.flatMap((piece) => {
    const [base = '', ...marks] = [...piece.normalize('NFD')]
    if (marks.length > 0 && /[a-z]/.test(base)) return [base]
    return /\s/u.test(piece) ? [' '] : [piece]
  })
}

/** Styled letters without a compatibility form: white ones on a dark disc or square, and small capitals. */
const ON_DISC = 0x1f150
const ON_SQUARE = 0x1f170

function plainLetter(char: string): string {
  const small = SMALL_CAPITALS.get(char)
  if (small !== undefined) return small
  const code = char.codePointAt(0) ?? 0
  const nth = code - (code < ON_SQUARE ? ON_DISC : ON_SQUARE)
  return nth >= 0 && nth < 26 ? String.fromCharCode(0x61 + nth) : char
}

const WORD_CHAR = /[\p{L}\p{N}\p{M}$@€£¡¢§]/u
const LETTER = /\p{L}/u
const JOINERS = new Set([' ', '.', '*', '_', '-', '|', '~', '·', '•', '/', '+'])

function isWordChar(char: string): boolean {
  if (char <= '~')
    return (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9') || char === '$' || char === '@'
  return WORD_CHAR.test(char)
}

function foldWords(units: Units, out: Out): void {
  const { chars, at } = units
  let i = 0
  while (i < chars.length) {
    if (!isWordChar(chars[i] ?? '')) {
      push(out, chars[i] ?? '', at[i] ?? 0)
      i += 1
      continue
    }
    const apart = lettersApart(chars, i)
    if (apart > i) {
      foldWord(units, { start: i, end: apart, step: 2 }, out)
      i = apart
      continue
    }
    let end = i + 1
    while (end < chars.length && isWordChar(chars[end] ?? '')) end += 1
    foldWord(units, { start: i, end, step: 1 }, out)
    i = end
  }
}

/** The end of `c a s i n o` or `c.a.s.i.n.o` if that starts here: at least three single letters, one sign apart. */
function lettersApart(chars: readonly string[], start: number): number {
  const isSingle = (place: number) =>
    !isWordChar(chars[place + 1] ?? ' ') &&
    isWordChar(chars[place] ?? '') &&
    (place === 0 || !isWordChar(chars[place - 1] ?? ' '))
  if (!isSingle(start)) return start
  const sign = chars[start + 1]
  if (sign === undefined || !JOINERS.has(sign)) return start
  let end = start
  let letters = 1
  while (chars[end + 1] === sign && isSingle(end + 2)) {
    end += 2
    letters += 1
  }
  return letters >= 3 ? end + 1 : start
}

/** Where the letters of a word stand: in a word set apart, at every second place. */
type Places = { readonly start: number; readonly end: number; readonly step: number }

function foldWord({ chars, at }: Units, places: Places, out: Out): void {
  const { start, end, step } = places
  const { hasLetter, mixes } = lettersOf(chars, places)
  let run = 0
  let last = ''
  for (let i = start; i < end; i += step) {
    const folded = foldChar(chars[i] ?? '', hasLetter, mixes)
    run = folded === last ? run + 1 : 1
    last = folded
    if (run <= 2) push(out, folded, at[i] ?? 0)
  }
}

/** Whether a word has any letters, and whether look-alikes stand among Latin letters in it. */
function lettersOf(
  chars: readonly string[],
  { start, end, step }: Places,
): { readonly hasLetter: boolean; readonly mixes: boolean } {
  let isLatin = false
  let isOther = false
  let hasLookalike = false
  for (let i = start; i < end; i += step) {
    const char = chars[i] ?? ''
    if (char >= 'a' && char <= 'z') isLatin = true
    else if (char > '~') {
      isOther ||= LETTER.test(char)
      hasLookalike ||= LOOKALIKES.has(char)
    }
  }
  return { hasLetter: isLatin || isOther, mixes: isLatin && hasLookalike }
}

function foldChar(char: string, inWord: boolean, mixes: boolean): string {
  if (char >= 'a' && char <= 'z') return char
  if (mixes) {
    const alike = LOOKALIKES.get(char)
    if (alike !== undefined) return alike
  }
  if (inWord) return LEET[char] ?? char
  return char >= '0' && char <= '9' ? '0' : char
}
