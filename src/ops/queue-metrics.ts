import { IN_QUEUE, WAITS_SINCE } from '../db/states.ts'
import type { Deps } from '../deps.ts'

const FRESH_MS = 5_000
const SHORT_MS = 60_000

/**
 * Reads the queue into its gauges, at most every five seconds. While the database is away they keep their values, and
 * have none if it was away from the start.
 */
export function queueObserver({
  db,
  metrics,
  now,
}: Pick<Deps, 'db' | 'metrics' | 'now'>): () => Promise<void> {
  let lastAt = Number.NEGATIVE_INFINITY
  return async () => {
    const { inFlight, max, replaced, shortAgoMs } = db.stats()
    metrics.pool.set({ what: 'in_flight' }, inFlight)
    metrics.pool.set({ what: 'max' }, max)
    metrics.pool.set({ what: 'replaced' }, replaced)
    metrics.pool.set({ what: 'short' }, shortAgoMs < SHORT_MS ? 1 : 0)
    if (performance.now() - lastAt < FRESH_MS) return
    lastAt = performance.now()
    try {
      const [row] = await db.query(
        (sql) => sql<{ depth: number; age: number; eventAge: number }[]>`
        select count(*)::int as depth,
          greatest(coalesce(extract(epoch from now() - min(${sql.unsafe(WAITS_SINCE)})), 0), 0)::float8 as age,
          coalesce(extract(epoch from now() - (
            select created_at from outbox where relayed_at is null order by id limit 1)), 0)::float8 as event_age
        from comments c where ${sql.unsafe(IN_QUEUE)}`,
      )
      metrics.queueDepth.set(row?.depth ?? 0)
      metrics.oldestPending.set(row?.age ?? 0)
      metrics.oldestEvent.set(row?.eventAge ?? 0)
      metrics.queueReadAt.set(now().getTime() / 1_000)
    } catch {
      // The pool's own metrics show that the database is away; scraping must go on.
    }
  }
}
