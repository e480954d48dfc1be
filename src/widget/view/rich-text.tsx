import type { ComponentChild, VNode } from 'preact'

/*
 * The service's markup of a comment holds paragraphs, breaks and links. It is read here piece by piece into
 * elements of our own, so nothing is ever parsed as HTML by the browser: what is not one of the three is text.
 */

const PIECE = /<(\/?p|br|\/a)>|<a href="([^"<>]*)"[^<>]*>/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

export function RichText({ html }: { readonly html: string }) {
  return <>{paragraphs(html).map(paragraph)}</>
}

/** Lines that begin with `>` quote somebody. */
function paragraph(pieces: readonly ComponentChild[]): VNode {
  const [first] = pieces
  if (typeof first !== 'string' || !first.startsWith('>')) return <p>{pieces}</p>
  const unquoted = pieces.map((piece, i) =>
    typeof piece === 'string' && (i === 0 || isBreak(pieces[i - 1])) ? piece.replace(/^>\s?/, '') : piece,
  )
  return (
    <blockquote>
      <p>{unquoted}</p>
    </blockquote>
  )
}

function isBreak(piece: ComponentChild): boolean {
  return typeof piece === 'object' && piece !== null && 'type' in piece && piece.type === 'br'
}

function paragraphs(html: string): ComponentChild[][] {
  const found: ComponentChild[][] = []
  let pieces: ComponentChild[] = []
  let link: { readonly href: string; readonly from: number } | undefined
  let from = 0
  for (const match of html.matchAll(PIECE)) {
    const text = plain(html.slice(from, match.index))
    from = match.index + match[0].length
    if (match[1] === '/a' && link !== undefined) {
      pieces.push(anchor(link.href, text))
      link = undefined
      continue
    }
    if (text !== '') pieces.push(text)
    if (match[2] !== undefined) link = { href: plain(match[2]), from }
    if (match[1] === 'br') pieces.push(<br />)
    if (match[1] === '/p') {
      found.push(pieces)
      pieces = []
    }
  }
  const rest = plain(html.slice(from))
  if (rest !== '') pieces.push(rest)
  if (pieces.length > 0) found.push(pieces)
  return found
}

function anchor(href: string, text: string): ComponentChild {
  if (!/^(https?|mailto):/i.test(href)) return text
  return (
    <a href={href} rel="ugc nofollow noopener">
      {text}
    </a>
  )
}

function plain(escaped: string): string {
  return escaped.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
}
