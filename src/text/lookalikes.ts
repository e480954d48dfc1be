/*
 * Letters of other scripts that look like a Latin letter, folded only in words that mix scripts. Chosen from
 * confusables.txt (Unicode Consortium, Unicode License v3), with small capitals and common stand-ins added; NFKC
 * handles full-width, mathematical and circled letters.
 */
const BY_LETTER: Readonly<Record<string, string>> = {
  a: 'ɑΑαАаᎪᴀꓮꭺ',
  b: 'ʙΒβВЬвьᏏᏴᏼꓐꞴꞵꮟ',
  c: 'ϲϹСсᏟᴄⲤⲥꓚꮯ',
  d: 'ԁᎠᏧᴅꓒꓓꭰꮷ',
  e: 'ΕεЕеэєҽᎬᴇꓰꬲꭼ',
  f: 'ϜϝքẝꓝꜰꞘꞙꬵ',
  g: 'ɡɢԌԍցᏀᏳᏻᶃꓖꮐ',
  h: 'ʜΗηНнһհᎻᏂⲎⲏꓧꮋꮒ',
  i: 'ıɩɪͺιіӏᎥιꙇꭵ',
  j: 'ʝͿϳЈјᎫᴊꓙꞲꭻ',
  k: 'ΚκКкᏦᴋⲔⲕꓗꮶ',
  l: 'ʟΙІӀוןᏞⲒⲓⳐⳑꓡꓲꮮ',
  m: 'ΜμϺϻМмᎷᴍⲘⲙꓟꮇ',
  n: 'ɴΝνипոռⲚⲛꓠ',
  o: 'ΟοσОоՕօסᴏᴑⲞⲟꓳꬽ',
  p: 'ΡρϱРрᏢᴘⲢⲣꓑꮲ',
  q: 'ԛգզ',
  r: 'ʀгяᎡᏒᴦⲅꓣꭇꭈꭱꮁꮢ',
  s: 'ЅѕՏտᏕᏚꓢꜱꮥꮪ',
  t: 'ΤτТтᎢᴛⲦⲧꓔꭲ',
  u: 'ʋυцՍսᴜꓴꞟꭎꭒ',
  v: 'ѴѵטᏙᴠꓦꮩ',
  w: 'ɯωшѡԜԝաᎳᏔᴡꓪꮃꮤ',
  x: 'ΧχХхⲬⲭꓫꞳꭓ',
  y: 'ɣʏΥγϒУуҮүᎩᎽᶌỿⲨⲩꓬꭚꭹꮍ',
  z: 'ΖζᏃᴢꓜꮓ',
}

/** From a look-alike to the small Latin letter. */
export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_LETTER).flatMap(([letter, alike]) => [...alike].map((char) => [char, letter] as const)),
)
