let segmenter: Intl.Segmenter | undefined

/** The number of characters as people count them: an emoji with its skin colour is one. */
export function countCharacters(text: string): number {
  if (/^[\x20-\x7e\n]*$/.test(text) || !('Segmenter' in Intl)) return text.length
  segmenter ??= new Intl.Segmenter()
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}
