import type { Queryable, Sql } from '../db/client.ts'

type Value = string | Buffer | ReturnType<Sql>

/** How many earlier reports of a reader tell what their next one is worth. */
const EARLIER = 200

/**
 * What a reader's report weighs: the share of their answered reports that were right, where a newcomer has one half
 * (Laplace's rule of succession). So strangers are heard, and a reader who reports everything hardly counts.
 */
export function reportWeight(sql: Sql, reporter: { readonly siteId: Value; readonly hash: Value }) {
  return sql`(
    select ((1 + count(*) filter (where a.outcome = 'upheld'))::real / (2 + count(*)))::real
    from (select a.outcome from reports a where a.site_id = ${reporter.siteId}
      and a.reporter_hash = ${reporter.hash} and a.outcome is not null limit ${EARLIER}) a)`
}

/** A notice of illegal content comes before whatever readers report. */
export const NOTICE_WEIGHT = 1_000

/** Sets number and weight of these comments' open reports; call it in the transaction that changed them. */
export async function weighReports(
  tx: Queryable,
  siteId: string,
  commentIds: readonly string[],
): Promise<void> {
  await tx.query(
    (sql) => sql`
    update comments c set report_count = o.reports, report_weight = o.weight
    from unnest(${[...commentIds]}::uuid[]) as wanted(id)
    cross join lateral (
      select count(*)::int as reports,
        coalesce(sum(case when r.notice then ${NOTICE_WEIGHT}::real else 0 end
          + ${reportWeight(sql, { siteId: sql`r.site_id`, hash: sql`r.reporter_hash` })}), 0)::real as weight
      from reports r where r.site_id = ${siteId} and r.comment_id = wanted.id and r.outcome is null
    ) o
    where c.site_id = ${siteId} and c.id = wanted.id`,
  )
}
