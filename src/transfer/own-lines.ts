import { z } from 'zod'
import { REASON_CODES } from '../checks/check.ts'
import { COMMENT_STATUSES } from '../db/states.ts'
import { type Bytes, linesOf } from './bytes.ts'
import { parseRow, whatIsWrong } from './json.ts'
import { BrokenFile, type Found, type SourceArticle } from './row.ts'

const Article = z.object({
  type: z.literal('article'),
  key: z.string(),
  url: z.string().nullish(),
  title: z.string().nullish(),
  open: z.boolean().optional(),
})

const Comment = z.object({
  type: z.literal('comment'),
  id: z.uuid(),
  article: z.string(),
  parentId: z.uuid().nullish(),
  status: z.enum(COMMENT_STATUSES),
  reason: z.enum(REASON_CODES).nullish(),
  name: z.string(),
  email: z.string().nullish(),
  website: z.string().nullish(),
  text: z.string(),
  likes: z.int().min(0).max(1_000_000_000).optional(),
  createdAt: z.string(),
  editedAt: z.string().nullish(),
  erasedAt: z.string().nullish(),
})

const Header = z.object({ format: z.literal('postbag-export') })
const End = z.object({ type: z.literal('end') })

/**
 * The comments of our own export.
 * @throws {BrokenFile} after what is there, when an export that began does not end.
 */
export async function* readOwnLines(bytes: Bytes): AsyncGenerator<Found> {
  const articles = new Map<string, SourceArticle>()
  let isOpen = false
  for await (const { number, line } of linesOf(bytes)) {
    if (line.trim() === '') continue
    const row = parseRow(line)
    const article = Article.safeParse(row).data
    const comment = Comment.safeParse(row)
    if (article !== undefined) {
      const { key, url = null, title = null, open = true } = article
      articles.set(key, { id: key, url, title, open })
    } else if (comment.success) yield { comment: found(comment.data, articles) }
    else if (Header.safeParse(row).success) isOpen = true
    else if (End.safeParse(row).success) isOpen = false
    else yield { trouble: { at: `line ${number}`, what: whatIsWrong(row, comment.error) } }
  }
  if (isOpen) throw new BrokenFile('it ends before the last line of the export: the rest was cut off')
}

function found(row: z.infer<typeof Comment>, articles: ReadonlyMap<string, SourceArticle>) {
  return {
    sourceId: row.id.toLowerCase(),
    parentSourceId: row.parentId?.toLowerCase() ?? null,
    article: articles.get(row.article) ?? { id: row.article, url: null, title: null },
    name: row.name,
    text: row.text,
    email: row.email ?? null,
    website: row.website ?? null,
    status: row.status,
    reason: row.reason ?? null,
    createdAt: row.createdAt,
    editedAt: row.editedAt ?? null,
    likes: row.likes ?? 0,
    isEmpty: row.erasedAt !== null && row.erasedAt !== undefined,
  }
}
