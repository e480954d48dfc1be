import type { Db, Queryable } from '../db/client.ts'

const LIMIT_MS = 30_000

/** A transaction whose statements, over many rows or on a slow disk, may take longer than a reader would wait. */
export function longTransaction<T>(db: Db, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction(
    async (tx) => {
      // Tables that were just filled have no statistics, and a chain of replies must be followed by index. For a new
      // site they claim one comment, for which any index would do, so plans go by the other sites.
      await tx.query(
        (sql) => sql`
        select set_config('statement_timeout', ${String(LIMIT_MS)}, true), set_config('enable_seqscan', 'off', true),
          set_config('plan_cache_mode', 'force_generic_plan', true)`,
      )
      return work(tx)
    },
    { timeoutMs: LIMIT_MS + 1_000 },
  )
}
