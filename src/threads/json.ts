import { repliesCursor } from '../comments/public-comment.ts'
import type { ShownRow } from './queries.ts'
import type { ThreadArticle } from './thread.ts'

/*
 * Assembles pages of comments from the bytes that the database made of each comment (`publicJson`). What depends on
 * where a comment is shown comes last, after those bytes.
 */

/** `shown` at the top, in this order, and below each the comments among `rows` that belong there. */
export function threadJson(
  article: ThreadArticle,
  shown: readonly ShownRow[],
  rows: readonly ShownRow[],
  next: string | null,
): Buffer {
  return page(`{"article":${JSON.stringify(article)},"comments":`, shown, rows, next)
}

export function repliesJson(
  shown: readonly ShownRow[],
  rows: readonly ShownRow[],
  next: string | null,
): Buffer {
  return page('{"items":', shown, rows, next)
}

export function oldestFirst(a: ShownRow, b: ShownRow): number {
  return compare(a.createdAt, b.createdAt) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function page(
  opening: string,
  shown: readonly ShownRow[],
  rows: readonly ShownRow[],
  next: string | null,
): Buffer {
  const below = Map.groupBy(rows, ({ shownUnderId }) => shownUnderId)
  const parts: Buffer[] = [Buffer.from(opening)]
  pushComments(parts, shown, below)
  parts.push(Buffer.from(`,"next":${JSON.stringify(next)}}`))
  return joined(parts)
}

type Below = ReadonlyMap<string | null, readonly ShownRow[]>

const OPEN = Buffer.from('[')
const CLOSE = Buffer.from(']')
const COMMA = Buffer.from(',')
const REPLIES = Buffer.from(',"replies":')
const NO_REPLIES = Buffer.from(',"replies":[],"moreReplies":null}')

function pushComments(parts: Buffer[], comments: readonly ShownRow[], below: Below): void {
  parts.push(OPEN)
  comments.forEach((comment, index) => {
    if (index > 0) parts.push(COMMA)
    parts.push(comment.json)
    if (comment.replyCount === 0) parts.push(NO_REPLIES)
    else pushReplies(parts, comment, below)
  })
  parts.push(CLOSE)
}

function pushReplies(parts: Buffer[], { id, replyCount }: ShownRow, below: Below): void {
  const replies = below.get(id)?.toSorted(oldestFirst) ?? []
  const more = replyCount > replies.length ? repliesCursor(id, replies.at(-1)) : null
  parts.push(REPLIES)
  pushComments(parts, replies, below)
  parts.push(Buffer.from(`,"moreReplies":${JSON.stringify(more)}}`))
}

/** In a buffer of its own: a slice of the shared pool would keep its neighbours alive. */
function joined(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) at += part.copy(whole, at)
  return whole
}
