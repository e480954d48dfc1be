import { z } from 'zod'
import { type Bytes, linesOf } from './bytes.ts'
import { parseRow, whatIsWrong } from './json.ts'
import type { Found, SourceComment } from './row.ts'
import { textOfHtml } from './text.ts'

/** The first line; files of the first version lack it. */
const Meta = z.object({
  users: z.array(z.unknown()).nullish(),
  posts: z.array(z.object({ url: z.string(), read_only: z.boolean().optional() })).nullish(),
})

const Comment = z.object({
  id: z.string().min(1),
  pid: z.string().optional(),
  text: z.string(),
  orig: z.string().optional(),
  user: z.object({ name: z.string() }),
  locator: z.object({ url: z.string() }),
  votes: z.record(z.string(), z.boolean()).nullish(),
  time: z.string(),
  edit: z.object({ time: z.string() }).nullish(),
  delete: z.boolean().optional(),
  title: z.string().optional(),
})

/**
 * Reads the comments of a Remark42 backup: JSON Lines, the state of the articles first. What it calls a reader's
 * address is a hash, and it has no e-mail addresses. All of its comments are public.
 */
export async function* readRemark42(bytes: Bytes): AsyncGenerator<Found> {
  const closed = new Set<string>()
  for await (const { number, line } of linesOf(bytes)) {
    if (line.trim() === '') continue
    const row = await parseRow(line)
    const comment = Comment.safeParse(row)
    const meta = comment.success ? undefined : Meta.safeParse(row).data
    if (comment.success) yield { comment: found(comment.data, closed) }
    else if (number > 1 || meta === undefined)
      yield { trouble: { at: `line ${number}`, what: whatIsWrong(row, comment.error) } }
    for (const { url, read_only } of meta?.posts ?? []) if (read_only) closed.add(url)
  }
}

function found(row: z.infer<typeof Comment>, closed: ReadonlySet<string>): SourceComment {
  const { url } = row.locator
  return {
    sourceId: row.id,
    parentSourceId: row.pid || null,
    article: { id: url, url, title: row.title || null, open: !closed.has(url) },
    name: row.user.name,
    text: textOfHtml(row.text) || (row.orig ?? ''),
    email: null,
    website: null,
    status: 'approved',
    reason: null,
    createdAt: row.time,
    editedAt: row.edit?.time ?? null,
    likes: Object.values(row.votes ?? {}).filter((isFor) => isFor).length,
    isEmpty: row.delete ?? false,
  }
}
