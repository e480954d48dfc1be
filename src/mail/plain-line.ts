import { cleanName } from '../comments/names.ts'

/** A word that mail programs turn into a link, whatever surrounds it. */
const ADDRESS = /:\/\/|\bwww\.|.@./iu
/** A full stop inside a word, which alone may be enough to make it a host. */
const INNER_STOP = /(?<=[\p{L}\p{N}_-])([.\uff0e\uff61])(?=[\p{L}_-])/gu
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * A stranger's words on one line of a message: nothing hidden, nothing that changes the direction of the rest, at
 * most `most` characters, and nothing that becomes a link. Empty if nothing visible remains.
 */
export function plainLine(words: string, most: number): string {
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
