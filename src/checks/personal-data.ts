import type { Check, Span } from './check.ts'
import { telephoneNumbers } from './telephone.ts'

/** Starts at the at sign and looks back: starting at each letter of a long word would try the word over and over. */
const EMAIL = /@(?<=([\p{L}\p{N}._%+-]{1,64})@)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu
/** name (at) example (dot) com; starts at the bracket, as above. */
const SPELT_EMAIL =
  / ?[[({] ?(?:at|@) ?[\])}] ?(?<=([\p{L}\p{N}._%+-]{1,64}) ?[[({] ?(?:at|@) ?[\])}] ?)[\p{L}\p{N}-]{1,63}(?:(?:\.| ?[[({] ?(?:dot|\.) ?[\])}] ?)[\p{L}\p{N}-]{1,63}){1,4}/giu
/** In fours or in one; what follows may look like a part of it. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gi
/** In one or in groups as on the card; not an international telephone number, nor a part of a longer number. */
const CARD =
  /(?<![\d.,+]|\d[ -])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5})(?!\d|[.,]\d)/g

/** Ways to reach or charge a person: held, because it may be somebody else's. */
export function personalDataCheck(): Check {
  return {
    name: 'personal-data',
    run({ text: given }) {
      const text = inAscii(given)
      if (!/[@\d]|\bat\b/i.test(text)) return { outcome: 'clear' }
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
  { name: 'bank account', find: ibans },
  {
    name: 'card number',
    find: (text) => [...text.matchAll(CARD)].filter(([match]) => isCard(match)).map(spanOf),
  },
  { name: 'phone number', find: (text) => telephoneNumbers(text).map(spanOf) },
]

const NOT_ASCII = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19\u00a0\u2007\u2009\u202f\u2010-\u2014]/g

/** Arabic, Persian and wide digits, spaces that do not break, and dashes, each as the one ASCII character it stands for. */
function inAscii(text: string): string {
  return text.replace(NOT_ASCII, (sign) => {
    const code = sign.charCodeAt(0)
    if (code === 0xa0 || code === 0x2007 || code === 0x2009 || code === 0x202f) return ' '
    if (code >= 0x2010 && code <= 0x2014) return '-'
    return String(code >= 0xff10 ? code - 0xff10 : (code - 0x660) % 0x90)
  })
}

function emails(text: string): Span[] {
  return [...text.matchAll(EMAIL), ...text.matchAll(SPELT_EMAIL)].map(
    ({ 0: { length }, 1: before = '', index }) => ({ start: index - before.length, end: index + length }),
  )
}

function ibans(text: string): Span[] {
  return [...text.matchAll(IBAN)].flatMap(({ 0: match, index }) => {
    const length = ibanLength(match)
    return length === 0 ? [] : [{ start: index, end: index + length }]
  })
}

/** How much of a match is an account number: all, or less by the groups at its end that are words. */
function ibanLength(match: string): number {
  if (isIban(match)) return match.length
  const last = match.lastIndexOf(' ')
  return last === -1 ? 0 : ibanLength(match.slice(0, last))
}

function spanOf({ 0: { length }, index = 0 }: RegExpMatchArray): Span {
  return { start: index, end: index + length }
}

/** ISO 13616: moved to the end, letters as numbers, the country and check digits leave 1 modulo 97. */
function isIban(match: string): boolean {
  const compact = match.replaceAll(' ', '').toUpperCase()
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
