import type { Bytes } from './bytes.ts'
import type { Found, SourceArticle } from './row.ts'
import { textOfHtml } from './text.ts'
import { childText, type Element, elementsOf } from './xml.ts'

const OF_THREAD = ['id', 'link', 'title', 'isClosed', 'isDeleted']
const OF_POST = [
  'id',
  'thread',
  'parent',
  'message',
  'createdAt',
  'isSpam',
  'isDeleted',
  'author',
  'name',
  'email',
]
const NAMES = {
  root: 'disqus',
  wanted: new Set(['thread', 'post']),
  kept: new Set([...OF_THREAD, ...OF_POST]),
}

/** Reads the posts of a Disqus export. Threads come first and are joined by `dsq:id`, never by the inner `id`. */
export async function* readDisqus(bytes: Bytes): AsyncGenerator<Found> {
  const threads = new Map<string, SourceArticle | 'deleted'>()
  for await (const { element } of elementsOf(bytes, NAMES)) {
    const id = element.attributes.get('id') ?? ''
    if (element.name === 'post') yield commentOf(element, threads)
    else threads.set(id, isTrue(element, 'isDeleted') ? 'deleted' : articleOf(element))
  }
}

function articleOf(thread: Element): SourceArticle {
  return {
    id: textOrNull(thread, 'id'),
    url: textOrNull(thread, 'link'),
    title: textOfHtml(childText(thread, 'title') ?? '') || null,
    open: !isTrue(thread, 'isClosed'),
  }
}

function commentOf(post: Element, threads: ReadonlyMap<string, SourceArticle | 'deleted'>): Found {
  const sourceId = post.attributes.get('id') ?? textOrNull(post, 'id') ?? ''
  const at = sourceId === '' ? `line ${post.line}` : `post ${sourceId.slice(0, 40)}`
  const article = threads.get(referredTo(post, 'thread') ?? '')
  if (sourceId === '') return { trouble: { at, what: 'no id' } }
  if (article === undefined) return { trouble: { at, what: 'a thread that the file does not have' } }
  if (article === 'deleted') return { skipped: 'of deleted threads' }
  const author = post.children.get('author')
  const isSpam = isTrue(post, 'isSpam')
  return {
    comment: {
      sourceId,
      parentSourceId: referredTo(post, 'parent'),
      article,
      name: childText(author, 'name')?.trim() ?? '',
      text: textOfHtml(childText(post, 'message') ?? ''),
      email: author === undefined ? null : textOrNull(author, 'email'),
      website: null,
      status: isSpam ? 'rejected' : 'approved',
      reason: isSpam ? 'spam' : null,
      createdAt: childText(post, 'createdAt')?.trim() ?? '',
      isEmpty: isTrue(post, 'isDeleted'),
    },
  }
}

function referredTo(post: Element, name: string): string | null {
  return post.children.get(name)?.attributes.get('id') ?? null
}

function isTrue(element: Element, name: string): boolean {
  return childText(element, name)?.trim() === 'true'
}

function textOrNull(element: Element, name: string): string | null {
  const text = childText(element, name)?.trim() ?? ''
  return text === '' ? null : text
}
