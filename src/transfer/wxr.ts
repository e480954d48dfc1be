import type { CommentStatus } from '../db/states.ts'
import type { Bytes } from './bytes.ts'
import { decodeEntities } from './entities.ts'
import type { Found, SourceArticle } from './row.ts'
import { textOfHtml } from './text.ts'
import { childText, type Element, elementsOf } from './xml.ts'

const OF_ARTICLE = ['thread_identifier', 'post_id', 'link', 'title', 'comment_status']
const OF_COMMENT = [
  'id',
  'parent',
  'type',
  'approved',
  'author',
  'author_email',
  'author_url',
  'content',
  'date_gmt',
  'date',
]
const NAMES = {
  root: 'rss',
  wanted: new Set(['comment']),
  kept: new Set([...OF_ARTICLE, ...OF_COMMENT.map((name) => `comment_${name}`)]),
}

/** WordPress's states of a comment; it does not export spam, but other writers of the format do. */
const STATES: Readonly<Record<string, { readonly status: CommentStatus; readonly reason: string | null }>> = {
  1: { status: 'approved', reason: null },
  approved: { status: 'approved', reason: null },
  0: { status: 'pending', reason: null },
  hold: { status: 'pending', reason: null },
  spam: { status: 'rejected', reason: 'spam' },
  trash: { status: 'withdrawn', reason: null },
  'post-trashed': { status: 'withdrawn', reason: null },
}

/** Reads the comments of a WordPress export (WXR 1.x), which is also Disqus's own import format. */
export async function* readWxr(bytes: Bytes): AsyncGenerator<Found> {
  const articleIn = articles()
  for await (const { element, path } of elementsOf(bytes, NAMES)) {
    const item = path.findLast(({ name }) => name === 'item')
    yield item === undefined
      ? { trouble: { at: `line ${element.line}`, what: 'a comment outside of an item' } }
      : commentOf(element, articleIn(item))
  }
}

/** Remembers the article of the last item: it may be long, and have very many comments, which follow each other. */
function articles() {
  let last: { readonly item: Element; readonly known: number; readonly article: SourceArticle } | undefined
  return (item: Element) => {
    const known = item.children.size
    if (last?.item !== item || last.known !== known) last = { item, known, article: articleOf(item) }
    return last.article
  }
}

function articleOf(item: Element): SourceArticle {
  return {
    id: blankToNull(childText(item, 'thread_identifier')) ?? blankToNull(childText(item, 'post_id')),
    url: blankToNull(childText(item, 'link')),
    title: blankToNull(textOfHtml(childText(item, 'title') ?? '')),
    open: childText(item, 'comment_status')?.trim() !== 'closed',
  }
}

function commentOf(element: Element, article: SourceArticle): Found {
  const value = (name: string) => childText(element, `comment_${name}`)?.trim() ?? ''
  const type = value('type')
  if (type !== '' && type !== 'comment') return { skipped: type }
  const sourceId = value('id')
  const at = sourceId === '' ? `line ${element.line}` : `comment ${sourceId.slice(0, 40)}`
  const state = Object.hasOwn(STATES, value('approved')) ? STATES[value('approved')] : undefined
  if (sourceId === '') return { trouble: { at, what: 'no comment_id' } }
  if (state === undefined) return { trouble: { at, what: 'a state that is not known (comment_approved)' } }
  const parent = value('parent')
  return {
    comment: {
      ...state,
      sourceId,
      parentSourceId: parent === '' || parent === '0' ? null : parent,
      article,
      // WordPress stores names as HTML.
      name: decodeEntities(value('author')),
      text: textOfHtml(childText(element, 'comment_content') ?? ''),
      email: blankToNull(value('author_email')),
      website: blankToNull(decodeEntities(value('author_url'))),
      createdAt: timeOf(value('date_gmt'), value('date')),
    },
  }
}

/** `2026-03-01 09:00:00` in UTC; a zero date falls back on the local one. */
function timeOf(gmt: string, local: string): string {
  const given = gmt === '' || gmt.startsWith('0000') ? local : gmt
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(given) ? `${given.replace(' ', 'T')}Z` : given
}

function blankToNull(text: string | null): string | null {
  const value = text?.trim() ?? ''
  return value === '' ? null : value
}
