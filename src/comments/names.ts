import { isBlank } from './text.ts'

/** Controls, direction overrides and characters that show nothing. */
const HIDDEN =
  /[\u034f]|[\ufe00-\ufe0e]|[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu
/** Joiners are kept only where a script needs them: between its own letters. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])|(?<=\p{Script=Latin})[\u200c\u200d]/gu
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu

/**
 * A name as it is shown: composed (NFC), on one line, nothing hidden in it, at most three marks on a letter.
 * Null when nothing that can be seen remains or it cannot be stored.
 */
export function cleanName(raw: string): string | null {
  if (!raw.isWellFormed()) return null
  const name = raw
    .normalize('NFC')
    .replaceAll(/[\t\n\r]/g, ' ')
    .replaceAll(HIDDEN, '')
    .replaceAll(STRAY_JOINER, '')
    .replaceAll(PILED_MARKS, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return isBlank(name) ? null : name
}
