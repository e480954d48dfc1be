import { isBlank } from './text.ts'

/**
 * Controls, direction overrides and characters that show nothing, except joiners and the selectors that Mongolian and
 * emoji need. A flag that is written with them, such as Scotland's, is kept as the first group.
 */
const HIDDEN =
  /(\p{RGI_Emoji_Tag_Sequence})|[\p{Cc}\p{Cs}\u2028\u2029\ufff9-\ufffb\u{1d159}[\p{Default_Ignorable_Code_Point}--[\u180b-\u180d\u180f\u200c\u200d\ufe0f]]]/gv
/** What moves a terminal's cursor, breaks a line or turns the direction of what follows. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
/** What stands for a space on one line: the blank of Braille looks like one, and like nothing at the end of a name. */
const SPACES = /[\t\n\r\u2800]/g
/** Joiners are kept only where a script needs them: between its own letters. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])|(?<=\p{Script=Latin})[\u200c\u200d]/gu
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu

/** Why a text cannot be the name of a site or of a moderator, which terminals and lists show as it is; null if it can. */
export function nameProblem(name: string): string | null {
  if (isBlank(name)) return 'A name needs at least one visible character.'
  return CONTROLS.test(name) ? 'A name is one line, without control characters.' : null
}

/**
 * A name as it is shown: composed (NFC), on one line, nothing hidden in it, at most three marks on a letter.
 * Null when nothing that can be seen remains or it cannot be stored.
 */
export function cleanName(raw: string): string | null {
  if (!raw.isWellFormed()) return null
  const name = raw
    .normalize('NFC')
    .replaceAll(SPACES, ' ')
    .replaceAll(HIDDEN, '$1')
    .replaceAll(STRAY_JOINER, '')
    .replaceAll(PILED_MARKS, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return isBlank(name) ? null : name
}
