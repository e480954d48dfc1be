import { z } from 'zod'
import { REASON_CODES } from '../checks/check.ts'
import { isStorable } from '../comments/text.ts'
import { COMMENT_SOURCES, COMMENT_STATUSES } from '../db/states.ts'
import { type Bytes, linesOf } from './bytes.ts'
import { parseRow, whatIsWrong } from './json.ts'
import { BrokenFile, type Found, type SourceArticle } from './row.ts'

const LONGEST_TEXT = 320_000
const storable = (longest: number) => z.string().max(longest).refine(isStorable)
/** Within what the database can hold. */
const at = z.iso.datetime({ offset: true }).refine((time) => time >= '1970')

const Article = z.object({
  type: z.literal('article'),
  key: z.string(),
  url: z.string().nullish(),
  title: z.string().nullish(),
  open: z.boolean().optional(),
  premoderated: z.boolean().optional(),
  section: storable(200).nullish(),
  createdAt: at.nullish(),
})

const Own = z.object({
  badge: storable(200).nullable().default(null),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable()
    .default(null),
  verified: z.boolean().default(false),
  source: z.enum(COMMENT_SOURCES).default('import'),
  decidedAt: at.nullable().default(null),
  erasedAt: at.nullable().default(null),
  pick: z
    .object({ id: z.uuid(), pickedAt: at, moderatorId: z.uuid(), moderatorName: storable(200) })
    .nullable()
    .default(null),
  revisions: z
    .array(z.object({ text: storable(LONGEST_TEXT), replacedAt: at }))
    .max(1_000)
    .default([]),
})

const Comment = Own.extend({
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
})

const Header = z.object({ format: z.literal('postbag-export') })
const End = z.object({ type: z.literal('end') })

/**
 * Reads the comments of our own export, and after them the articles that have none.
 * @throws {BrokenFile} after everything readable, when an export does not end properly.
 */
export async function* readOwnLines(bytes: Bytes): AsyncGenerator<Found> {
  const articles = new Map<string, SourceArticle>()
  const used = new Set<string>()
  let isOpen = false
  for await (const { number, line } of linesOf(bytes)) {
    if (line.trim() === '') continue
    const row = await parseRow(line)
    const article = Article.safeParse(row).data
    const comment = Comment.safeParse(row)
    if (article !== undefined) {
      const { key, url = null, title = null, section = null, createdAt = null } = article
      const { open = true, premoderated = false } = article
      articles.set(key, { id: key, url, title, open, premoderated, section, createdAt })
    } else if (comment.success) {
      used.add(comment.data.article)
      yield { comment: found(comment.data, articles) }
    } else if (Header.safeParse(row).success) isOpen = true
    else if (End.safeParse(row).success) isOpen = false
    else yield { trouble: { at: `line ${number}`, what: whatIsWrong(row, comment.error) } }
  }
  for (const [key, article] of articles) if (!used.has(key)) yield { article }
  if (isOpen) throw new BrokenFile('it ends before the last line of the export: the rest was cut off')
}

function found(row: z.infer<typeof Comment>, articles: ReadonlyMap<string, SourceArticle>) {
  const { badge, color, verified, source, decidedAt, erasedAt, pick, revisions } = row
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
    isEmpty: erasedAt !== null,
    own: { badge, color, verified, source, decidedAt, erasedAt, pick, revisions },
  }
}
