import type { Queryable, Sql } from '../db/client.ts'

/** A comment whose own visibility was just changed by its move. */
type Shifted = {
  readonly id: string
  readonly articleId: string
  readonly shownUnderId: string | null
  readonly visible: boolean
  readonly hasReplies: boolean
}

/**
 * Brings counts and replies in line with comments whose visibility changed. Comments without replies are counted in
 * one statement, however many; a reply comes back only when it is approved and everything above it is visible.
 */
export async function spreadVisibility(
  tx: Queryable,
  siteId: string,
  shifted: readonly Shifted[],
): Promise<void> {
  const leaves = shifted.filter(({ hasReplies }) => !hasReplies)
  if (leaves.length > 0) await countLeaves(tx, siteId, leaves)
  for (const parent of shifted.filter(({ hasReplies }) => hasReplies)) await spread(tx, siteId, parent)
}

async function countLeaves(tx: Queryable, siteId: string, leaves: readonly Shifted[]): Promise<void> {
  await tx.query(
    (sql) => sql`
    with leaves as materialized (
      select *, case when visible then 1 else -1 end as delta
      from jsonb_to_recordset(${sql.json(leaves)}) as l("articleId" uuid, "shownUnderId" uuid, visible boolean)
    ), counted as (
      update articles a set comment_count = a.comment_count + n.delta
      from (select "articleId", sum(delta)::int as delta from leaves group by 1) n
      where a.site_id = ${siteId} and a.id = n."articleId"
    )
    update comments c set reply_count = c.reply_count + n.delta
    from (select "shownUnderId", sum(delta)::int as delta from leaves where "shownUnderId" is not null group by 1) n
    where c.site_id = ${siteId} and c.id = n."shownUnderId"`,
  )
}

/** Shows or hides what is below one comment, and counts replies anew wherever one came or went. */
async function spread(tx: Queryable, siteId: string, { id, articleId, visible }: Shifted): Promise<void> {
  const [touched] = await tx.query(
    (sql) => sql<{ shownUnder: string[] }[]>`
    with recursive below as (
      select c.id from comments c where c.site_id = ${siteId} and c.parent_id = ${id} and ${couldChange(sql, visible)}
      union all
      select c.id from comments c join below b on c.parent_id = b.id
      where c.site_id = ${siteId} and ${couldChange(sql, visible)}
    ), changed as (
      update comments c set visible = ${visible} from below where c.site_id = ${siteId} and c.id = below.id
      returning c.id, c.shown_under_id
    ), touched as (
      select id, shown_under_id from changed
      union all select c.id, c.shown_under_id from comments c where c.site_id = ${siteId} and c.id = ${id}
    ), counted as (
      update articles a set comment_count = a.comment_count + ${visible ? 1 : -1} * (select count(*)::int from touched)
      where a.site_id = ${siteId} and a.id = ${articleId}
    )
    select coalesce(array_agg(distinct shown_under_id) filter (where shown_under_id is not null), '{}') as shown_under
    from touched`,
  )
  await recountReplies(tx, siteId, touched?.shownUnder ?? [])
}

const couldChange = (sql: Sql, visible: boolean) =>
  visible ? sql`c.status = 'approved' and not c.visible` : sql`c.visible`

async function recountReplies(tx: Queryable, siteId: string, commentIds: readonly string[]): Promise<void> {
  if (commentIds.length === 0) return
  await tx.query(
    (sql) => sql`
    update comments c set reply_count = n.replies
    from (select w.id, (select count(*)::int from comments r
      where r.site_id = ${siteId} and r.shown_under_id = w.id and r.visible) as replies
      from unnest(${[...commentIds]}::uuid[]) as w(id)) n
    where c.site_id = ${siteId} and c.id = n.id and c.reply_count <> n.replies`,
  )
}
