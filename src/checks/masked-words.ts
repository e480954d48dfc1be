import type { Folded } from '../text/fold.ts'
import type { Span } from './check.ts'

/** A word with signs in place of letters inside: `f*ck`, `a##hole`. At its ends such signs are emphasis or a footnote. */
const MASKED = /(?<![\p{L}\p{N}\p{M}*#])\p{L}[\p{L}\p{N}\p{M}]*(?:[*#!%|]+[\p{L}\p{N}\p{M}]+)+/gu
const SIGN = /[*#!%|]/

/**
 * Finds words of a list with letters masked, one sign a letter, at least half of them still there. Only the words of
 * the same length and first letter are compared.
 */
export function maskedFinder(words: readonly string[]): (form: Folded) => Span[] {
  const alike = Map.groupBy(words, keyOf)
  return ({ text, origin }) => {
    if (!SIGN.test(text)) return []
    return [...text.matchAll(MASKED)]
      .filter(([masked]) => isLegible(masked) && alike.get(keyOf(masked))?.some((word) => fits(word, masked)))
      .map(({ 0: masked, index }) => ({
        start: origin[index] ?? 0,
        end: origin[index + masked.length] ?? 0,
      }))
  }
}

const keyOf = (word: string) => `${word.length} ${word[0]}`

const isLegible = (masked: string) => masked.replaceAll(/[*#!%|]/g, '').length * 2 >= masked.length

function fits(word: string, masked: string): boolean {
  for (let i = 0; i < word.length; i += 1) {
    if (masked[i] !== word[i] && !SIGN.test(masked[i] ?? '')) return false
  }
  return true
}
