import type { Sql } from '../db/client.ts'
import { encodeCursor } from '../http/paging.ts'
import { NIL_UUID } from '../text/uuid.ts'

/** A comment as every reader may see it. Written out member by member, so that a new column never leaks into it. */
export type PublicComment = {
  readonly id: string
  readonly parentId: string | null
  readonly author: PublicAuthor
  /** What was written. */
  readonly text: string
  /** Made from `text` by the service: paragraphs, line breaks and links, nothing else. */
  readonly html: string
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly likes: number
  /** Replies shown under it, loaded here or not. */
  readonly replyCount: number
  /** The newsroom chose it; absent otherwise. */
  readonly picked?: true
  /** Only pages of a thread include them, and those the database writes (`publicJson`). */
  readonly replies: readonly []
  /** The cursor of the replies; null when there are none. */
  readonly moreReplies: string | null
}

/** A public comment as its JSON is read: times are text. */
export type ShownComment = Omit<PublicComment, 'createdAt' | 'editedAt' | 'replies'> & {
  readonly createdAt: string
  readonly editedAt: string | null
  readonly replies: readonly ShownComment[]
}

/** `badge`, `color` and `verified` come only from the publisher's login, and are absent without one. */
type PublicAuthor = {
  readonly name: string
  readonly website?: string
  readonly badge?: string
  readonly color?: string
  /** The publisher's login vouches for the name. */
  readonly verified?: true
}

/** The columns a public comment is made of; `publicColumns` selects them. */
export type PublicCommentRow = {
  readonly id: string
  readonly parentId: string | null
  readonly name: string
  readonly website: string | null
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly text: string
  readonly html: string
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly likes: number
  readonly replyCount: number
  readonly pickId: string | null
}

const PUBLIC_COLUMNS = [
  'id',
  'parent_id',
  'name',
  'website',
  'badge',
  'color',
  'verified',
  'text',
  'html',
  'created_at',
  'edited_at',
  'likes',
  'reply_count',
  'pick_id',
]

/** As part of a query: what `publicComment` needs of comment `c`. */
export function publicColumns(sql: Sql) {
  return sql(PUBLIC_COLUMNS.map((name) => `c.${name}`))
}

/** A row in the contract's shape, without its replies. */
export function publicComment(row: PublicCommentRow): PublicComment {
  const { id, parentId, text, html, createdAt, editedAt, likes, replyCount } = row
  const author = publicAuthor(row)
  return {
    id,
    parentId,
    author,
    text,
    html,
    createdAt,
    editedAt,
    likes,
    replyCount,
    ...(row.pickId !== null && { picked: true }),
    replies: [],
    moreReplies: replyCount > 0 ? repliesCursor(id) : null,
  }
}

function publicAuthor({ name, website, badge, color, verified }: PublicCommentRow): PublicAuthor {
  return {
    name,
    ...(website !== null && { website }),
    ...(badge !== null && { badge }),
    ...(color !== null && { color }),
    ...(verified && { verified }),
  }
}

const BEFORE_ALL = { createdAt: '0001-01-01T00:00:00.000Z', id: NIL_UUID }

/** The cursor of a comment's replies after `last`, or of all of them. */
export function repliesCursor(
  commentId: string,
  last: { readonly createdAt: string; readonly id: string } = BEFORE_ALL,
): string {
  return encodeCursor(repliesList(commentId), [last.createdAt, last.id])
}

/** The name under which `decodeCursor` knows a comment's list of replies. */
export function repliesList(commentId: string): string {
  return `replies ${commentId}`
}
