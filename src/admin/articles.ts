import { randomUUIDv7 } from 'node:crypto'
import type { Db, Queryable, Sql } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { decodeCursor, encodeCursor, listName, type Page, timeAndId, toPage } from '../http/paging.ts'
import { articleNotice } from '../live.ts'
import { type Switches, turnSwitches } from '../review/articles/switches.ts'
import { changedBy } from '../sites/changes.ts'
import type { Site } from '../sites/queries.ts'
import { ownUrl } from '../submissions/articles.ts'

type Article = {
  readonly id: string
  readonly key: string
  readonly url: string | null
  readonly title: string | null
  readonly section: string | null
  readonly open: boolean
  readonly premoderated: boolean
  readonly commentCount: number
  readonly createdAt: Date
  readonly lastCommentAt: Date | null
}

type ArticleChange = Switches & {
  readonly url?: string | null | undefined
  readonly title?: string | null | undefined
  readonly section?: string | null | undefined
}

/**
 * Changes the members that are given and leaves the rest; creates an article that nobody has commented on yet. Its
 * switches are turned the way moderators turn them.
 * @returns the article, and which members are other than before.
 * @throws {AppError} `invalid-fields` for an address outside the site's own pages.
 */
export async function putArticle(
  db: Db,
  { site, key, moderator }: { readonly site: Site; readonly key: string; readonly moderator: Moderator },
  { open, premoderated, ...change }: ArticleChange,
): Promise<{ readonly article: Article; readonly changed: readonly string[] }> {
  const { title = null, section = null } = change
  const siteId = site.id
  const url = change.url ? pageOf(site, change.url) : null
  return db.transaction(async (tx) => {
    const [before = NAMELESS] = await tx.query(
      (sql) => sql<Named[]>`
      select url, title, section from articles
      where site_id = ${siteId} and key = ${key} for no key update`,
    )
    const [put] = await tx.query(
      (sql) => sql<{ readonly id: string }[]>`
      with put as (
        insert into articles (site_id, id, key, url, title, section)
        values (${siteId}, ${randomUUIDv7()}, ${key}, ${url}, ${title}, ${section})
        on conflict (site_id, key) do update set
          url = case when ${change.url !== undefined} then excluded.url else articles.url end,
          title = case when ${change.title !== undefined} then excluded.title else articles.title end,
          section = case when ${change.section !== undefined} then excluded.section else articles.section end,
          version = articles.version + 1
        returning site_id, id, key, version
      )
      select id, ${articleNotice(sql, siteId)} from put`,
    )
    if (put === undefined) throw new Error('insert into articles returned nothing')
    const turned = await turnSwitches(tx, siteId, { articleId: put.id, open, premoderated, moderator })
    const [article] = await tx.query(
      (sql) => sql<Article[]>`
      select ${columns(sql)} from articles where site_id = ${siteId} and id = ${put.id}`,
    )
    if (article === undefined) throw new Error('an article that was put is gone')
    const set = changedBy(before, { ...change, ...(change.url !== undefined && { url }) })
    return { article, changed: [...set, ...turned] }
  })
}

type Named = Pick<Article, 'url' | 'title' | 'section'>
const NAMELESS: Named = { url: null, title: null, section: null }

/** The address that readers, feeds and search engines are sent to. */
function pageOf(site: Site, url: string): string {
  const page = ownUrl(site, url)
  if (page !== null) return page
  const message = 'Use an address on one of the origins of the site.'
  throw new AppError('invalid-fields', undefined, { errors: [{ field: 'url', code: 'foreign', message }] })
}

const columns = (sql: Sql) =>
  sql`id, key, url, title, section, open, premoderated, comment_count, created_at, last_comment_at`

/** Articles with comments or settings, newest first. */
export async function listArticles(
  db: Queryable,
  siteId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Article>> {
  const list = listName('articles', [{ id: siteId }])
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor(list, cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<Article[]>`
    select ${columns(sql)} from articles
    where site_id = ${siteId} and (${at}::timestamptz is null or (created_at, id) < (${at}::timestamptz, ${id}::uuid))
    order by created_at desc, id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor(list, [last.createdAt.toISOString(), last.id]))
}
