import { z } from 'zod'
import type { Bytes } from './bytes.ts'
import { itemsOf, parseRow, whatIsWrong } from './json.ts'
import type { Found, SourceComment } from './row.ts'

/** Converters leave text, numbers, booleans or nothing at all. */
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => String(value ?? ''))

const Comment = z.object({
  id: text.pipe(z.string().min(1)),
  rid: text,
  content: z.string(),
  is_pending: text,
  vote_up: text,
  created_at: z.string(),
  updated_at: text,
  nick: z.string(),
  email: text,
  link: text,
  page_key: z.string().min(1),
  page_title: text,
  page_admin_only: text,
})

/**
 * Reads the comments of an Artalk transfer file ("artrans"): one list in which every value is a string. Artalk's
 * converters make such files from Typecho, Valine, Waline, Twikoo and others; some of them leave numbers as numbers.
 */
export async function* readArtalk(bytes: Bytes): AsyncGenerator<Found> {
  for await (const item of itemsOf(bytes)) {
    const row = await parseRow(item.text)
    const { data, error } = Comment.safeParse(row)
    if (data) yield { comment: found(data) }
    else yield { trouble: { at: `object ${item.number}`, what: whatIsWrong(row, error) } }
  }
}

function found(row: z.infer<typeof Comment>): SourceComment {
  const createdAt = timeOf(row.created_at)
  const updatedAt = timeOf(row.updated_at)
  return {
    sourceId: row.id,
    parentSourceId: row.rid === '' || row.rid === '0' ? null : row.rid,
    article: {
      id: row.page_key,
      url: row.page_key,
      title: row.page_title || null,
      open: row.page_admin_only !== 'true',
    },
    name: row.nick,
    text: row.content,
    email: row.email || null,
    website: row.link || null,
    status: row.is_pending === 'true' ? 'pending' : 'approved',
    reason: null,
    createdAt,
    editedAt: updatedAt === createdAt ? null : updatedAt,
    likes: /^\d{1,9}$/.test(row.vote_up) ? Number(row.vote_up) : 0,
  }
}

/** `2026-03-01 10:00:00 +0100` */
function timeOf(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?: ([+-]\d\d):?(\d\d)|$)/.exec(text)
  if (parts === null) return text
  const [, date, time, hours = '+00', minutes = '00'] = parts
  return `${date}T${time}${hours}:${minutes}`
}
