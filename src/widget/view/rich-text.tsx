import type { ComponentChild, VNode } from 'preact'

/*
 * The service's markup of a comment holds paragraphs, breaks and links. It is read here piece by piece into
 * elements of our own, so nothing is ever parsed as HTML by the browser: what is not one of the three is text.
 */

const PIECES = /(<br>|<a href="[^"<>]*"[^<>]*>[^<>]*<\/a>)/
const LINK = /^<a href="((?:https?|mailto):[^"]*)"[^>]*>(.*)<\/a>$/i
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

export function RichText({ html }: { readonly html: string }) {
  return (
    <>
      {html
        .split(/<\/?p>/)
        .filter(Boolean)
        .map(paragraph)}
    </>
  )
}

/** One that begins with `>` quotes somebody; each of its lines may begin so. */
function paragraph(html: string): VNode {
  const isQuote = html.startsWith('&gt;')
  const pieces = html.split(PIECES).map((piece, i, all): ComponentChild => {
    if (piece === '<br>') return <br />
    const [, href, text] = LINK.exec(piece) ?? []
    if (href !== undefined && text !== undefined) {
      return (
        <a href={plain(href)} rel="ugc nofollow noopener">
          {plain(text)}
        </a>
      )
    }
    const isLineStart = i === 0 || all[i - 1] === '<br>'
    return plain(isQuote && isLineStart ? piece.replace(/^&gt;\s?/, '') : piece)
  })
  const written = <p>{pieces}</p>
  return isQuote ? <blockquote>{written}</blockquote> : written
}

function plain(escaped: string): string {
  return escaped.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
}
