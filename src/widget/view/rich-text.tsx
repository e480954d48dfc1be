import type { ComponentChild, VNode } from 'preact'

/*
 * The service's markup of a comment consists of paragraphs, breaks and links. It is parsed here piece by piece into
 * elements of our own, so the browser never parses any of it as HTML: what is none of the three is text.
 *
 * Which way a comment runs is told by its own words, not by what it quotes or by a name it addresses (`@Ada`).
 */

const PIECES = /<br>|<a href="((?:https?|mailto):[^"<>]*)"[^<>]*>([^<>]*)<\/a>/i
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

/** A paragraph that begins with `>` quotes somebody; each of its lines may begin so. */
function paragraph(html: string): VNode {
  const isQuote = html.startsWith('&gt;')
  // Alternating: text, a link's address and its words, text, and so on; a break has neither address nor words.
  const pieces = html.split(PIECES).map((piece: string | undefined, i, all): ComponentChild => {
    if (i % 3 === 2) return null
    if (i % 3 === 0)
      return plain(isQuote && all[i - 2] === undefined ? piece?.replace(/^&gt;\s?/, '') : piece)
        .split(/(\B@\S+)/)
        .map((words, at) => (at % 2 ? <bdi>{words}</bdi> : words))
    if (piece === undefined) return <br />
    return (
      <a href={plain(piece)} rel="ugc nofollow noopener">
        {plain(all[i + 1])}
      </a>
    )
  })
  const written = <p>{pieces}</p>
  return isQuote ? <blockquote dir="auto">{written}</blockquote> : written
}

function plain(escaped = ''): string {
  return escaped.replace(/&(#?\w+);/g, (_, name: string) => ENTITIES[name] ?? '')
}
