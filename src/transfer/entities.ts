/** Names of the characters from U+00A0 on, in order. */
const LATIN = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute
  micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil
  Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute
  Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute
  icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`

const OTHERS = `amp & lt < gt > quot " apos ' ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹
  rsaquo › hellip … bull • dagger † Dagger ‡ permil ‰ prime ′ Prime ″ euro € trade ™ OElig Œ oelig œ Scaron Š scaron š
  Yuml Ÿ circ ˆ tilde ˜ larr ← uarr ↑ rarr → darr ↓ harr ↔ hearts ♥ minus − infin ∞ asymp ≈ ne ≠ le ≤ ge ≥ radic √`

/** The entities that HTML editors write by name: each stands for one character. */
export const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN.split(/\s+/).map((name, at): [string, string] => [name, String.fromCodePoint(0xa0 + at)]),
  ...[...OTHERS.matchAll(/(\w+) (\S)/gu)].map(([, name = '', sign = '']): [string, string] => [name, sign]),
])

/** Browsers treat the numbers of control characters, 128 to 159, as the characters that Windows had there. */
const WINDOWS = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, at) => 128 + at))
/** More than any accepted comment may have, including its tags. */
export const LONGEST_HTML = 500_000

/**
 * Replaces entities, by HTML name or number, by the characters they stand for. A text that is too long whatever it
 * says stays as it is, to be refused later.
 */
export function decodeEntities(text: string): string {
  if (text.length > LONGEST_HTML) return text
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES.get(name) ?? ENTITIES.get(name.toLowerCase()) ?? whole
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      if (code >= 128 && code < 160) return WINDOWS[code - 128] ?? ''
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : ''
    },
  )
}
