import { type Folded, foldText } from '../text/fold.ts'
import { automaton } from './automaton.ts'
import type { Check, Finding, Span } from './check.ts'
import { maskedFinder } from './masked-words.ts'
import { bareForm, inLatin, isMixed, latinForm } from './other-scripts.ts'
import { joinedForm, spacedForm } from './word-forms.ts'

/**
 * Finds the words of a site's two lists and of those that come with the service in any disguise that people can still
 * read, but never inside other words. The lists are compiled here, once, with many pauses.
 */
export function* wordsCheck(lists: {
  readonly reject?: readonly string[]
  readonly hold?: readonly string[]
  /** Words that hold a comment, too, until the site's judge has learned better. */
  readonly builtIn?: readonly string[]
}): Generator<void, Check> {
  const reject = yield* matcher(lists.reject ?? [])
  const hold = yield* matcher(lists.hold ?? [])
  const builtIn = yield* matcher(lists.builtIn ?? [])
  return {
    name: 'words',
    run({ text, folded, name, foldedName }) {
      const readings = readingsOf(text, folded)
      const ofName = readingsOf(name, foldedName)
      const rejected = reject(text, readings)
      if (rejected.length > 0 || reject(name, ofName).length > 0) {
        return {
          outcome: 'block',
          score: 0.97,
          detail: 'a word of the reject list',
          reason: 'abuse',
          spans: rejected,
        }
      }
      const own = hold(text, readings)
      const known = builtIn(text, readings)
      const spans = withoutOverlap([...own, ...known])
      if (own.length > 0 || hold(name, ofName).length > 0) return doubt(spans, own.length, 'the hold list')
      if (known.length > 0 || builtIn(name, ofName).length > 0)
        return { ...doubt(spans, known.length, 'the built-in list'), isBuiltIn: true }
      return { outcome: 'clear' }
    },
  }
}

function doubt(spans: readonly Span[], listed: number, list: string): Finding {
  const score = Math.min(0.9, 0.6 + 0.1 * spans.length)
  const detail = listed > 1 ? `${listed} words of ${list}` : `a word of ${list}`
  return { outcome: 'suspect', score, detail, reason: 'abuse', spans }
}

export type Matcher = (text: string, readings: readonly Folded[]) => Span[]

/** Where words of a list stand in a text, by all its readings, in order and without overlap, as spans of the original. */
export function* matcher(words: readonly string[]): Generator<void, Matcher> {
  if (words.length === 0) return () => []
  const listed = []
  for (const word of words) {
    yield
    const folded = foldText(word)
    const bare = bareForm(folded)
    const spaced = spacedForm(bare).text.trim()
    listed.push({ written: plain(word), folded: folded.text.trim(), sought: bare.text.trim(), spaced })
  }
  const anywhere = yield* finder(listed)
  const phrases = listed.filter(({ spaced }) => spaced.includes(' '))
  const acrossGaps =
    phrases.length > 0 && (yield* finder(phrases.map((word) => ({ ...word, sought: word.spaced }))))
  const inMixedLetters = yield* mixedFinder(listed)
  const masked = maskedFinder(listed.map(({ sought }) => sought))
  return (text, readings) => {
    const spans = readings.flatMap((form) => [...anywhere(text, form), ...inMixedLetters(text, form)])
    const [bare] = readings
    if (bare) spans.push(...masked(bare))
    if (acrossGaps && bare) spans.push(...acrossGaps(text, spacedForm(bare)))
    return withoutOverlap(spans)
  }
}

const BEYOND_ASCII = /[^\x00-\x7f]/

/** Words of other scripts with Latin letters among theirs. */
function* mixedFinder(
  listed: readonly Sought[],
): Generator<void, (text: string, form: Folded) => readonly Span[]> {
  const others = listed
    .map((word) => ({ ...word, sought: inLatin(word.sought) }))
    .filter(({ sought }, at) => sought !== listed[at]?.sought)
  if (others.length === 0) return () => []
  const find = yield* finder(others)
  return (text, form) => {
    if (!BEYOND_ASCII.test(text)) return []
    return find(text, latinForm(form) ?? form).filter(({ start, end }) => isMixed(text.slice(start, end)))
  }
}

type Sought = { readonly written: string; readonly folded: string; readonly sought: string }

function* finder(words: readonly Sought[]): Generator<void, (text: string, form: Folded) => Span[]> {
  const find = yield* automaton(words.map(({ sought }) => sought))
  return (text, form) => {
    const spans: Span[] = []
    find.scan(form.text, (index, end) => {
      const word = words[index]
      if (word === undefined) return false
      const start = end - word.sought.length
      if (!isWhole(text, form, start, end)) return false
      const span = { start: form.origin[start] ?? 0, end: form.origin[end] ?? text.length }
      if (isOtherWord(text.slice(span.start, span.end), word)) return false
      spans.push(span)
      return true
    })
    return spans
  }
}

/** The ways in which people may read a text. */
export function readingsOf(text: string, folded: Folded): Folded[] {
  const bare = bareForm(folded)
  const joined = joinedForm(text, bare)
  return joined === null ? [bare] : [bare, joined]
}

const WORD = /[\p{L}\p{N}\p{M}]/u
/** Scripts that put no spaces between words, or attach endings to them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

function isWhole(original: string, form: Folded, start: number, end: number): boolean {
  const { text } = form
  if (UNSPACED.test(text.slice(start, end))) return true
  const isStart =
    !WORD.test(text[start - 1] ?? ' ') ||
    followsWordOfOneLetter(form, start) ||
    (isSign(original, form, start - 1) && !WORD.test(text[start - 2] ?? ' '))
  return (
    isStart &&
    (!WORD.test(text[end] ?? ' ') || (isSign(original, form, end) && !WORD.test(text[end + 1] ?? ' ')))
  )
}

/** Folding reads them as letters; in `@casino`, `¡casino!` and `casino€` they are none. */
const SIGN = /[@$€£¡¢§]/

function isSign(original: string, { origin }: Folded, at: number): boolean {
  return SIGN.test(original[origin[at] ?? 0]?.normalize('NFKC') ?? '')
}

/** In `a c a s i n o` folding joins the article `a` to the spaced-out word after it. */
function followsWordOfOneLetter({ text, origin }: Folded, start: number): boolean {
  const before = start - 1
  const isApart = (at: number) => (origin[at + 1] ?? 0) - (origin[at] ?? 0) === 2
  return (
    /^[ai]$/.test(text[before] ?? '') &&
    !WORD.test(text[before - 1] ?? ' ') &&
    isApart(before) &&
    isApart(start)
  )
}

/** One accent makes another word (`casinò`), several are a disguise (`çäsïnö`). */
function isOtherWord(slice: string, word: { readonly written: string; readonly folded: string }): boolean {
  const written = plain(slice)
  if (written === word.written) return false
  const accented = [...written.normalize('NFC')].filter(
    (char) => /\p{Script=Latin}/u.test(char) && char > '~',
  )
  const bare = written.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return accented.length === 1 && bare === word.folded
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().trim()
}

function withoutOverlap(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span)
  }
  return kept
}
