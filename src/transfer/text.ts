import { decodeEntities, LONGEST_HTML } from './entities.ts'

const BREAK = /^<br\s*\/?>$/i
const LINK = /^<a\b/i
const LINK_END = /^<\/a\s*>$/i
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i
const BLOCK_END = /^<\/(?:p|div|blockquote|li|h[1-6]|pre)\s*>$/i
const UNSHOWN = /^<(?:script|style)\b/i
const UNSHOWN_END = /^<\/(?:script|style)\s*>$/i

/**
 * The text of a comment that was stored as HTML: paragraphs and line breaks become empty and new lines, a link gets
 * its address unless its words are that address, and all other tags are removed. The result is treated like any text.
 * It takes one pass: readers of the other system wrote this, so no pattern may start over at each character. A text
 * that is too long whatever it says stays as it is, to be refused later.
 */
export function textOfHtml(html: string): string {
  if (html.length > LONGEST_HTML) return html
  const pieces = piecesOf(html)
  let text = ''
  let isAfterBreak = false
  for (let at = 0; at < pieces.length; at += 1) {
    const { words, tag } = pieces[at] ?? { words: '', tag: '' }
    const shown = decodeEntities(isAfterBreak ? words.trimStart() : words)
    isAfterBreak = BREAK.test(tag)
    text += isAfterBreak ? `${shown.trimEnd()}\n` : shown
    if (BLOCK_END.test(tag)) text += '\n\n'
    const next = pieces[at + 1]
    if (next === undefined) continue
    const href = LINK.test(tag) && LINK_END.test(next.tag) ? HREF.exec(tag) : null
    if (href !== null) text += linkText(decodeEntities(href[1] ?? href[2] ?? ''), decodeEntities(next.words))
    if (href !== null || (UNSHOWN.test(tag) && UNSHOWN_END.test(next.tag))) at += 1
  }
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Words and the tag that ends them; the last piece has no tag. */
type Piece = { readonly words: string; readonly tag: string }

function piecesOf(html: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (let open = html.indexOf('<'); open !== -1; ) {
    const isTag = /^<\/?[a-z!]/i.test(html.slice(open, open + 3))
    const end = isTag ? html.indexOf('>', open) : open
    if (end === -1) break
    if (isTag) {
      pieces.push({ words: html.slice(from, open), tag: html.slice(open, end + 1) })
      from = end + 1
    }
    open = html.indexOf('<', end + 1)
  }
  pieces.push({ words: html.slice(from), tag: '' })
  return pieces
}

function linkText(href: string, words: string): string {
  const shown = words.trim()
  if (!/^https?:/i.test(href)) return words
  const target = targetOf(href)
  const isItself = shown === '' || target.includes(shown.replace(/(\.\.\.|…)$/, ''))
  return isItself ? target : `${words} (${target})`
}

/** Disqus sends its readers' links through an address of its own, with a mark of its own after the real one. */
function targetOf(href: string): string {
  const url = URL.parse(href)
  const target =
    url?.hostname === 'disq.us' ? url.searchParams.get('url')?.replace(/:[\w-]{27}$/, '') : undefined
  return target !== undefined && /^https?:/i.test(target) ? target : href
}
