import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { decodeCursor, encodeCursor, type Page, timeAndId, toPage } from '../http/paging.ts'

type Article = {
  readonly id: string
  readonly key: string
  readonly url: string | null
  readonly title: string | null
  readonly section: string | null
  readonly open: boolean
  readonly commentCount: number
  readonly createdAt: Date
  readonly lastCommentAt: Date | null
}

type ArticleChange = {
  readonly open?: boolean | undefined
  readonly url?: string | null | undefined
  readonly title?: string | null | undefined
  readonly section?: string | null | undefined
}

/** Changes what was given and leaves the rest; an article nobody has commented on yet is made. */
export async function putArticle(
  db: Queryable,
  siteId: string,
  key: string,
  change: ArticleChange,
): Promise<Article> {
  const { open = null, url = null, title = null, section = null } = change
  const [row] = await db.query(
    (sql) => sql<(Article & { readonly told: string })[]>`
    with put as (
      insert into articles (site_id, id, key, url, title, section, open)
      values (${siteId}, ${randomUUIDv7()}, ${key}, ${url}, ${title}, ${section}, coalesce(${open}::boolean, true))
      on conflict (site_id, key) do update set
        open = coalesce(${open}::boolean, articles.open),
        url = case when ${change.url !== undefined} then excluded.url else articles.url end,
        title = case when ${change.title !== undefined} then excluded.title else articles.title end,
        section = case when ${change.section !== undefined} then excluded.section else articles.section end,
        version = articles.version + 1
      returning site_id, id, key, url, title, section, open, comment_count, version, created_at, last_comment_at
    )
    select id, key, url, title, section, open, comment_count, created_at, last_comment_at,
      pg_notify('postbag', json_build_array('article', site_id, key, version)::text) as told
    from put`,
  )
  if (row === undefined) throw new Error('insert into articles returned nothing')
  const { told: _, ...article } = row
  return article
}

/** Articles with comments or settings, newest first. */
export async function listArticles(
  db: Queryable,
  siteId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Article>> {
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor('articles', cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<Article[]>`
    select id, key, url, title, section, open, comment_count, created_at, last_comment_at from articles
    where site_id = ${siteId} and (${at}::timestamptz is null or (created_at, id) < (${at}::timestamptz, ${id}::uuid))
    order by created_at desc, id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor('articles', [last.createdAt.toISOString(), last.id]))
}
