import { escapeHtml } from '../comments/html.ts'
import type { Site } from '../sites/queries.ts'
import type { Speak } from '../widget/locale/speak.ts'
import type { FeedRow } from './queries.ts'
import type { ThreadArticle } from './thread.ts'

type Feed = {
  readonly site: Site
  /** The site's language. */
  readonly speak: Speak
  readonly article: ThreadArticle
  /** Newest first. */
  readonly entries: readonly FeedRow[]
  /** The address of this service, without a slash at the end; null if it is unknown. */
  readonly base: string | null
}

/** The thread as an Atom feed (RFC 4287). */
export function atomFeed({ site, speak, article, entries, base }: Feed): string {
  const path = `/v1/sites/${site.slug}/articles/${encodeURIComponent(article.key)}/feed.atom`
  const updated = entries.reduce((latest, entry) => later(latest, changedAt(entry)), site.createdAt)
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(speak.lang)}">`,
    `<id>urn:postbag:${site.slug}:${encodeURIComponent(article.key)}</id>`,
    `<title>${xml(`${speak.text('noComments')} · ${article.title ?? article.key}`)}</title>`,
    `<updated>${updated.toISOString()}</updated>`,
    `<author><name>${xml(site.name)}</name></author>`,
    '<generator>Postbag</generator>',
    ...(base === null ? [] : [`<link rel="self" type="application/atom+xml" href="${xml(base + path)}"/>`]),
    ...(article.url === null ? [] : [`<link rel="alternate" href="${xml(article.url)}"/>`]),
    ...entries.map((entry) => atomEntry(entry, article)),
    '</feed>',
  ]
  return `${lines.join('\n')}\n`
}

function atomEntry(entry: FeedRow, { url, title, key }: ThreadArticle): string {
  const { id, name, website, html, createdAt } = entry
  const lines = [
    '<entry>',
    `<id>urn:uuid:${id}</id>`,
    `<title>${xml(`${name} · ${title ?? key}`)}</title>`,
    `<published>${createdAt.toISOString()}</published>`,
    `<updated>${changedAt(entry).toISOString()}</updated>`,
    `<author><name>${xml(name)}</name>${website === null ? '' : `<uri>${xml(website)}</uri>`}</author>`,
    ...(url === null ? [] : [`<link rel="alternate" href="${xml(`${url.split('#')[0]}#comment-${id}`)}"/>`]),
    `<content type="html">${xml(html)}</content>`,
    '</entry>',
  ]
  return lines.join('\n')
}

function changedAt({ createdAt, editedAt }: FeedRow): Date {
  return editedAt ?? createdAt
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b
}

/** Characters that XML 1.0 cannot contain, not even as a reference (section 2.2). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function xml(text: string): string {
  return escapeHtml(text.replaceAll(FORBIDDEN, '\ufffd'))
}
