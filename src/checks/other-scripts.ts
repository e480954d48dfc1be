import type { Folded } from '../text/fold.ts'
import { LOOKALIKES } from '../text/lookalikes.ts'
import { rewriting } from './word-forms.ts'

/*
 * What folding leaves alone since a judge that has learned knows words by it, and listed words need all the same: the
 * ways of writing one word in a script other than Latin.
 */

/** Marks that other scripts write or leave out, and the stroke that draws out Arabic words. */
const OPTIONAL_MARK =
  /\u0640|(?=\p{M})[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}]/u
const GREEK = Array.from({ length: 0x1fff - 0x370 }, (_, nth) => String.fromCodePoint(0x370 + nth)).filter(
  (char) => /(?=\p{L})\p{Script=Greek}/u.test(char),
)
const VARIANTS = variants()
const MAY_VARY = new RegExp(`${OPTIONAL_MARK.source}|[${[...VARIANTS.keys()].join('')}]`, 'u')

/**
 * A form with each letter in its plain variant: `ё` as `е`, Greek without accents, one kind of alef, `æ` as two
 * letters, marks joined to their letters where there is one sign for both; and without marks that need not be written.
 */
export function bareForm(form: Folded): Folded {
  const { text } = form
  if (!MAY_VARY.test(text)) return form
  const { cut, written } = rewriting(form)
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? ''
    const next = text[i + 1] ?? ''
    const composed = OPTIONAL_MARK.test(next) ? (char + next).normalize('NFC') : ''
    if (composed.length === 1) {
      cut(i, 2, VARIANTS.get(composed) ?? composed)
      i += 1
    } else if (OPTIONAL_MARK.test(char)) cut(i, 1)
    else {
      const plain = VARIANTS.get(char)
      if (plain !== undefined) cut(i, 1, plain)
    }
  }
  return written() ?? form
}

function variants(): ReadonlyMap<string, string> {
  const of = new Map<string, string>([
    ['ё', 'е'],
    ['æ', 'ae'],
    ['œ', 'oe'],
    ['ς', 'σ'],
    ['ك', 'ک'],
    ['ي', 'ی'],
    ['ى', 'ی'],
    ['ة', 'ه'],
    ['ٱ', 'ا'],
    ['أ', 'ا'],
    ['إ', 'ا'],
    ['آ', 'ا'],
  ])
  for (const char of GREEK) {
    const [base = char] = char.normalize('NFD')
    if (base !== char) of.set(char, base)
  }
  return of
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** A form whose words of mixed letters are spelt with Latin ones as far as they look alike; null without such words. */
export function latinForm(form: Folded): Folded | null {
  const { cut, written } = rewriting(form)
  for (const { 0: word, index } of form.text.matchAll(WORD)) {
    if (!/[a-z]/.test(word)) continue
    for (let i = 0; i < word.length; i += 1) {
      const latin = LOOKALIKES.get(word[i] ?? '')
      if (latin !== undefined) cut(index + i, 1, latin)
    }
  }
  return written()
}

/** The letters of a listed word, Latin ones in place of their look-alikes. */
export function inLatin(word: string): string {
  return [...word].map((char) => LOOKALIKES.get(char) ?? char).join('')
}

/** Whether a word was written with letters of a script other than Latin, so that it is no Latin word. */
export function isMixed(written: string): boolean {
  return /(?=\P{Script=Latin})\p{L}/u.test(written)
}
