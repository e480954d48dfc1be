import { z } from 'zod'
import type { Queryable, Sql } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { decodeCursor, encodeCursor, listName, type Page, timeAndId } from '../http/paging.ts'
import type { SiteRef } from './access.ts'
import { type ItemKey, loadItems, type ReviewItem } from './items.ts'
import { containsAll, searchTerms } from './terms.ts'

/** The most comments that one page looks at, so that the cost of a search does not grow with the archive. */
const SCANNED_PER_PAGE = 20_000

type CommentSearch = {
  readonly status?: CommentStatus | undefined
  readonly picked?: 'true' | undefined
  /** Words and "phrases", all of which must occur in name or text. */
  readonly q?: string | undefined
  /** The id of a comment, to find everything by its author, or a name as it is shown. */
  readonly author?: string | undefined
  readonly article?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

type Row = ItemKey & { readonly createdAt: Date; readonly hit: boolean }

/**
 * Comments in any status, newest first. An index of words would slow every submission down, so there is none: a
 * page looks at the next 20,000 comments, and may hold few matches or none and still name a next page.
 * @throws {AppError} `invalid-request` for a cursor of another search.
 */
export async function searchComments(
  db: Queryable,
  sites: readonly SiteRef[],
  search: CommentSearch,
): Promise<Page<ReviewItem>> {
  const { status, picked, q, author, article, limit } = search
  const list = listName('search', sites, status, picked, q, author, article)
  const [at = null, id = null] =
    search.cursor === undefined ? [] : decodeCursor(list, search.cursor, timeAndId)
  const perSite = Math.ceil(SCANNED_PER_PAGE / Math.max(1, sites.length))
  const rows = await db.query(
    (sql) => sql<Row[]>`
    with scanned as materialized (
      select c.* from unnest(${sites.map(({ id }) => id)}::uuid[]) as s(id)
      cross join lateral (
        select c.site_id, c.id, c.created_at, (${matches(sql, search)}) as hit,
          row_number() over (order by c.created_at desc, c.id desc) as place
        from (select * from comments c where c.site_id = s.id
          ${id === null ? sql`` : sql`and (c.created_at, c.id) < (${at}::timestamptz, ${id}::uuid)`}
          ${byAuthor(sql, search)} order by c.created_at desc, c.id desc limit ${perSite}) c
      ) c
    ), horizon as (
      -- A site that has more than was looked at hides what is older than its last one, in the others too.
      select created_at, id from scanned where place = ${perSite} order by created_at desc, id desc limit 1
    ), hits as (
      select site_id, id, created_at from scanned
      where hit and not exists (select from horizon h where (scanned.created_at, scanned.id) < (h.created_at, h.id))
      order by created_at desc, id desc limit ${limit + 1}
    )
    select site_id, id, created_at, true as hit from hits
    union all
    select null, id, created_at, false from horizon`,
  )
  const hits = rows.filter(({ hit }) => hit)
  const items = await loadItems(db, hits.slice(0, limit))
  const last = hits.length > limit ? hits[limit - 1] : rows.find(({ hit }) => !hit)
  return {
    items,
    next: last === undefined ? null : encodeCursor(list, [last.createdAt.toISOString(), last.id]),
  }
}

/**
 * Conditions that no index serves; a comment under an open blind check is found as the pending comment that it looks
 * like.
 */
function matches(sql: Sql, { status, picked, q, author, article }: CommentSearch) {
  const terms = searchTerms(q)
  return sql`true
    ${status === undefined ? sql`` : sql`and (case when c.audit then 'pending' else c.status end) = ${status}`}
    ${picked === undefined ? sql`` : sql`and c.pick_id is not null`}
    ${terms.length === 0 ? sql`` : sql`and ${containsAll(sql, terms)}`}
    ${author === undefined || isId(author) ? sql`` : sql`and lower(c.name) = lower(${author})`}
    ${
      article === undefined
        ? sql``
        : sql`and exists (select from articles a where a.site_id = c.site_id and a.id = c.article_id
            and a.key = ${article})`
    }`
}

function byAuthor(sql: Sql, { author }: CommentSearch) {
  if (author === undefined || !isId(author)) return sql``
  return sql`and c.author_hash = (select o.author_hash from comments o where o.site_id = s.id and o.id = ${author}::uuid)`
}

function isId(author: string): boolean {
  return z.uuid().safeParse(author).success
}
