/*
 * Letters of other scripts that look like a Latin letter, folded only in words that mix scripts. Chosen from
 * confusables.txt (Unicode Consortium, Unicode License v3), with common stand-ins added; NFKC handles full-width,
 * mathematical and circled letters.
 */
const BY_LETTER: Readonly<Record<string, string>> = {
  a: 'ɑΑαАаᎪꓮꭺᗅ𖽀𐊠',
  b: 'ΒβВЬвьᏏᏴᏼꓐꞴꞵꮟƅᑲᖯᗷ𐊂𐊡𐌁',
  c: 'ςϹСсᏟⲤⲥꓚꮯ𐐽𑣲𑣩𐊢𐌂𐔜',
  d: 'ԁᎠᏧꓒꓓꭰꮷᑯᗞᗪ',
  e: 'ΕεЕеэєҽᎬꓰꬲꭼⴹ𑣆𑣎𐊆',
  f: 'ϜϝքẝꓝꞘꞙꬵᖴ𑣂𐊇𐊥𐔥',
  g: 'ɡԌԍցᏀᏳᏻᶃꓖꮐƍ',
  h: 'ΗηНнһհᎻᏂⲎⲏꓧꮋꮒᕼ𐋏',
  i: 'ıɩͺιіӏᎥιꙇꭵ𑣃',
  j: 'ʝͿϳЈјᎫꓙꞲꭻᒍ',
  k: 'ΚκКкᏦⲔⲕꓗꮶᛕ𐔘',
  l: 'ΙІӀוןᏞⲒⲓⳐⳑꓡꓲꮮ𐌠𞣇ǀߊⵏᛁ𖼨𐊊𐌉ᒪ𖼖𑣒𐑃𐔦',
  m: 'ΜμϺϻМмᎷⲘⲙꓟꮇᗰᛖ𐊰𐌑',
  n: 'ΝνипոռⲚⲛꓠ𐔓',
  o: 'ΟοσОоՕօסᴑⲞⲟꓳꬽ०੦૦௦౦೦൦๐໐၀ჿഠဝ𐓪𑣈𑣗𐐬߀০୦〇𑓐𑣠ⵔዐଠ𑣕𐊒𐊫𐔖',
  p: 'ΡρϱРрᏢⲢⲣꓑꮲᑭ𐊕',
  q: 'ԛգզⵕ',
  r: 'гяᎡᏒᴦⲅꓣꭇꭈꭱꮁꮢ𐓜ᖇ𖼵',
  s: 'ʂЅѕՏտᏕᏚꓢꮥꮪƽ𑣁𐑈𖼺𐊖',
  t: 'ΤτТтᎢⲦⲧꓔꭲ𖼊𑣜𐊗𐊱𐌕',
  u: 'ʋυцՍսꓴꞟꭎꭒ𐓶𑣘ሀᑌ𖽂',
  v: 'ѴѵטᏙꓦꮩ𑜆𑣀ⴸᐯꛟ𖼈𐔝',
  w: 'ɯωшѡԜԝաᎳᏔꓪꮃꮤ𑜊𑜎𑜏𑣯𑣦',
  x: 'ΧχХхⲬⲭꓫꞳꭓᕁᕽ𐌢𑣬ⵝᚷ𐊐𐊴𐌗𐔧',
  y: 'ɣΥγϒУуҮүᎩᎽᶌỿⲨⲩꓬꭚꭹꮍყ𖽃𑣄𐊲',
  z: 'ΖζᏃꓜꮓ𐋵𑣥𑣉',
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
