import { html, raw } from 'hono/html'
import type { ShownComment } from '../comments/public-comment.ts'
import type { Thread } from '../threads/thread.ts'

type Node = Readonly<Record<string, unknown>>
type Words = { readonly threadUrl: string; readonly award: string }

/**
 * The thread in schema.org's vocabulary: the article and its comments, nested as they are shown. `threadUrl` stands
 * in if the article's own address is unknown; `award` is given to comments that the newsroom chose.
 */
export function threadJsonLd(
  { article, comments }: Thread,
  { threadUrl, award }: Words,
  more: Node = {},
): Node {
  const [url = threadUrl] = article.url?.split('#') ?? []
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    '@id': url,
    url,
    ...(article.title !== null && { headline: article.title }),
    ...more,
    discussionUrl: `${url}#comments`,
    commentCount: article.count,
    comment: comments.map((comment) => commentNode(comment, url, award)),
  }
}

function commentNode(comment: ShownComment, pageUrl: string, award: string): Node {
  const { id, author, text, html, createdAt, editedAt, likes, picked, replies } = comment
  const url = `${pageUrl}#comment-${id}`
  const below = replies.length > 0 && { comment: replies.map((reply) => commentNode(reply, pageUrl, award)) }
  const isErased = html === ''
  if (isErased) return { '@type': 'Comment', '@id': url, url, creativeWorkStatus: 'Deleted', ...below }
  return {
    '@type': 'Comment',
    '@id': url,
    url,
    text,
    datePublished: createdAt,
    ...(editedAt !== null && { dateModified: editedAt }),
    ...(picked && { award }),
    author: { '@type': 'Person', name: author.name, ...(author.website && { url: author.website }) },
    interactionStatistic: {
      '@type': 'InteractionCounter',
      interactionType: 'https://schema.org/LikeAction',
      userInteractionCount: likes,
    },
    ...below,
  }
}

/**
 * As text for us or for whoever includes it in a page: a `<` in a comment could end the script element, so all are
 * escaped.
 */
export function jsonLdText(node: Node): string {
  return JSON.stringify(node).replaceAll('<', '\\u003c')
}

/** JSON-LD inside a page. */
export function jsonLdScript(node: Node) {
  return html`<script type="application/ld+json">${raw(jsonLdText(node))}</script>`
}
