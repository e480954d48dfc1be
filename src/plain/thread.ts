import { html, raw } from 'hono/html'
import type { ShownComment } from '../comments/public-comment.ts'
import { DEFAULT_LIMIT } from '../http/paging.ts'
import { SORTS, type Sort } from '../threads/queries.ts'
import type { Thread } from '../threads/thread.ts'
import { commentForm, HELD_ANCHOR } from './comment-form.ts'
import type { Html } from './page.ts'
import type { PlainSpeak } from './speak.ts'

export type ThreadView = {
  readonly thread: Thread
  readonly speak: PlainSpeak
  readonly sort: Sort
  /** How many comments a page was asked to show; the following pages are as long. */
  readonly limit: number
  /** The address of the site's API, below which links about single comments lead. */
  readonly siteUrl: string
  /** The absolute address of the thread's own page: forms post there, pages link there. */
  readonly threadUrl: string
  /** The comment that is being answered. */
  readonly replyTo?: { readonly id: string; readonly name: string } | null
}

/**
 * A thread and its form as one section of markup, for a page of ours or for a news site's server to include. Every
 * class starts with `postbag`, and nothing in it needs script or an inline style.
 */
export function threadSection(view: ThreadView): Html {
  const { speak, thread, sort } = view
  const { article, comments, next } = thread
  const heading =
    article.count === 0 ? speak.text('noComments') : speak.text('comments', { n: article.count })
  return html`<section class="postbag" id="postbag" lang="${speak.lang}" dir="${speak.dir}" aria-labelledby="postbag-title">
<h2 id="postbag-title">${heading}</h2>
<p class="postbag-note" id="${HELD_ANCHOR}" role="status">${speak.text('thanks')}</p>
${article.count > 1 ? sorts(view) : ''}
${article.count === 0 ? html`<p>${speak.text('empty')}</p>` : html`<ol class="postbag-list">${comments.map((comment) => commentItem(view, comment))}</ol>`}
${next === null ? '' : html`<p class="postbag-more"><a rel="next" href="${pageUrl(view, { sort, cursor: next })}">${speak.text('more')}</a></p>`}
${article.open ? form(view) : html`<p class="postbag-note postbag-shown">${speak.text('closed')}</p>`}
</section>`
}

/** The replies to one comment that its thread leaves out. */
export function repliesSection(
  view: ThreadView,
  replies: { readonly items: readonly ShownComment[]; readonly nextUrl: string | null },
): Html {
  const { speak, threadUrl } = view
  return html`<section class="postbag" lang="${speak.lang}" dir="${speak.dir}">
<ol class="postbag-list">${replies.items.map((comment) => commentItem(view, comment))}</ol>
${replies.nextUrl === null ? '' : html`<p class="postbag-more"><a rel="next" href="${replies.nextUrl}">${speak.text('more')}</a></p>`}
<p><a href="${threadUrl}">${speak.text('noComments')}</a></p>
</section>`
}

function pageUrl({ threadUrl, limit }: ThreadView, page: Readonly<Record<string, string>>): string {
  const length = limit === DEFAULT_LIMIT ? {} : { limit: String(limit) }
  return `${threadUrl}?${new URLSearchParams({ ...page, ...length })}`
}

function sorts(view: ThreadView): Html {
  const { speak, thread, sort } = view
  const offered = SORTS.filter((one) => one !== 'picked' || one === sort || thread.article.picks)
  return html`<nav class="postbag-sorts" aria-label="${speak.text('sort')}"><ul>${offered.map(
    (one) =>
      html`<li><a href="${pageUrl(view, { sort: one })}"${one === sort ? raw(' aria-current="true"') : ''}>${speak.text(one)}</a></li>`,
  )}</ul></nav>`
}

/** `answered` is the comment that this one answers, named where the nesting does not show it. */
function commentItem(view: ThreadView, comment: ShownComment, answered?: ShownComment): Html {
  const { speak, thread, siteUrl, threadUrl } = view
  const { id, author, createdAt, editedAt, likes } = comment
  if (comment.html === '') return erasedItem(view, comment)
  const name = author.website
    ? html`<a href="${author.website}" rel="ugc nofollow noopener">${author.name}</a>`
    : author.name
  return html`<li><article class="postbag-comment" id="comment-${id}" aria-labelledby="postbag-by-${id}">
<header><span class="postbag-name" id="postbag-by-${id}" dir="auto">${name}</span>${badge(view, comment)}${comment.picked ? html` <span class="postbag-badge">${speak.text('picked')}</span>` : ''}
${answered === undefined ? '' : html`<a class="postbag-time" href="#comment-${answered.id}">${speak.text('inReply', { name: answered.author.name })}</a> `}<a class="postbag-time" href="#comment-${id}"><time datetime="${createdAt}">${speak.when(createdAt)}</time></a>${editedAt === null ? '' : html` <span class="postbag-edited">${speak.text('edited')}</span>`}</header>
<div class="postbag-text" dir="auto"${ofText(speak)}>${raw(withNames(withQuotes(comment.html)))}</div>
<footer>${likes > 0 ? html`<span>${speak.text('likes', { n: likes })}</span>` : ''}${
    thread.article.open
      ? html`<a href="${threadUrl}?replyTo=${id}#postbag-form" aria-label="${speak.text('replyTo', { name: author.name })}">${speak.text('reply')}</a>`
      : ''
  }<a href="${siteUrl}/comments/${id}/reports" rel="nofollow">${speak.text('report')}</a></footer>
</article>
${below(view, comment)}</li>`
}

/** The attribute that has a comment read out in its own language. */
export function ofText({ textLang }: PlainSpeak): Html | '' {
  return textLang === null ? '' : html` lang="${textLang}"`
}

function badge({ speak }: ThreadView, { author }: ShownComment): Html | '' {
  if (!author.badge && !author.verified) return ''
  const mark = author.verified ? html` <span role="img" aria-label="${speak.text('verified')}">✓</span>` : ''
  return html` <span class="postbag-badge">${author.badge}${mark}</span>`
}

/** The comment's markup, in which a paragraph that begins with `>` quotes somebody, as in the widget. */
function withQuotes(markup: string): string {
  return markup.replace(/<p>&gt;\s?(.*?)<\/p>/g, (_, quoted: string) => {
    return `<blockquote dir="auto"><p>${quoted.replace(/<br>&gt;\s?/g, '<br>')}</p></blockquote>`
  })
}

/** Which way a comment runs is told by its own words, not by a name it addresses (`@Ada`), as in the widget. */
function withNames(markup: string): string {
  return markup.replace(/<a .*?<\/a>|\B@[^\s<]+/g, (found) =>
    found.startsWith('@') ? `<bdi>${found}</bdi>` : found,
  )
}

/** Its words and name are erased; only the place above its replies is left. */
function erasedItem(view: ThreadView, comment: ShownComment): Html {
  const { id } = comment
  return html`<li><article class="postbag-comment" id="comment-${id}" aria-labelledby="postbag-by-${id}"><p class="postbag-erased" id="postbag-by-${id}">${view.speak.text('erased')}</p></article>
${below(view, comment)}</li>`
}

function below(view: ThreadView, comment: ShownComment): Html {
  const { replies } = comment
  const answered = ({ parentId }: ShownComment) =>
    replies.find(({ id, html }) => id === parentId && html !== '')
  return html`${replies.length > 0 ? html`<ol class="postbag-list postbag-replies">${replies.map((reply) => commentItem(view, reply, answered(reply)))}</ol>` : ''}
${moreReplies(view, comment)}`
}

function moreReplies({ speak, siteUrl }: ThreadView, comment: ShownComment): Html | '' {
  const { id, replyCount, replies, moreReplies: cursor } = comment
  if (cursor === null) return ''
  const url = `${siteUrl}/comments/${id}/replies?${new URLSearchParams({ cursor })}`
  return html`<p class="postbag-more"><a href="${url}">${speak.text('moreReplies', { n: replyCount - replies.length })}</a></p>`
}

function form({ speak, thread, threadUrl, replyTo }: ThreadView): Html {
  const { url, title } = thread.article
  return commentForm(speak, {
    action: threadUrl,
    values: { ...(url && { url }), ...(title && { title }), ...(replyTo && { parentId: replyTo.id }) },
    replyTo: replyTo ? { name: replyTo.name, cancelUrl: `${threadUrl}#postbag-form` } : null,
  })
}
