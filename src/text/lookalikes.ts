/*
 * Letters of other scripts that look like a Latin letter, folded only in words that mix scripts. Chosen from
 * confusables.txt (Unicode Consortium, Unicode License v3), with common stand-ins added; NFKC handles full-width,
 * mathematical and circled letters.
 */
const BY_LETTER: Readonly<Record<string, string>> = {
  a: 'ɑΑαАаᎪꓮꭺ',
  b: 'ΒβВЬвьᏏᏴᏼꓐꞴꞵꮟ',
  c: 'ςϹСсᏟⲤⲥꓚꮯ',
  d: 'ԁᎠᏧꓒꓓꭰꮷ',
  e: 'ΕεЕеэєҽᎬꓰꬲꭼ',
  f: 'ϜϝքẝꓝꞘꞙꬵ',
  g: 'ɡԌԍցᏀᏳᏻᶃꓖꮐ',
  h: 'ΗηНнһհᎻᏂⲎⲏꓧꮋꮒ',
  i: 'ıɩͺιіӏᎥιꙇꭵ',
  j: 'ʝͿϳЈјᎫꓙꞲꭻ',
  k: 'ΚκКкᏦⲔⲕꓗꮶ',
  l: 'ΙІӀוןᏞⲒⲓⳐⳑꓡꓲꮮ',
  m: 'ΜμϺϻМмᎷⲘⲙꓟꮇ',
  n: 'ΝνипոռⲚⲛꓠ',
  o: 'ΟοσОоՕօסᴑⲞⲟꓳꬽ',
  p: 'ΡρϱРрᏢⲢⲣꓑꮲ',
  q: 'ԛգզ',
  r: 'гяᎡᏒᴦⲅꓣꭇꭈꭱꮁꮢ',
  s: 'ʂЅѕՏտᏕᏚꓢꮥꮪ',
  t: 'ΤτТтᎢⲦⲧꓔꭲ',
  u: 'ʋυцՍսꓴꞟꭎꭒ',
  v: 'ѴѵטᏙꓦꮩ',
  w: 'ɯωшѡԜԝաᎳᏔꓪꮃꮤ',
  x: 'ΧχХхⲬⲭꓫꞳꭓ',
  y: 'ɣΥγϒУуҮүᎩᎽᶌỿⲨⲩꓬꭚꭹꮍ',
  z: 'ΖζᏃꓜꮓ',
}

/** Greek and Cyrillic letters with accents of their own, which look like the letter without. */
const ACCENTED = [...lettersBetween(0x370, 0x52f), ...lettersBetween(0x1f00, 0x1fff)]

/** From a look-alike to the small Latin letter. */
export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_LETTER).flatMap(([letter, alike]) => {
    const accented = ACCENTED.filter(([base]) => alike.includes(base)).map(([, char]) => char)
    return [...alike, ...accented].map((char) => [char, letter] as const)
  }),
)

function lettersBetween(first: number, last: number): (readonly [base: string, char: string])[] {
  const chars = Array.from({ length: last - first + 1 }, (_, nth) => String.fromCodePoint(first + nth))
  return chars.flatMap((char) => {
    const [base = '', mark] = char.normalize('NFD')
    return mark === undefined ? [] : [[base, char] as const]
  })
}

const LATIN = [...'abcdefghijklmnopqrstuvwyz']

/** From a small capital, which is Latin and nothing else, to its letter; there is none of x. */
export const SMALL_CAPITALS: ReadonlyMap<string, string> = new Map(
  [...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ'].map((char, nth) => [char, LATIN[nth] ?? char]),
)
