import { type PublicCommentRow, publicColumns } from '../comments/public-comment.ts'
import { isoText, publicJson } from '../comments/public-json.ts'
import type { Queryable, Sql } from '../db/client.ts'

/** How many replies are shown under one comment before "more". */
export const REPLIES_SHOWN = 10
/** The most replies on one page: the largest page stays at a few hundred kilobytes, the rest is behind "more". */
const REPLIES_OF_A_PAGE = 2_000

/** `picked` lists those the newsroom chose, including replies, newest first and without the answers to them. */
export const SORTS = ['newest', 'oldest', 'top', 'picked'] as const
export type Sort = (typeof SORTS)[number]

/** The top-level comment after which a page starts; only `top` uses `likes`. */
type After = { readonly likes: number; readonly createdAt: string; readonly id: string }

export type ArticleRow = {
  readonly key: string
  readonly title: string | null
  readonly url: string | null
  readonly open: boolean
  readonly count: number
  /** How many of them the newsroom chose. */
  readonly picks: number
  /** Grows with each change a reader could notice. */
  readonly version: number
  readonly createdAt: Date
}

/** A comment's bytes, and what determines its place. */
export type ShownRow = {
  readonly id: string
  readonly shownUnderId: string | null
  readonly likes: number
  readonly replyCount: number
  /** As in its JSON, which sorts like the time itself. */
  readonly createdAt: string
  /** See `publicJson`. */
  readonly json: Buffer
}

type ThreadRequest = { readonly sort: Sort; readonly limit: number; readonly after: After | null }
type Found = { readonly article: ArticleRow; readonly rows: readonly ShownRow[] }

/**
 * One page of a thread in one statement: the article, `limit + 1` top-level comments in order, and under each its
 * oldest replies, level by level. Undefined for an article that nobody has commented on.
 */
export async function findThread(
  db: Queryable,
  siteId: string,
  page: ThreadRequest & { readonly key: string },
): Promise<Found | undefined> {
  const rows = await db.query((sql) =>
    sql`
    with recursive article as materialized (
      select id, key, title, url, open, comment_count, version, created_at from articles
      where site_id = ${siteId} and key = ${page.key}
    )${place(sql, page.after)}, shown as (
      ${page.sort === 'picked' ? picked(sql, siteId, page) : tops(sql, siteId, page)}
    )
    ${asRows(sql, siteId, page.limit)}`.raw(),
  )
  return found(rows)
}

/**
 * One page of the replies shown under a visible comment, oldest first, with their own replies; one more than `limit`
 * at the first level. Undefined if readers cannot see the comment.
 */
export async function findReplies(
  db: Queryable,
  siteId: string,
  page: { readonly commentId: string; readonly limit: number; readonly after: Omit<After, 'likes'> | null },
): Promise<Found | undefined> {
  const { commentId, limit, after } = page
  const rows = await db.query((sql) =>
    sql`
    with recursive article as materialized (
      select a.id, a.key, a.title, a.url, a.open, a.comment_count, a.version, a.created_at
      from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
      where c.site_id = ${siteId} and c.id = ${commentId} and c.visible
    )${place(sql, after)}, shown as (
      (select ${columns(sql)} from comments c
      where c.site_id = ${siteId} and c.shown_under_id = ${commentId} and c.visible
        ${after === null ? sql`` : sql`and (c.created_at, c.id) > (${atOf(sql)}, ${idOf(sql)})`}
      order by c.created_at, c.id limit ${limit + 1})
      union all ${repliesBelow(sql, siteId)}
    )
    ${asRows(sql, siteId, limit)}`.raw(),
  )
  return found(rows)
}

/**
 * How many comments readers can see on each of these articles, in the given order; null for an article that was never
 * commented on. Returns one row of text however many there are, and looks up each article in the index by itself:
 * comparing with an array would read through all articles of the site.
 */
export async function listCounts(
  db: Queryable,
  siteId: string,
  keys: readonly string[],
): Promise<readonly ({ readonly count: number; readonly version: number } | null)[]> {
  const [row] = await db.query(
    (sql) => sql<{ counts: string }[]>`
    select string_agg(coalesce(a.comment_count || ' ' || a.version, ''), ',' order by n) as counts
    from unnest(string_to_array(${keys.join(KEYS_APART)}, ${KEYS_APART})) with ordinality asked(key, n) left join lateral (
      select comment_count, version from articles where site_id = ${siteId} and key = asked.key limit 1) a on true`,
  )
  return (row?.counts ?? '').split(',').map((text) => {
    if (text === '') return null
    const [count, version] = text.split(' ')
    return { count: Number(count), version: Number(version) }
  })
}

/** No article's key contains a control character. */
const KEYS_APART = '\n'

export type TrendingRow = {
  readonly key: string
  readonly title: string | null
  readonly url: string | null
  readonly section: string | null
  readonly count: number
}

/** The articles with the most visible comments since a moment, most first; ties by the latest comment. */
export function listTrending(
  db: Queryable,
  siteId: string,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<readonly TrendingRow[]> {
  return db.query(
    (sql) => sql<TrendingRow[]>`
    select a.key, a.title, a.url, a.section, n.count
    from articles a cross join lateral (
      select count(*)::int as count from comments c
      where c.site_id = a.site_id and c.article_id = a.id and c.created_at > ${since} and c.visible) n
    where a.site_id = ${siteId} and a.last_comment_at > ${since} and a.comment_count > 0 and n.count > 0
    order by n.count desc, a.last_comment_at desc, a.id limit ${limit}`,
  )
}

type PickRow = PublicCommentRow &
  Omit<TrendingRow, 'count'> & { readonly pickedAt: Date; readonly articleVersion: number }

/** Comments of a site whose pick is in force and newer than a moment, the latest pick first. */
export function listPicks(
  db: Queryable,
  siteId: string,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<readonly PickRow[]> {
  return db.query(
    (sql) => sql<PickRow[]>`
    select k.created_at as picked_at, a.key, a.title, a.url, a.section, a.version as article_version,
      ${publicColumns(sql)}
    from picks k
    join comments c on c.site_id = k.site_id and c.id = k.comment_id and c.pick_id = k.id and c.visible
    join articles a on a.site_id = k.site_id and a.id = k.article_id
    where k.site_id = ${siteId} and k.created_at > ${since}
    order by k.created_at desc, k.id desc limit ${limit}`,
  )
}

export type FeedRow = Pick<PublicCommentRow, 'id' | 'name' | 'website' | 'html' | 'createdAt' | 'editedAt'>

/** The newest visible comments of an article, replies included, and without the empty places of erased ones. */
export async function listFeed(
  db: Queryable,
  siteId: string,
  { key, limit }: { readonly key: string; readonly limit: number },
): Promise<readonly FeedRow[]> {
  return db.query(
    (sql) => sql<FeedRow[]>`
    select c.id, c.name, c.website, c.html, c.created_at, c.edited_at from comments c
    where c.site_id = ${siteId} and c.visible and c.erased_at is null
      and c.article_id = (select id from articles where site_id = ${siteId} and key = ${key})
    order by c.created_at desc, c.id desc limit ${limit}`,
  )
}

const tops = (sql: Sql, siteId: string, page: ThreadRequest) => sql`
      (select ${columns(sql)} from comments c
      where c.site_id = ${siteId} and c.article_id = (select id from article) and c.visible
        and c.shown_under_id is null ${inOrder(sql, page)} limit ${page.limit + 1})
      union all ${repliesBelow(sql, siteId)}`

/** Visible comments whose pick is in force, found by way of the picks, which are few. */
const picksOf = (sql: Sql, siteId: string) => sql`picks k
      join comments c on c.site_id = k.site_id and c.id = k.comment_id and c.pick_id = k.id and c.visible
      where k.site_id = ${siteId} and k.article_id = (select id from article)`

const picked = (sql: Sql, siteId: string, page: ThreadRequest) => sql`
      select ${columns(sql, sql`null::uuid`)} from ${picksOf(sql, siteId)} ${inOrder(sql, page)} limit ${page.limit + 1}`

/** The columns that a public comment is made of, and where it is shown. */
const columns = (
  sql: Sql,
  shownUnder = sql`c.shown_under_id`,
) => sql`c.id, c.parent_id, ${shownUnder} as shown_under_id, c.name, c.website, c.badge, c.color, c.verified,
  c.text, c.html, ${isoText(sql, 'c.created_at')} as created_text, c.edited_at, c.likes, c.reply_count,
  c.pick_id`

/** The article's row first, with its data in place of a comment's bytes, then the comments; parsed by `found`. */
const asRows = (sql: Sql, siteId: string, limit: number) => sql`
  select null::uuid, null::uuid, null::int, null::int, null, json_build_array(key, title, url, open, comment_count,
    (select count(*) from ${picksOf(sql, siteId)}), version, ${isoText(sql, 'created_at')})::text from article
  union all
  (select s.id, s.shown_under_id, s.likes, s.reply_count, s.created_text, ${publicJson(sql)}
  from shown s limit ${limit + 1 + REPLIES_OF_A_PAGE})`

/**
 * The level below what is shown so far. The recursion goes level by level, so a page that is cut off lacks the
 * deepest replies.
 */
const repliesBelow = (sql: Sql, siteId: string) => sql`
  select r.* from shown s cross join lateral (
    select ${columns(sql)} from comments c
    where c.site_id = ${siteId} and c.shown_under_id = s.id and c.visible
    order by c.created_at, c.id limit ${REPLIES_SHOWN}) r
  where s.reply_count > 0`

/**
 * The cursor's place as rows, not as parameters of the comparison: without knowing values, the planner gains nothing
 * by planning each page anew, which takes longer than reading it.
 */
const place = (sql: Sql, after: Omit<After, 'likes'> | After | null) =>
  after === null
    ? sql``
    : sql`, place as materialized (select ${'likes' in after ? after.likes : 0}::int as likes,
        ${after.createdAt}::timestamptz as at, ${after.id}::uuid as id)`
const likesOf = (sql: Sql) => sql`(select likes from place)`
const atOf = (sql: Sql) => sql`(select at from place)`
const idOf = (sql: Sql) => sql`(select id from place)`

function inOrder(sql: Sql, { sort, after }: { readonly sort: Sort; readonly after: After | null }) {
  if (sort === 'top') {
    const from = sql`and (c.likes, c.created_at, c.id) < (${likesOf(sql)}, ${atOf(sql)}, ${idOf(sql)})`
    return sql`${after === null ? sql`` : from} order by c.likes desc, c.created_at desc, c.id desc`
  }
  if (sort !== 'oldest') {
    const from = sql`and (c.created_at, c.id) < (${atOf(sql)}, ${idOf(sql)})`
    return sql`${after === null ? sql`` : from} order by c.created_at desc, c.id desc`
  }
  const from = sql`and (c.created_at, c.id) > (${atOf(sql)}, ${idOf(sql)})`
  return sql`${after === null ? sql`` : from} order by c.created_at, c.id`
}

function found(rows: readonly (readonly (Buffer | null)[])[]): Found | undefined {
  const about = rows.find(([id]) => id === null)
  if (about === undefined) return undefined
  const [key, title, url, open, count, picks, version, createdAt] = JSON.parse(String(about[5]))
  return {
    article: { key, title, url, open, count, picks, version, createdAt: new Date(createdAt) },
    rows: rows.filter((row) => row !== about).map(shownRow),
  }
}

function shownRow([
  id,
  shownUnderId,
  likes,
  replyCount,
  createdAt,
  json,
]: readonly (Buffer | null)[]): ShownRow {
  return {
    id: text(id),
    shownUnderId: shownUnderId ? text(shownUnderId) : null,
    likes: Number(text(likes)),
    replyCount: Number(text(replyCount)),
    createdAt: text(createdAt),
    json: json ?? Buffer.alloc(0),
  }
}

function text(ascii: Buffer | null | undefined): string {
  return ascii?.toString('latin1') ?? ''
}
