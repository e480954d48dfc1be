import { z } from 'zod'
import type { Queryable, Sql } from '../db/client.ts'
import { IN_QUEUE } from '../db/states.ts'
import type { Moderator } from '../http/auth.ts'
import { decodeCursor, encodeCursor, instant, listName, type Page, toPage } from '../http/paging.ts'
import type { SiteRef } from './access.ts'
import { loadItems, type ReviewItem } from './items.ts'
import { filters, type Match, matchKey, resolveMatch } from './match.ts'

export const QUEUE_SORTS = ['priority', 'risk', 'spam', 'abuse', 'oldest', 'newest'] as const
export type QueueSort = (typeof QUEUE_SORTS)[number]

type QueuePage = Match & {
  readonly sort: QueueSort
  readonly limit: number
  readonly cursor?: string | undefined
}

type Place = {
  readonly siteId: string
  readonly id: string
  readonly reportWeight: number
  readonly appealed: boolean
  readonly risk: number
  readonly spamRisk: number | null
  readonly abuseRisk: number | null
  readonly createdAt: Date
}

/** As the database's `real` holds it: a number too small for that would be an error. */
const real = (most: number) => z.number().min(0).max(most).transform(Math.fround)
const Key = z.tuple([real(1e9), z.boolean(), real(1), instant, z.uuid()])

/**
 * What waits for a person on these sites: held comments, reported ones, and some decided by machine that are checked
 * blindly. Ordered by priority (weightiest reports, then appeals, then highest risk, then oldest), by risk alone, by
 * the risk of one kind, or by age; ties by id.
 * @throws {AppError} `invalid-request` for a cursor of another list.
 */
export async function listQueue(
  db: Queryable,
  sites: readonly SiteRef[],
  page: QueuePage,
): Promise<Page<ReviewItem>> {
  const list = listName(`queue ${page.sort}`, sites, matchKey(page))
  const after = page.cursor === undefined ? undefined : decodeCursor(list, page.cursor, Key)
  const match = await resolveMatch(db, sites, page)
  const places = await db.query((sql) => {
    const order = ORDERS[page.sort]
    const keyset = after === undefined ? sql`` : sql`and ${order.after(sql, after)}`
    return sql<Place[]>`
    select place.* from unnest(${sites.map(({ id }) => id)}::uuid[]) as s(id)
    cross join lateral (
      select c.site_id, c.id, c.report_weight, c.appealed, c.risk, c.spam_risk, c.abuse_risk, c.created_at
      from comments c
      where c.site_id = s.id and (${sql.unsafe(IN_QUEUE)}) ${keyset} ${filters(sql, match)}
      order by ${order.by(sql)} limit ${page.limit + 1}
    ) place
    order by ${order.by(sql)} limit ${page.limit + 1}`
  })
  const { items, next } = toPage(places, page.limit, (last) =>
    encodeCursor(list, [
      last.reportWeight,
      last.appealed,
      riskOf(last, page.sort),
      last.createdAt.toISOString(),
      last.id,
    ]),
  )
  return { items: await loadItems(db, items), next }
}

/** Excludes appeals against this moderator's own rejections; an admin may have to decide those too. */
export function notOwnAppeal(sql: Sql, moderator: Pick<Moderator, 'id' | 'role'>) {
  if (moderator.role === 'admin') return sql``
  return sql`and not exists (select from appeals l where l.site_id = c.site_id and l.comment_id = c.id
    and l.outcome is null and l.against_id = ${moderator.id})`
}

/** For each sort, the order and the condition for what follows a key. The orders by risk alone have no index. */
export const ORDERS = {
  priority: {
    by: (sql: Sql) => sql`(-report_weight), (not appealed), (-risk), created_at, id`,
    after: (sql: Sql, [weight, appealed, risk, at, id]: z.infer<typeof Key>) =>
      sql`((-report_weight), (not appealed), (-risk), created_at, id)
        > (${-weight}::real, ${!appealed}::boolean, ${-risk}::real, ${at}::timestamptz, ${id}::uuid)`,
  },
  risk: {
    by: (sql: Sql) => sql`(-risk), created_at, id`,
    after: (sql: Sql, [, , risk, at, id]: z.infer<typeof Key>) =>
      sql`((-risk), created_at, id) > (${-risk}::real, ${at}::timestamptz, ${id}::uuid)`,
  },
  spam: byKindRisk('spam_risk'),
  abuse: byKindRisk('abuse_risk'),
  oldest: {
    by: (sql: Sql) => sql`created_at, id`,
    after: (sql: Sql, [, , , at, id]: z.infer<typeof Key>) =>
      sql`(created_at, id) > (${at}::timestamptz, ${id}::uuid)`,
  },
  newest: {
    by: (sql: Sql) => sql`created_at desc, id desc`,
    after: (sql: Sql, [, , , at, id]: z.infer<typeof Key>) =>
      sql`(created_at, id) < (${at}::timestamptz, ${id}::uuid)`,
  },
} as const satisfies Record<QueueSort, unknown>

/** Comments that were never judged come last. */
function byKindRisk(column: 'spam_risk' | 'abuse_risk') {
  return {
    by: (sql: Sql) => sql`(-coalesce(${sql(column)}, 0)), created_at, id`,
    after: (sql: Sql, [, , risk, at, id]: z.infer<typeof Key>) =>
      sql`((-coalesce(${sql(column)}, 0)), created_at, id) > (${-risk}::real, ${at}::timestamptz, ${id}::uuid)`,
  }
}

/** The risk that a sort uses, which its cursor has to hold. */
function riskOf({ risk, spamRisk, abuseRisk }: Place, sort: QueueSort): number {
  if (sort === 'spam') return spamRisk ?? 0
  return sort === 'abuse' ? (abuseRisk ?? 0) : risk
}
