import { createHash } from 'node:crypto'
import type { Db, Queryable } from '../db/client.ts'
import { EXPORT_MS, EXPORT_PAUSE_MS } from '../db/time-limits.ts'
import type { Site } from '../sites/queries.ts'
import { csvLine } from '../text/csv.ts'
import { NIL_UUID } from '../text/uuid.ts'

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const
type ExportFormat = (typeof EXPORT_FORMATS)[number]

type ExportRequest = {
  readonly format: ExportFormat
  /** Whether e-mail addresses are included. */
  readonly personal: boolean
  readonly now: Date
}

/** Takes one piece of the export and resolves when it wants the next. */
type Sink = (piece: string) => Promise<void>

const PAGE = 500

/**
 * Writes a site's articles and comments as they were at one moment, in pieces: memory stays flat however many there
 * are. JSON Lines begin with a header and end with a line that has the counts and a digest of everything before, so
 * that a truncated file is noticed; CSV has only the comments.
 */
export async function exportSite(db: Db, site: Site, request: ExportRequest, sink: Sink): Promise<void> {
  let begun = false
  await db.transaction(
    async (tx) => {
      if (begun) throw new Error('the export was interrupted')
      begun = true
      await tx.query((sql) => sql`set transaction isolation level repeatable read, read only`)
      // Pages follow the primary key, whatever the statistics of a fast-growing table suggest.
      await tx.query(
        (sql) => sql`
        select set_config('idle_in_transaction_session_timeout', ${String(EXPORT_PAUSE_MS)}, true),
          set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`,
      )
      if (request.format === 'csv') await writeCsv(tx, site, request, sink)
      else await writeLines(tx, site, request, sink)
    },
    { timeoutMs: EXPORT_MS },
  )
}

async function writeLines(tx: Queryable, site: Site, request: ExportRequest, sink: Sink): Promise<void> {
  const digest = createHash('sha256')
  const write = async (rows: readonly object[]) => {
    const piece = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    digest.update(piece)
    await sink(piece)
  }
  const { slug, name, origins } = site
  await write([
    {
      format: 'postbag-export',
      version: 1,
      site: { slug, name, origins },
      exportedAt: request.now,
      personal: request.personal,
    },
  ])
  const counts = { articles: 0, comments: 0 }
  for await (const rows of articlePages(tx, site.id)) {
    counts.articles += rows.length
    await write(rows.map(({ id: _, ...row }) => ({ type: 'article', ...row })))
  }
  for await (const rows of commentPages(tx, site.id, request.personal)) {
    counts.comments += rows.length
    await write(rows.map((row) => ({ type: 'comment', ...row })))
  }
  await sink(`${JSON.stringify({ type: 'end', counts, sha256: digest.digest('hex') })}\n`)
}

const COLUMNS = ['id', 'article', 'parentId', 'status', 'reason', 'name', 'website', 'text'] as const

async function writeCsv(tx: Queryable, site: Site, { personal }: ExportRequest, sink: Sink): Promise<void> {
  const email = personal ? ['email'] : []
  await sink(csvLine([...COLUMNS, ...email, 'likes', 'createdAt', 'editedAt', 'decidedAt']))
  for await (const rows of commentPages(tx, site.id, personal)) {
    const lines = rows.map((row) =>
      csvLine([
        ...COLUMNS.map((column) => row[column]),
        ...(personal ? [row.email ?? null] : []),
        row.likes,
        row.createdAt.toISOString(),
        row.editedAt?.toISOString() ?? null,
        row.decidedAt?.toISOString() ?? null,
      ]),
    )
    await sink(lines.join(''))
  }
}

type ArticleRow = {
  readonly id: string
  readonly key: string
  readonly url: string | null
  readonly title: string | null
  readonly section: string | null
  readonly open: boolean
  readonly premoderated: boolean
  readonly createdAt: Date
}

type CommentRow = {
  readonly id: string
  readonly article: string
  readonly parentId: string | null
  readonly status: string
  readonly reason: string | null
  readonly name: string
  readonly email?: string | null
  readonly website: string | null
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly text: string
  readonly likes: number
  readonly source: string
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly decidedAt: Date | null
  readonly erasedAt: Date | null
  readonly pick: object | null
  readonly revisions: readonly { readonly text: string; readonly replacedAt: string }[]
}

async function* pages<T extends { readonly id: string }>(
  read: (after: string) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let after = NIL_UUID
  for (;;) {
    const rows = await read(after)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? after
  }
}

function articlePages(tx: Queryable, siteId: string) {
  return pages((after) =>
    tx.query(
      (sql) => sql<ArticleRow[]>`
      select id, key, url, title, section, open, premoderated, created_at from articles
      where site_id = ${siteId} and id > ${after} order by id limit ${PAGE}`,
    ),
  )
}

function commentPages(tx: Queryable, siteId: string, personal: boolean) {
  return pages((after) =>
    tx.query(
      (sql) => sql<CommentRow[]>`
      select c.id, a.key as article, c.parent_id, c.status, c.reason, c.name, ${personal ? sql`c.email,` : sql``}
        c.website, c.badge, c.color, c.verified, c.text, c.likes, c.source, c.created_at, c.edited_at, c.decided_at, c.erased_at,
        (select jsonb_build_object('id', k.id, 'pickedAt', k.created_at, 'moderatorId', k.moderator_id,
          'moderatorName', k.moderator_name) from picks k where k.site_id = c.site_id and k.id = c.pick_id) as pick,
        coalesce((select jsonb_agg(jsonb_build_object('text', r.text, 'replacedAt', r.replaced_at) order by r.revision)
          from revisions r where r.site_id = c.site_id and r.comment_id = c.id), '[]') as revisions
      from (select * from comments where site_id = ${siteId} and id > ${after} order by id limit ${PAGE}) c
      join articles a on a.site_id = c.site_id and a.id = c.article_id
      order by c.id`,
    ),
  )
}
