import type { Check, Span } from './check.ts'

/** Starts at the at sign and looks back: starting at each letter of a long word would try the word over and over. */
const EMAIL = /@(?<=([\p{L}\p{N}._%+-]{1,64})@)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g
/** An international number, or one written in groups; not a date, price, year or score. */
const PHONE =
  /(?<![\w+.,/-])(?:\+|00)[1-9](?:[ ./()-]{0,2}\d){7,13}(?![\d%€$])|(?<![\w+.,/-]|\d )\(?0\d{1,4}\)?(?:[ ./-]\d{2,4}){2,4}(?!\d)|(?<![\w+.,/-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)/g
/** Not an international telephone number, nor a part of a longer number. */
const CARD = /(?<![\d.,+])\d(?:[ -]?\d){12,18}(?![\d.,])/g

/** Ways to reach or charge a person: held, because it may be somebody else's. */
export function personalDataCheck(): Check {
  return {
    name: 'personal-data',
    run({ text }) {
      if (!/[@\d]/.test(text)) return { outcome: 'clear' }
      const found = KINDS.map(({ name, find }) => ({ name, spans: find(text) })).filter(
        ({ spans }) => spans.length > 0,
      )
      if (found.length === 0) return { outcome: 'clear' }
      return {
        outcome: 'suspect',
        score: 0.5,
        detail: found.map(({ name }) => name).join(', '),
        reason: 'personal-data',
        spans: found.flatMap(({ spans }) => spans),
      }
    },
  }
}

const KINDS: readonly { readonly name: string; readonly find: (text: string) => Span[] }[] = [
  { name: 'e-mail address', find: emails },
  { name: 'bank account', find: (text) => spansOf(text, IBAN, isIban) },
  { name: 'card number', find: (text) => spansOf(text, CARD, isCard) },
  { name: 'phone number', find: (text) => spansOf(text, PHONE) },
]

function emails(text: string): Span[] {
  return [...text.matchAll(EMAIL)].map(({ 0: { length }, 1: before = '', index }) => ({
    start: index - before.length,
    end: index + length,
  }))
}

function spansOf(text: string, pattern: RegExp, holds: (match: string) => boolean = () => true): Span[] {
  return [...text.matchAll(pattern)]
    .filter(([match]) => holds(match))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** ISO 13616: moved to the end, letters as numbers, the country and check digits leave 1 modulo 97. */
function isIban(match: string): boolean {
  const compact = match.replaceAll(' ', '')
  if (compact.length < 15 || compact.length > 34) return false
  const digits = (compact.slice(4) + compact.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  let remainder = 0
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97
  return remainder === 1
}

/** ISO/IEC 7812: every second digit from the right doubled, the sum divisible by ten (Luhn). Millions are no card. */
function isCard(match: string): boolean {
  const compact = match.replaceAll(/\D/g, '')
  if (compact.endsWith('000000')) return false
  const digits = [...compact].map(Number).toReversed()
  const sum = digits.reduce((total, digit, index) => {
    const value = index % 2 === 1 ? digit * 2 : digit
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0 && new Set(digits).size > 1
}
