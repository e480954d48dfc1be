import { z } from 'zod'
import { type Bytes, linesOf } from './bytes.ts'
import { parseRow, whatIsWrong } from './json.ts'
import type { Found, SourceArticle, SourceComment } from './row.ts'
import { textOfHtml } from './text.ts'

/** A time in MongoDB's Extended JSON, as text. */
const time = z.union([
  z.string(),
  z.object({ $date: z.string() }).transform(({ $date }) => $date),
  z.object({ $date: z.object({ $numberLong: z.string().regex(/^-?\d{1,14}$/) }) }).transform(({ $date }) => {
    return new Date(Number($date.$numberLong)).toISOString()
  }),
])
const number = z.union([
  z.number(),
  z.object({ $numberInt: z.string() }).transform(({ $numberInt }) => Number($numberInt)),
  z.object({ $numberLong: z.string() }).transform(({ $numberLong }) => Number($numberLong)),
])

const Story = z.object({
  id: z.string(),
  url: z.string(),
  metadata: z.object({ title: z.string().nullish() }).nullish(),
  closedAt: time.nullish(),
})

const User = z.object({
  id: z.string(),
  username: z.string().nullish(),
  email: z.string().nullish(),
  role: z.string(),
})

const STATUSES = {
  NONE: 'approved',
  APPROVED: 'approved',
  PREMOD: 'pending',
  SYSTEM_WITHHELD: 'pending',
  REJECTED: 'rejected',
} as const

const Comment = z.object({
  id: z.string().min(1),
  storyID: z.string(),
  parentID: z.string().nullish(),
  authorID: z.string().nullish(),
  status: z.enum(['NONE', 'APPROVED', 'PREMOD', 'SYSTEM_WITHHELD', 'REJECTED']),
  revisions: z.array(z.object({ body: z.string().nullish(), createdAt: time })),
  actionCounts: z.object({ REACTION: number.optional() }).nullish(),
  createdAt: time,
  deletedAt: time.nullish(),
})

type Known = {
  readonly articles: Map<string, SourceArticle>
  readonly people: Map<string, { readonly name: string; readonly email: string | null }>
}

/**
 * Reads the comments of Coral: what `mongoexport` wrote of its collections `stories`, `users` and `comments`,
 * concatenated in this order. Status NONE means a comment that is public and that nobody has looked at.
 */
export async function* readCoral(bytes: Bytes): AsyncGenerator<Found> {
  const known: Known = { articles: new Map(), people: new Map() }
  for await (const { number: line, line: text } of linesOf(bytes)) {
    if (text.trim() === '') continue
    const row = await parseRow(text)
    const comment = Comment.safeParse(row)
    if (comment.success) yield foundOf(comment.data, known)
    else if (!remember(row, known)) {
      yield { trouble: { at: `line ${line}`, what: whatIsWrong(row, comment.error) } }
    }
  }
}

/**
 * Remembers a story or a person, to which comments refer by id.
 * @returns false for anything else.
 */
function remember(row: unknown, { articles, people }: Known): boolean {
  const story = Story.safeParse(row).data
  const user = User.safeParse(row).data
  if (story !== undefined) {
    const { id, url, metadata, closedAt } = story
    articles.set(id, { id, url, title: metadata?.title ?? null, open: !closedAt })
  } else if (user !== undefined) people.set(user.id, { name: user.username ?? '', email: user.email ?? null })
  return story !== undefined || user !== undefined
}

function foundOf(row: z.infer<typeof Comment>, { articles, people }: Known): Found {
  const article = articles.get(row.storyID)
  if (article === undefined) {
    return { trouble: { at: `comment ${row.id.slice(0, 40)}`, what: 'a story that does not come before it' } }
  }
  const author = people.get(row.authorID ?? '')
  const current = row.revisions.at(-1)
  const status = STATUSES[row.status]
  const comment: SourceComment = {
    sourceId: row.id,
    parentSourceId: row.parentID ?? null,
    article,
    name: author?.name ?? '',
    text: textOfHtml(current?.body ?? ''),
    email: author?.email ?? null,
    website: null,
    status,
    reason: status === 'rejected' ? 'other' : null,
    createdAt: row.createdAt,
    editedAt: row.revisions.length > 1 ? (current?.createdAt ?? null) : null,
    likes: row.actionCounts?.REACTION ?? 0,
    isEmpty: Boolean(row.deletedAt),
  }
  return { comment }
}
