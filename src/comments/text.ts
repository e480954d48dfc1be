const VISIBLE =
  /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{M}\p{Z}\u2800\u3164\uffa0\u115f\u1160\ufff9-\ufffb\u{1d159}\s]/u
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** A reader's text as it is stored: as it was written, with one kind of newline. */
export function withOneNewline(raw: string): string {
  return raw.replaceAll(/\r\n?/g, '\n')
}

/** The same without blank ends, for what is nobody's published words. */
export function normaliseText(raw: string): string {
  return withOneNewline(raw).trim()
}

/** Whether nothing in it is visible: white space, invisible characters, fillers and lone marks are no text. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text)
}

/** Whether PostgreSQL can hold it: no U+0000, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** Whether a text has more than `max` characters as people count them (graphemes). */
export function isLonger(text: string, max: number): boolean {
  if (text.length <= max) return false
  if (isLongWhatever(text, max)) return true
  let count = 0
  for (const _ of segmenter.segment(text)) {
    count += 1
    if (count > max) return true
  }
  return false
}

/**
 * Whether a text is too long however few its characters: with piled marks, one character can have thousands of units.
 */
export function isLongWhatever(text: string, max: number): boolean {
  return text.length > max * 16
}
