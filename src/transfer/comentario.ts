import { z } from 'zod'
import type { Bytes } from './bytes.ts'
import { itemsOf, parseRow, whatIsWrong } from './json.ts'
import { BrokenFile, type Found, type SourceArticle, type SourceComment } from './row.ts'
import { textOfHtml } from './text.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => value || null)
const yes = z.boolean().default(false)
const score = z.int().default(0)

/** What both versions say of a comment: its author by an id, its article by an id or an address. */
type Row = Omit<SourceComment, 'article' | 'email' | 'website' | 'reason'> & {
  readonly personId: string | null
  readonly pageId: string | null
  readonly url: string | null
}

/** A comment in Commento's format; members that forks renamed are known by both names. */
const FirstComment = z
  .object({
    commentHex: z.string().min(1),
    parentHex: text,
    commenterHex: text,
    domain: text,
    host: text,
    url: text,
    path: text,
    markdown: text,
    html: text,
    score,
    state: z.enum(['approved', 'unapproved', 'flagged']),
    deleted: yes,
    creationDate: z.string(),
  })
  .transform((row): Row => {
    const path = row.url ?? row.path ?? ''
    const host = row.domain ?? row.host
    return {
      sourceId: row.commentHex,
      parentSourceId: row.parentHex === 'root' ? null : row.parentHex,
      personId: row.commenterHex,
      pageId: null,
      url: host === null || !path.startsWith('/') ? path : `https://${host}${path}`,
      name: '',
      text: textOf(row),
      status: row.state === 'approved' ? 'approved' : 'pending',
      createdAt: row.creationDate,
      likes: row.score,
      isEmpty: row.deleted,
    }
  })

/** A comment in Comentario 3's format. */
const Comment = z
  .object({
    id: z.string().min(1),
    parentId: text,
    pageId: z.string(),
    userCreated: text,
    authorName: text,
    markdown: text,
    html: text,
    score,
    isApproved: yes,
    isPending: yes,
    isDeleted: yes,
    createdTime: z.string(),
    editedTime: text,
  })
  .transform((row): Row => {
    const decided = row.isApproved ? 'approved' : 'rejected'
    return {
      sourceId: row.id,
      parentSourceId: row.parentId,
      personId: row.userCreated,
      pageId: row.pageId,
      url: null,
      name: row.authorName ?? '',
      text: textOf(row),
      status: row.isPending ? 'pending' : row.isDeleted ? 'approved' : decided,
      createdAt: row.createdTime,
      // A time that was never set is in the year 1.
      editedAt: row.editedTime,
      likes: row.score,
      isEmpty: row.isDeleted,
    }
  })

const Page = z
  .object({ id: z.string(), path: z.string(), title: text, isReadonly: yes })
  .transform(({ id, path, title, isReadonly }) => ({
    id,
    article: { id: path, url: path, title, open: !isReadonly } satisfies SourceArticle,
  }))

const Person = z
  .object({ commenterHex: text, id: text, name: text, email: text, link: text, websiteUrl: text })
  .transform((row) => ({
    id: row.commenterHex ?? row.id ?? '',
    name: row.name ?? '',
    email: row.email,
    website: row.link ?? row.websiteUrl,
  }))

/** Authors are listed after the comments that refer to them, so comments have to wait; together no more than this. */
const MOST_WAITING = 256 * 1024 * 1024

/**
 * Reads the comments of an export of Commento (version 1) or Comentario (version 3): one JSON document.
 * @throws {BrokenFile}
 */
export async function* readComentario(bytes: Bytes): AsyncGenerator<Found> {
  const pages = new Map<string, SourceArticle>()
  const people = new Map<string, z.infer<typeof Person>>()
  const waiting: Row[] = []
  let size = 0
  for await (const { list, number, text: item } of itemsOf(bytes)) {
    const row = await parseRow(item)
    const take = <T>(schema: z.ZodType<T>, use: (data: T) => void): Found | undefined => {
      const { data, error } = schema.safeParse(row)
      if (error) return { trouble: { at: `object ${number}`, what: whatIsWrong(row, error) } }
      use(data)
    }
    let trouble: Found | undefined
    if (list === 'pages') trouble = take(Page, ({ id, article }) => pages.set(id, article))
    else if (list === 'commenters') trouble = take(Person, (person) => people.set(person.id, person))
    else if (list === 'comments') {
      size += item.length
      if (size > MOST_WAITING) throw new BrokenFile('it has more comments than can be held')
      trouble = take(isOfCommento(row) ? FirstComment : Comment, (comment) => waiting.push(comment))
    }
    if (trouble !== undefined) yield trouble
  }
  for (const row of waiting) yield foundOf(row, pages, people)
}

function isOfCommento(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'commentHex' in row
}

function foundOf(
  { personId, pageId, url, ...row }: Row,
  pages: ReadonlyMap<string, SourceArticle>,
  people: ReadonlyMap<string, z.infer<typeof Person>>,
): Found {
  const article = pageId === null ? { id: url, url, title: null } : pages.get(pageId)
  const person = people.get(personId ?? '')
  const at = `comment ${row.sourceId.slice(0, 40)}`
  if (article === undefined) return { trouble: { at, what: 'a page that the file does not have' } }
  return {
    comment: {
      ...row,
      article,
      name: row.name || (person?.name ?? ''),
      email: person?.email ?? null,
      website: person?.website ?? null,
      reason: row.status === 'rejected' ? 'other' : null,
    },
  }
}

function textOf({ html, markdown }: { readonly html: string | null; readonly markdown: string | null }) {
  return html === null ? (markdown ?? '') : textOfHtml(html)
}
