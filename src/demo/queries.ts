import type { Queryable } from '../db/client.ts'

/** When each article first became known here, by its key. */
export async function findFirstSeen(
  db: Queryable,
  siteId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query(
    (sql) => sql<{ key: string; createdAt: Date }[]>`
    select key, created_at from articles where site_id = ${siteId} and key = any(${[...keys]})`,
  )
  return new Map(rows.map(({ key, createdAt }) => [key, createdAt]))
}
