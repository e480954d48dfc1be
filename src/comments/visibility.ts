import type { Queryable } from '../db/client.ts'

/** A comment whose own visibility was just changed by its move. */
type Shifted = {
  readonly id: string
  readonly articleId: string
  readonly shownUnderId: string | null
  readonly visible: boolean
  readonly hasReplies: boolean
}

/**
 * How many replies one transaction shows or hides: each touches most indexes, and somebody waits for all of them. It
 * stays well within the client's limit on a statement, on a busy machine too.
 */
const AT_ONCE = 1_000

/**
 * Adjusts counts and replies to comments whose visibility changed; the comments' own counts take one statement
 * however many they are. A reply comes back only when it is approved and everything above it is visible.
 * @returns the comments with more replies than are shown or hidden at once; `settleBelow` does the rest.
 */
export async function spreadVisibility(
  tx: Queryable,
  siteId: string,
  shifted: readonly Shifted[],
): Promise<Set<string>> {
  const unsettled = new Set<string>()
  if (shifted.length > 0) await countShifted(tx, siteId, shifted)
  for (const parent of shifted.filter(({ hasReplies }) => hasReplies)) {
    if (!(await settleBelow(tx, siteId, parent))) unsettled.add(parent.id)
  }
  return unsettled
}

async function countShifted(tx: Queryable, siteId: string, shifted: readonly Shifted[]): Promise<void> {
  await tx.query(
    (sql) => sql`
    with shifted as materialized (
      select *, case when visible then 1 else -1 end as delta
      from jsonb_to_recordset(${sql.json(shifted)}) as l("articleId" uuid, "shownUnderId" uuid, visible boolean)
    ), counted as (
      update articles a set comment_count = a.comment_count + n.delta
      from (select "articleId", sum(delta)::int as delta from shifted group by 1) n
      where a.site_id = ${siteId} and a.id = n."articleId"
    )
    update comments c set reply_count = c.reply_count + n.delta
    from (select "shownUnderId", sum(delta)::int as delta from shifted where "shownUnderId" is not null group by 1) n
    where c.site_id = ${siteId} and c.id = n."shownUnderId"`,
  )
}

/**
 * Shows or hides what is below one comment, from the top down, up to the limit of one transaction, and recounts
 * replies wherever one came or went. The caller holds the lock of the article.
 * @returns false when there may be more.
 */
export async function settleBelow(
  tx: Queryable,
  siteId: string,
  { id, articleId, visible }: Pick<Shifted, 'id' | 'articleId' | 'visible'>,
): Promise<boolean> {
  // Where a few comments have most of the replies, each look-up below seems to give half the table: it was read whole
  // for each of thousands.
  await tx.query((sql) => sql`set local enable_seqscan = off`)
  const [settled] = await tx.query(
    (sql) => sql<{ count: number; shownUnder: string[] }[]>`
    with recursive below as (
      select c.id, c.visible, 1 as level from comments c
      where c.site_id = ${siteId} and c.parent_id = ${id} and c.status = 'approved'
      union all
      -- One look-up a comment: without fresh statistics a join compares each with all.
      select c.id, c.visible, b.level + 1 from below b cross join lateral (
        select r.id, r.visible from comments r
        where r.site_id = ${siteId} and r.parent_id = b.id and r.status = 'approved' offset 0) c
    ), changed as (
      update comments c set visible = ${visible}
      from (select id from below where visible <> ${visible} order by level limit ${AT_ONCE}) b
      where c.site_id = ${siteId} and c.id = b.id
      returning c.shown_under_id
    ), counted as (
      update articles a set comment_count = a.comment_count + ${visible ? 1 : -1} * (select count(*)::int from changed)
      where a.site_id = ${siteId} and a.id = ${articleId}
    )
    select count(*)::int as count, coalesce(array_agg(distinct shown_under_id), '{}') as shown_under from changed`,
  )
  await recountReplies(tx, siteId, settled?.shownUnder ?? [])
  return (settled?.count ?? 0) < AT_ONCE
}

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
