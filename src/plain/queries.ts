import type { Queryable } from '../db/client.ts'

/** The name on a comment that readers can see. */
export async function findVisibleName(
  db: Queryable,
  siteId: string,
  commentId: string,
): Promise<string | undefined> {
  const [row] = await db.query(
    (sql) => sql<{ name: string }[]>`
    select name from comments where site_id = ${siteId} and id = ${commentId} and visible`,
  )
  return row?.name
}
