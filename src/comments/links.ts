/**
 * A link in a text. `host` is in lower case and ASCII (punycode); `url` is null for a bare mention, and for an address
 * that nobody is sent to: one that hides its host behind a user name or invisible characters, or has only a number.
 */
export type Link = {
  readonly start: number
  readonly end: number
  readonly host: string
  readonly url: string | null
}

const MAX_LINKS = 200
const MAX_URL = 2_000
const UNSAFE = /[\s\p{Cc}\\\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u
/** A host has a full stop inside it; most texts have full stops only at the ends of sentences. */
const MAY_LINK = /\.\S|:\/\//
/** What names end with that spam and people really use; `.in` only with a path, since it is a word of many languages. */
const ENDINGS =
  'com|net|org|info|biz|mobi|asia|xyz|top|site|online|website|shop|store|club|link|click|live|pro|app|dev|tech|space|fun|vip|win|icu|bet|casino|poker|porn|sex|loan|cash|dating|buzz|cyou|sbs|bond|monster|quest|ru|ua|kz|cn|jp|kr|io|co|me|tv|ly|gl|gg|uk|de|ch|nl|be|fr|pl|cz|hu|tk|ml|ga|cf|cc|us|nz|eu|br'
/** Addresses, and such names. */
const CANDIDATE = new RegExp(
  String.raw`\b(?:https?:\/\/|www\.)[^\s<>"\p{Cc}]+|(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}(?:(?:${ENDINGS})\b|in(?=\/))(?:\/[^\s<>"]*)?`,
  'giu',
)

/** A sentence that begins without a space before it: “said.In the”. */
const NEXT_SENTENCE = /\.[A-Z][a-z]$/

const ADDRESS = /https?:\/\/|www\./gi
const CLOSER_OF = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])
const CLOSERS = new Set(CLOSER_OF.values())
const SEPARATORS = new Set(',;|')
/** Quotes and brackets between such a sign and the next link. */
const BEFORE_NEXT = /['‘’“”*_([{]{0,4}(?:https?:\/\/|www\.)/iy

/** Links of a text in order, bare mentions of hosts included; at most 200, since a text with more is spam anyway. */
export function findLinks(text: string): Link[] {
  if (!MAY_LINK.test(text)) return []
  const links: Link[] = []
  for (const { start, candidate } of candidatesIn(text)) {
    const written = trimEnd(candidate.slice(0, MAX_URL))
    const isAddress = /^https?:/i.test(written)
    const linked = isAddress || /^www\./i.test(written)
    if (!linked && NEXT_SENTENCE.test(written)) continue
    const address = isAddress ? written : `http://${written}`
    const url = safeUrl(address)
    const host = url?.hostname ?? (linked ? hiddenHost(address) : null)
    if (host === null) continue
    links.push({ start, end: start + written.length, host, url: linked ? (url?.href ?? null) : null })
    if (links.length >= MAX_LINKS) break
  }
  return links
}

/**
 * An author's web address: http or https, a public name as host, no credentials, nothing hidden. A bare
 * `news.example/me` gets `https://`. Null for anything else.
 */
export function parseWebsite(raw: string): string | null {
  const text = raw.trim()
  const withScheme = /^[a-z0-9-]+(\.[a-z0-9-]+)+(?:[/?#]|$)/i.test(text) ? `https://${text}` : text
  return safeUrl(withScheme)?.href ?? null
}

function safeUrl(text: string): URL | null {
  if (text.length > MAX_URL || UNSAFE.test(text) || !/^https?:\/\/[^/?#]/i.test(text)) return null
  const url = URL.parse(text)
  if (
    url === null ||
    url.username !== '' ||
    url.password !== '' ||
    text.includes('@', 8) !== url.href.includes('@', 8)
  )
    return null
  return isPublicName(url.hostname) ? url : null
}

const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
const NUMBER = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\])$/

function hiddenHost(address: string): string | null {
  const host = URL.parse(address.replaceAll(INVISIBLE, ''))?.hostname ?? ''
  return isPublicName(host) || NUMBER.test(host) ? host : null
}

const LONGEST_NAME = 253

/** At least two labels and no number as the last: neither `localhost` nor any way of writing an address. */
function isPublicName(host: string): boolean {
  const name = host.replace(/\.$/, '')
  const labels = name.split('.')
  if (
    name.length > LONGEST_NAME ||
    labels.length < 2 ||
    !labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label))
  )
    return false
  const last = labels.at(-1) ?? ''
  return !/^\d+$/.test(last) && !['localhost', 'internal', 'local'].includes(last)
}

/** Between two spaces there can be several links, held together by BBCode, Markdown or commas. */
function* candidatesIn(text: string): Generator<{ start: number; candidate: string }> {
  for (const { 0: whole, index } of text.matchAll(CANDIDATE)) {
    for (let at = 0; at < whole.length; ) {
      const end = endOfLink(whole, at)
      yield { start: index + at, candidate: whole.slice(at, end) }
      ADDRESS.lastIndex = end
      at = ADDRESS.exec(whole)?.index ?? whole.length
    }
  }
}

/** Where a bracket closes that was opened before the link, or a sign parts it from the next one. */
function endOfLink(whole: string, start: number): number {
  const open = new Map<string, number>()
  for (let end = start; end < whole.length; end += 1) {
    const char = whole[end] ?? ''
    const closer = CLOSER_OF.get(char)
    if (closer !== undefined) open.set(closer, (open.get(closer) ?? 0) + 1)
    if (CLOSERS.has(char)) {
      const left = open.get(char) ?? 0
      if (left === 0) return end
      open.set(char, left - 1)
    }
    if (SEPARATORS.has(char)) {
      BEFORE_NEXT.lastIndex = end + 1
      if (BEFORE_NEXT.test(whole)) return end
    }
  }
  return whole.length
}

/** Leaves out punctuation that ends a sentence, and a bracket whose partner stands before the link. */
function trimEnd(written: string): string {
  const unopened = new Map<string, number>()
  for (const [opener, closer] of CLOSER_OF) {
    unopened.set(closer, written.split(closer).length - written.split(opener).length)
  }
  let end = written.length
  for (; end > 0; end -= 1) {
    const char = written[end - 1] ?? ''
    if (/[.,:;!?'"»”’*_]/.test(char)) continue
    const left = unopened.get(char) ?? 0
    if (left <= 0) break
    unopened.set(char, left - 1)
  }
  return written.slice(0, end)
}
