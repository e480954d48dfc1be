import type { Queryable } from '../db/client.ts'

/** Earlier reports of one reader that tell what their next one is worth. */
const EARLIER = 200

/**
 * Sets number and weight of a comment's open reports; call it in the transaction that changed them. A report weighs
 * the share of its reader's answered reports that were right, a newcomer's one half (Laplace's rule of succession),
 * so a gang of strangers is heard, and a reader who reports everything hardly.
 */
export async function weighReports(tx: Queryable, siteId: string, commentId: string): Promise<void> {
  await tx.query(
    (sql) => sql`
    update comments c set report_count = o.reports, report_weight = o.weight
    from (
      select count(*)::int as reports,
        coalesce(sum((1 + e.upheld)::real / (2 + e.upheld + e.dismissed)), 0)::real as weight
      from reports r
      cross join lateral (
        select count(*) filter (where a.outcome = 'upheld') as upheld,
          count(*) filter (where a.outcome = 'dismissed') as dismissed
        from (select outcome from reports a where a.site_id = r.site_id and a.reporter_hash = r.reporter_hash
          and a.outcome is not null limit ${EARLIER}) a
      ) e
      where r.site_id = ${siteId} and r.comment_id = ${commentId} and r.outcome is null
    ) o
    where c.site_id = ${siteId} and c.id = ${commentId}`,
  )
}
