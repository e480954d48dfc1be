import type { Queryable } from '../db/client.ts'
import { IN_QUEUE, LAST_VERDICT } from '../db/states.ts'
import type { SiteRef } from './access.ts'
import { shownGrounds } from './audit.ts'
import { isAsked } from './notes/second-opinions.ts'

/** How many comments wait for each filter of the queue. */
export type Facets = {
  readonly waiting: number
  readonly sections: readonly {
    readonly site: string
    readonly section: string
    readonly pending: number
  }[]
  readonly reasons: readonly { readonly reason: string; readonly pending: number }[]
  readonly reported: number
  readonly appealed: number
  /** Comments that somebody left to colleagues. */
  readonly secondOpinions: number
  /** Whether counting stopped at twenty thousand. */
  readonly capped: boolean
}

const COUNTED = 20_000
const MOST = 50

/** Counts over the queue in priority order; a longer queue is counted in part, and `capped` says so. */
export async function getFacets(db: Queryable, sites: readonly SiteRef[]): Promise<Facets> {
  const [row] = await db.query(
    (sql) => sql<Omit<Facets, 'capped'>[]>`
    with queue as materialized (
      select c.site_id, c.id, c.article_id, c.report_count, c.appealed, c.audit, c.version from unnest(${sites.map(({ id }) => id)}::uuid[]) as s(id)
      cross join lateral (
        select c.* from comments c where c.site_id = s.id and (${sql.unsafe(IN_QUEUE)})
        order by c.created_at, c.id limit ${COUNTED}) c
      limit ${COUNTED}
    ), sections as (
      select s.slug as site, a.section, count(*)::int as pending
      from queue q join articles a on a.site_id = q.site_id and a.id = q.article_id join sites s on s.id = q.site_id
      where a.section is not null group by 1, 2 order by 3 desc, 1, 2 limit ${MOST}
    ), reasons as (
      select r.reason, count(*)::int as pending
      from queue c
      join lateral (${sql.unsafe(LAST_VERDICT)}) v on true
      cross join lateral (${shownGrounds(sql)}) g
      cross join lateral (select g.reason union select unnest(g.because)) as r(reason)
      where r.reason is not null group by 1 order by 2 desc, 1 limit ${MOST}
    )
    select (select coalesce(jsonb_agg(sections), '[]') from sections) as sections,
      (select coalesce(jsonb_agg(reasons), '[]') from reasons) as reasons,
      (select count(*) from queue where report_count > 0) as reported,
      (select count(*) from queue where appealed) as appealed,
      (select count(*) from queue c where ${isAsked(sql)}) as second_opinions,
      (select count(*) from queue) as waiting`,
  )
  if (row === undefined) throw new Error('a count returned nothing')
  return { ...row, capped: row.waiting >= COUNTED }
}
