import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queryable, Sql } from '../db/client.ts'
import { IN_QUEUE } from '../db/schema.ts'
import type { Moderator } from '../http/auth.ts'
import { decodeCursor, encodeCursor, instant, type Page, toPage } from '../http/paging.ts'
import type { SiteRef } from './access.ts'
import { loadItems, type ReviewItem } from './items.ts'
import { containsAll, searchTerms } from './terms.ts'

export const QUEUE_SORTS = ['priority', 'oldest', 'newest'] as const
export type QueueSort = (typeof QUEUE_SORTS)[number]

export type QueueFilter = {
  readonly sort: QueueSort
  /** `reported`, `appealed`, a reason code, or the name of a check that held it. */
  readonly reason?: string | undefined
  readonly section?: string | undefined
  readonly q?: string | undefined
}

export type QueuePage = QueueFilter & { readonly limit: number; readonly cursor?: string | undefined }

type Place = {
  readonly siteId: string
  readonly id: string
  readonly reportWeight: number
  readonly risk: number
  readonly createdAt: Date
}

const Key = z.tuple([z.number().min(0).max(1e9), z.number().min(0).max(1), instant, z.uuid()])

/**
 * What waits for a person on these sites: held comments, reported ones, and some decided by machine that are
 * checked blindly. By priority (weightiest reports, then highest risk, then oldest) or by age; ties by id.
 * @throws {AppError} `invalid-request` for a cursor of another list.
 */
export async function listQueue(
  db: Queryable,
  sites: readonly SiteRef[],
  page: QueuePage,
): Promise<Page<ReviewItem>> {
  const list = cursorList(sites, page)
  const after = page.cursor === undefined ? undefined : decodeCursor(list, page.cursor, Key)
  const places = await db.query((sql) => {
    const order = ORDERS[page.sort]
    const keyset = after === undefined ? sql`` : sql`and ${order.after(sql, after)}`
    return sql<Place[]>`
    select place.* from unnest(${sites.map(({ id }) => id)}::uuid[]) as s(id)
    cross join lateral (
      select c.site_id, c.id, c.report_weight, c.risk, c.created_at
      from comments c
      where c.site_id = s.id and (${sql.unsafe(IN_QUEUE)}) ${keyset} ${filters(sql, page)}
      order by ${order.by(sql)} limit ${page.limit + 1}
    ) place
    order by ${order.by(sql)} limit ${page.limit + 1}`
  })
  const { items, next } = toPage(places, page.limit, (last) =>
    encodeCursor(list, [last.reportWeight, last.risk, last.createdAt.toISOString(), last.id]),
  )
  return { items: await loadItems(db, items), next }
}

/** Conditions on a queued comment `c` beyond being in the queue. */
export function filters(sql: Sql, { reason, section, q }: Omit<QueueFilter, 'sort'>) {
  const terms = searchTerms(q)
  return sql`
    ${terms.length === 0 ? sql`` : sql`and ${containsAll(sql, terms)}`}
    ${
      section === undefined
        ? sql``
        : sql`and exists (select from articles a where a.site_id = c.site_id and a.id = c.article_id
            and a.section = ${section})`
    }
    ${reason === undefined ? sql`` : sql`and ${because(sql, reason)}`}`
}

/** Leaves out appeals against this moderator's own rejections; an admin may have to decide those too. */
export function notOwnAppeal(sql: Sql, moderator: Moderator) {
  if (moderator.role === 'admin') return sql``
  return sql`and not exists (select from appeals l where l.site_id = c.site_id and l.comment_id = c.id
    and l.outcome is null and l.against_id = ${moderator.id})`
}

/** The order of each sort, and what comes after a key in it; each is the order of one partial index. */
export const ORDERS = {
  priority: {
    by: (sql: Sql) => sql`(-report_weight), (-risk), created_at, id`,
    after: (sql: Sql, [weight, risk, at, id]: z.infer<typeof Key>) =>
      sql`((-report_weight), (-risk), created_at, id) > (${-weight}::real, ${-risk}::real, ${at}::timestamptz, ${id}::uuid)`,
  },
  oldest: {
    by: (sql: Sql) => sql`created_at, id`,
    after: (sql: Sql, [, , at, id]: z.infer<typeof Key>) =>
      sql`(created_at, id) > (${at}::timestamptz, ${id}::uuid)`,
  },
  newest: {
    by: (sql: Sql) => sql`created_at desc, id desc`,
    after: (sql: Sql, [, , at, id]: z.infer<typeof Key>) =>
      sql`(created_at, id) < (${at}::timestamptz, ${id}::uuid)`,
  },
} as const satisfies Record<QueueSort, unknown>

function because(sql: Sql, reason: string) {
  if (reason === 'reported') return sql`c.report_count > 0`
  if (reason === 'appealed') {
    return sql`exists (select from appeals l where l.site_id = c.site_id and l.comment_id = c.id and l.outcome is null)`
  }
  return sql`(exists (
      select from (select v.reason, v.because from verdicts v where v.site_id = c.site_id and v.comment_id = c.id
        order by v.revision desc limit 1) v
      where v.reason = ${reason} or ${reason} = any(v.because))
    or exists (select from reports r where r.site_id = c.site_id and r.comment_id = c.id and r.outcome is null
      and r.reason = ${reason}))`
}

function cursorList(sites: readonly SiteRef[], { sort, reason, section, q }: QueueFilter): string {
  const filter = JSON.stringify([sites.map(({ id }) => id), reason ?? null, section ?? null, q ?? null])
  return `queue ${sort} ${createHash('sha256').update(filter).digest('base64url').slice(0, 12)}`
}
