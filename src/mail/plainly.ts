import { cleanName } from '../comments/names.ts'

/** Of a word that programs which show mail make a link of, whatever stands around it. */
const ADDRESS = /:\/\/|\bwww\.|.@./iu
/** A full stop inside a word, which may be a host without more. */
const INNER_STOP = /(?<=[\p{L}\p{N}_-])([.\uff0e\uff61])(?=[\p{L}_-])/gu
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Words of a stranger on one line of a message: nothing hidden and nothing that turns the direction of the rest, at
 * most so many characters, and nothing that becomes a link. Empty for what shows nothing.
 */
export function plainly(words: string, most: number): string {
  const line = cleanName(words.slice(0, most * 16).toWellFormed()) ?? ''
  const unlinked = line
    .split(' ')
    .map((word) => (ADDRESS.test(word) ? '[…]' : word))
    .join(' ')
    .replaceAll(INNER_STOP, '$1 ')
  const characters = [...segmenter.segment(unlinked)].slice(0, most + 1).map(({ segment }) => segment)
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : unlinked
}
