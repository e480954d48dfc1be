/*
 * Telephone numbers as people write them in comments, by country or region, after the numbering plans of the ITU
 * (E.164) and of the national regulators. Only forms are taken that hardly anything else has: no dates, prices,
 * scores or years.
 */

/** Not within a word, a longer number, a decimal, a date or an address. */
const BEGINS = String.raw`(?<![\p{L}\p{N}+.,/-]|\d:)`
/** No further digit, nor a sign that makes it an amount. */
const ENDS = String.raw`(?!\d|[.,:/-]\d| ?[%€$£])`
/** 31.12.2026, 31/12/26, 31 12 2026, and no further group. */
const DATE = String.raw`\d{1,2}([ ./-])\d{1,2}\1(?:19|20)?\d{2}(?!\1?\d)`

const FORMS = [
  // International: +49 (0) 171 234 56 78, 0044 20 7946 0958.
  String.raw`(?:\+|(?<!\d )00)[1-9](?:[ ./()-]{0,3}\d){7,13}`,
  // With the 0 of most of the world: 0171 2345678, (030) 123 456 78, 06.12.34.56.78, 07700900123.
  String.raw`(?<!\d |\bisbn:? ?)(?!${DATE})(?:0[1-9]\d{7,10}|\(?0[1-9]\d{0,4}(?:\)[ ./-]{0,2}|[ ./-]{1,2})\d{2,8}(?:[ ./-]\d{2,8}){0,4})`,
  // Russia and Kazakhstan: 8 (916) 123-45-67.
  String.raw`8[ -]?\(?[3-9]\d{2}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}`,
  // North America: (555) 123-4567, 1-800-555-0199.
  String.raw`(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}`,
  // China: 138 0013 8000.
  String.raw`1[3-9]\d([ -]?)\d{4}\2\d{4}`,
  // Brazil: (11) 91234-5678.
  String.raw`\(?[1-9]\d\)? ?9?\d{4}-\d{4}`,
  // Without any prefix: 912 34 567 (Norway), 612 34 56 78 (Spain), 22 33 44 55 (Denmark), 512-345-678 (Poland).
  String.raw`(?<!\d )(?:[2-9]\d{2} \d{2} \d{3}|[2-9]\d{2} \d{2} \d{2} \d{2}|[2-9]\d \d{2} \d{2} \d{2}|[4-8]\d{2}-\d{3}-\d{3})(?! \d)`,
]
const TELEPHONE = new RegExp(`${BEGINS}(?:${FORMS.join('|')})${ENDS}`, 'giu')

/** Of numbers with a leading 0 that are not international; in pairs they have exactly ten. */
const FEWEST_DIGITS = 9
const MOST_DIGITS = 12
const IN_PAIRS = /^\d\d(?:[ ./-]\d\d)+$/

/** @param text with ASCII digits, spaces and hyphens. */
export function telephoneNumbers(text: string): RegExpMatchArray[] {
  return [...text.matchAll(TELEPHONE)].filter(([match]) => isPlausible(match))
}

function isPlausible(match: string): boolean {
  if (!/^\(?0[1-9]/.test(match)) return true
  const { length } = match.replaceAll(/\D/g, '')
  if (IN_PAIRS.test(match)) return length === 10
  return length >= FEWEST_DIGITS && length <= MOST_DIGITS
}
