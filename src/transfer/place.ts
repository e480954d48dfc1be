import type { Db, Queryable, Sql } from '../db/client.ts'
import { articleNotice } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { importStep } from './queries.ts'
import type { Trouble } from './row.ts'

const AT_ONCE = 5_000
const RINGS_AT_ONCE = 500

/**
 * Puts imported comments below their parents and shows approved ones to readers. Comments that are left over have no
 * parent here, or are part of a ring: one moves to the top, which is reported, and the rest goes on.
 */
export async function placeImported(db: Db, site: Site, complain: (trouble: Trouble) => void): Promise<void> {
  for (;;) {
    if ((await placeReady(db, site)) > 0) continue
    const orphans = await liftOrphans(db, site.id)
    for (const { id } of orphans)
      complain({ at: `comment ${id}`, what: 'answers a comment that is not there: moved to the top' })
    if (orphans.length > 0) continue
    const broken = await breakRings(db, site.id)
    for (const { id } of broken)
      complain({ at: `comment ${id}`, what: 'answers itself in a ring: moved to the top' })
    if (broken.length === 0) return
  }
}

/**
 * Without this, statements would be planned for tables that lack the rows just stored, and read a whole site for each
 * of them. Does nothing if the role does not own the tables, or the server's own daemon is working on them.
 */
export async function renewStatistics(db: Db): Promise<void> {
  await importStep(db, (tx) => tx.query((sql) => sql`analyze (skip_locked) imported, comments, articles`))
}

/**
 * Other systems keep a place for whatever was deleted, even spam; here, as after an erasure, only those with readers'
 * replies below them stay.
 */
export async function withdrawUnanswered(db: Db, siteId: string): Promise<void> {
  await importStep(db, (tx) =>
    tx.query(
      (sql) => sql`
    with recursive empties as materialized (
      select w.id, w.parent_id from imported w join comments c on c.site_id = w.site_id and c.id = w.id
      where w.site_id = ${siteId} and w.approved and c.erased_at is not null
    ), answered as (
      select e.id, e.parent_id from empties e
      where exists (select from comments a where a.site_id = ${siteId} and a.parent_id = e.id and a.status = 'approved')
        or exists (select from imported w join comments a on a.site_id = w.site_id and a.id = w.id
          where w.site_id = ${siteId} and w.parent_id = e.id and w.approved and a.erased_at is null)
      union
      select e.id, e.parent_id from answered n cross join lateral (
        select w.id, w.parent_id from imported w join comments c on c.site_id = w.site_id and c.id = w.id
        where w.site_id = ${siteId} and w.id = n.parent_id and w.approved and c.erased_at is not null offset 0) e
    ), gone as (
      update imported w set approved = false from empties e
      where w.site_id = ${siteId} and w.id = e.id and not exists (select from answered n where n.id = e.id)
      returning w.id
    )
    update comments c set status = 'withdrawn' from gone where c.site_id = ${siteId} and c.id = gone.id`,
    ),
  )
}

/**
 * Places comments that have no parent, or whose parent is in place already, and then the replies to them: a parent
 * always comes first. Counts them in the same transaction, under the locks of their articles.
 */
function placeReady(db: Db, site: Site): Promise<number> {
  return importStep(db, async (tx) => {
    const articles = await tx.query(
      (sql) => sql<{ id: string }[]>`
      select id from articles where site_id = ${site.id}
        and id in (select w.article_id from (${ready(sql, site.id)} limit ${AT_ONCE}) w)
      order by key for no key update`,
    )
    if (articles.length === 0) return 0
    const articleIds = articles.map(({ id }) => id)
    const placed = await place(tx, site, articleIds)
    await count(tx, site.id, placed)
    return placed.count
  })
}

/** Waiting comments without a parent, or whose parent is in place. */
function ready(sql: Sql, siteId: string) {
  return sql`
    select w.*, p.id as placed_id, p.depth as parent_depth, p.shown_under_id as parent_under, p.visible as parent_visible
    from imported w
    left join comments p on p.site_id = w.site_id and p.id = w.parent_id and p.article_id = w.article_id
    where w.site_id = ${siteId} and (w.parent_id is null or (p.id is not null and not exists (
      select from imported q where q.site_id = w.site_id and q.id = w.parent_id)))`
}

type Placed = {
  readonly count: number
  readonly articles: readonly { readonly id: string; readonly shown: number; readonly last: string }[]
  /** Comments that got replies. */
  readonly answered: readonly string[]
}

async function place(tx: Queryable, site: Site, articleIds: readonly string[]): Promise<Placed> {
  const { nesting } = site.policy.threads
  const [placed] = await tx.query(
    (sql) => sql<Placed[]>`
    with recursive tree as (
      (select w.id, w.placed_id as parent_id, w.article_id,
        case when w.placed_id is null then 1 else least(w.parent_depth + 1, ${nesting}::int) end as depth,
        case when w.parent_depth < ${nesting}::int then w.placed_id else w.parent_under end as under,
        w.approved and (w.placed_id is null or w.parent_visible) as visible
      from (${ready(sql, site.id)} and w.article_id = any(${[...articleIds]}::uuid[])) w
      limit ${AT_ONCE})
      union all
      select w.id, t.id, t.article_id, least(t.depth + 1, ${nesting}::int),
        case when t.depth < ${nesting}::int then t.id else t.under end, w.approved and t.visible
      from tree t cross join lateral (
        select w.id, w.approved from imported w
        where w.site_id = ${site.id} and w.parent_id = t.id and w.article_id = t.article_id offset 0) w
    ), batch as materialized (
      select * from tree limit ${AT_ONCE}
    ), gone as (
      delete from imported w using batch b where w.site_id = ${site.id} and w.id = b.id
    ), placed as (
      update comments c set parent_id = b.parent_id, depth = b.depth, shown_under_id = b.under, visible = b.visible
      from batch b where c.site_id = ${site.id} and c.id = b.id
      returning c.article_id, c.shown_under_id, c.visible, c.created_at
    ), articles as (
      select article_id as id, count(*)::int as shown, max(created_at) as last from placed where visible group by 1
    )
    select (select count(*)::int from placed) as count,
      (select coalesce(jsonb_agg(articles), '[]') from articles) as articles,
      (select coalesce(array_agg(distinct shown_under_id), '{}') from placed
        where visible and shown_under_id is not null) as answered`,
  )
  if (placed === undefined) throw new Error('an aggregate returned nothing')
  return placed
}

async function count(tx: Queryable, siteId: string, { articles, answered }: Placed): Promise<void> {
  await tx.query(
    (sql) => sql`
    update comments c set reply_count = (select count(*) from comments r
      where r.site_id = ${siteId} and r.shown_under_id = c.id and r.visible)
    where c.site_id = ${siteId} and c.id = any(${[...answered]}::uuid[])`,
  )
  await tx.query(
    (sql) => sql`
    with changed as (
      update articles a set version = a.version + 1, comment_count = a.comment_count + n.shown,
        last_comment_at = greatest(a.last_comment_at, n.last)
      from jsonb_to_recordset(${sql.json(articles)}) as n(id uuid, shown int, last timestamptz)
      where a.site_id = ${siteId} and a.id = n.id
      returning a.key, a.version
    )
    select ${articleNotice(sql, siteId, sql`'removed'`)} from changed`,
  )
}

/** Moves comments whose parent does not exist on their article to the top. */
function liftOrphans(db: Db, siteId: string): Promise<{ readonly id: string }[]> {
  return importStep(db, (tx) =>
    tx.query(
      (sql) => sql<{ id: string }[]>`
    update imported w set parent_id = null
    where w.site_id = ${siteId} and w.parent_id is not null and not exists (select from comments p
      where p.site_id = w.site_id and p.id = w.parent_id and p.article_id = w.article_id)
    returning w.id`,
    ),
  )
}

/**
 * All that is left now hangs from rings of replies. Going up from any comment leads into one, whose oldest member is
 * moved to the top. Many comments go up at once, step by step, until enough was seen, since there can be many short
 * rings. If that finds no ring, one comment goes up as far as it takes.
 */
async function breakRings(db: Db, siteId: string): Promise<readonly { readonly id: string }[]> {
  const short = await breakRingsAbove(db, siteId, { starts: RINGS_AT_ONCE, steps: AT_ONCE })
  return short.length > 0 ? short : breakRingsAbove(db, siteId, { starts: 1, steps: null })
}

function breakRingsAbove(
  db: Db,
  siteId: string,
  { starts, steps }: { readonly starts: number; readonly steps: number | null },
): Promise<{ readonly id: string }[]> {
  return importStep(db, (tx) =>
    tx.query(
      (sql) => sql<{ id: string }[]>`
    with recursive up as (
      (select q.id, q.parent_id, array[q.id] as path, false as is_ring
        from imported q join comments c on c.site_id = q.site_id and c.id = q.id
        where q.site_id = ${siteId} and q.parent_id is not null order by c.created_at, c.id limit ${starts})
      union all
      select p.id, p.parent_id, up.path || p.id, p.id = any(up.path)
      from up join imported p on p.site_id = ${siteId} and p.id = up.parent_id where not up.is_ring
    ), seen as (
      select path, is_ring from up limit ${steps}
    ), oldest as (
      select distinct (select c.id from unnest(path[array_position(path, path[cardinality(path)]):]) as r(id)
        join comments c on c.site_id = ${siteId} and c.id = r.id order by c.created_at, c.id limit 1) as id
      from seen where is_ring
    )
    update imported w set parent_id = null from oldest o
    where w.site_id = ${siteId} and w.id = o.id
    returning w.id`,
    ),
  )
}
