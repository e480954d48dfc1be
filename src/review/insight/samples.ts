import { z } from 'zod'
import type { Queryable } from '../../db/client.ts'
import { IN_QUEUE, WAITS_SINCE } from '../../db/states.ts'
import type { Deps } from '../../deps.ts'

const KEPT_DAYS = 400

/** Records every five minutes how many comments wait and since when, which nothing could tell later. */
export function defineSamples({ db, jobs }: Pick<Deps, 'db' | 'jobs'>): void {
  jobs.define({
    name: 'queue-samples',
    data: z.object({}),
    schedule: '*/5 * * * *',
    queue: 'one-waiting',
    run: () => sampleQueues(db),
  })
}

/** One sample of every site where something waits, and of those where something waited at the last one. */
export async function sampleQueues(db: Queryable): Promise<void> {
  await db.query(
    (sql) => sql`
    with old as (
      delete from queue_samples where at < now() - ${`${KEPT_DAYS} days`}::interval
    ), waiting as (
      select site_id, count(*)::int as depth, count(*) filter (where report_count > 0)::int as reported,
        extract(epoch from now() - min(${sql.unsafe(WAITS_SINCE)}))::int as oldest_seconds
      from comments c where ${sql.unsafe(IN_QUEUE)} group by 1
    ), emptied as (
      select s.id as site_id from sites s
      cross join lateral (
        select depth from queue_samples q where q.site_id = s.id order by q.at desc limit 1) last
      where last.depth > 0 and not exists (select from waiting w where w.site_id = s.id)
    )
    insert into queue_samples (site_id, at, depth, reported, oldest_seconds)
    select site_id, now(), depth, reported, greatest(oldest_seconds, 0) from waiting
    union all select site_id, now(), 0, 0, 0 from emptied
    on conflict do nothing`,
  )
}
