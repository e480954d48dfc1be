const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/**
 * The text of a comment that was kept as HTML: paragraphs and line breaks as blank and new lines, a link by its
 * address where its words are not the address, everything else without its tags. The result is text like any other.
 */
export function textOfHtml(html: string): string {
  const plain = html
    .replaceAll(/<(script|style)\b[^>]*>[^<]*<\/\1\s*>/gi, '')
    .replaceAll(/\s*<br\s*\/?>\s*/gi, '\n')
    .replaceAll(
      /<a\b[^>]*\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([^<]*)<\/a\s*>/gi,
      (_, one, two, words) => linkText(one ?? two, words),
    )
    .replaceAll(/<\/(p|div|blockquote|li|h[1-6]|pre)\s*>/gi, '\n\n')
    .replaceAll(/<\/?[a-z!][^>]*>/gi, '')
  return decodeEntities(plain)
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function linkText(href: string, words: string): string {
  const shown = words.trim()
  if (!/^https?:/i.test(href)) return words
  const isItself = shown === '' || href.includes(shown.replace(/(\.\.\.|…)$/, ''))
  return isItself ? href : `${words} (${href})`
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : ''
  })
}
