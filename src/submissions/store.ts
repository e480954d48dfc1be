import { type Batched, batched } from '../db/batch.ts'
import type { Db, Queryable, Sql } from '../db/client.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { newEventId } from '../db/events.ts'
import type { CommentStatus } from '../db/states.ts'
import { AppError } from '../errors.ts'
import { articleNotice, queueNotice } from '../live.ts'
import type { Aside } from './aside.ts'
import { insertVerdicts, type StoredVerdict } from './stored-verdict.ts'

/** A judged comment on its way into the database. Hashes are hex. */
export type NewComment = {
  readonly siteId: string
  readonly id: string
  readonly articleId: string
  readonly parentId: string | null
  readonly nesting: number
  readonly status: Exclude<CommentStatus, 'withdrawn'>
  readonly name: string
  readonly text: string
  readonly html: string
  readonly email: string | null
  readonly website: string | null
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly authorHash: string
  readonly networkHash: string
  readonly emailHash: string | null
  readonly keyHashes: readonly string[]
  readonly bodyDigest: string
  readonly spend: { readonly tokenHash: string; readonly expiresAt: string } | null
  readonly bands: readonly bigint[]
  readonly verdict: StoredVerdict
  readonly aside: Aside | null
}

/** `not-taken`: readers cannot see its parent, or the article no longer publishes comments without a person. */
export type Stored =
  | { readonly createdAt: Date; readonly depth: number }
  | { readonly refused: 'not-taken' | 'key-known' | 'token-spent' }

/**
 * Stores comments with their signals, verdict, keys, spent token and event, many in one statement, each all or
 * nothing. If a key or token of one was used meanwhile, that is a unique violation: the batch is split into one
 * statement for each, and only that comment is refused. Resolves after the commit.
 */
export function storing(db: Db, noteStored: (rows: number) => void): Batched<NewComment, Stored> {
  const store = batched(
    async (items: readonly NewComment[]) => {
      const stored = await storeAll(db, items)
      noteStored(stored.length)
      return stored
    },
    { max: 128 },
  )
  const storeOne = async (comment: NewComment): Promise<Stored> => {
    try {
      return (await store(comment)) ?? { refused: 'not-taken' }
    } catch (error) {
      if (isUniqueViolation(error, 'spent_tokens_site_id_token_hash_pk')) return { refused: 'token-spent' }
      if (isUniqueViolation(error)) return { refused: 'key-known' }
      throw error
    }
  }
  return Object.assign(storeOne, { isBehind: store.isBehind })
}

/**
 * When a comment was stored, and the reason of its first verdict.
 * @throws {AppError} `not-found`.
 */
export async function getStored(db: Queryable, siteId: string, commentId: string): Promise<FirstStored> {
  const [row] = await db.query(
    (sql) => sql<FirstStored[]>`
    select c.created_at, v.reason from comments c
    left join verdicts v on v.site_id = c.site_id and v.comment_id = c.id and v.revision = 1
    where c.site_id = ${siteId} and c.id = ${commentId}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}

type FirstStored = { readonly createdAt: Date; readonly reason: string | null }

type Row = { readonly id: string; readonly createdAt: Date; readonly depth: number }

async function storeAll(db: Queryable, comments: readonly NewComment[]): Promise<(Row | undefined)[]> {
  const items = comments.map((comment) => ({ ...comment, bands: comment.bands.map(String) }))
  const rows = await db.query(
    (sql) => sql<Row[]>`
    with items as materialized (
      select i.*, now()::timestamptz(3) as at from jsonb_to_recordset(${sql.json(items)}) as i(
        "siteId" uuid, id uuid, "articleId" uuid, "parentId" uuid, nesting int, status text, name text, text text,
        html text, email text, website text, badge text, color text, verified boolean, "authorHash" text,
        "networkHash" text, "emailHash" text, "keyHashes" text[], "bodyDigest" text, spend jsonb, bands bigint[], verdict jsonb,
        aside jsonb)
    ), ${accepting(sql)}, ${inserting(sql)}, ${telling(sql)}
    select id, at as created_at, depth from accepted, (select count(*) from notified) n, (select count(*) from queued) q`,
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return comments.map(({ id }) => byId.get(id))
}

/**
 * The comments that may be stored, with their place in the thread. Everything that writes locks articles before
 * comments, both in the order of their ids, so that no two statements can wait for each other.
 */
function accepting(sql: Sql) {
  return sql`
    locked as materialized (
      select a.site_id, a.id, a.open and not a.premoderated as publishes from articles a
      where (a.site_id, a.id) in (select "siteId", "articleId" from items where status = 'approved')
      order by a.site_id, a.id for no key update
    ), parents as materialized (
      -- One look-up a parent: a join would read the whole table while that is small.
      select c.site_id, c.id, c.depth, c.shown_under_id
      from (select distinct "siteId", "parentId" from items where "parentId" is not null order by 1, 2) i
      cross join lateral (
        select p.site_id, p.id, p.depth, p.shown_under_id from comments p
        where p.site_id = i."siteId" and p.id = i."parentId" and p.visible and (select count(*) from locked) >= 0
        for no key update
      ) c
    ), accepted as materialized (
      select i.*, case when p.id is null then 1 else least(p.depth + 1, i.nesting) end::smallint as depth,
        case when p.depth < i.nesting then p.id else p.shown_under_id end as shown_under
      from items i left join parents p on p.site_id = i."siteId" and p.id = i."parentId"
      left join locked l on l.site_id = i."siteId" and l.id = i."articleId"
      where (i."parentId" is null or p.id is not null) and (i.status <> 'approved' or l.publishes)
    )`
}

/** Inserts the comments and everything stored with them. */
function inserting(sql: Sql) {
  return sql`
    stored as (
      insert into comments (site_id, id, article_id, parent_id, shown_under_id, depth, status, visible, name, text,
        html, email, website, badge, color, verified, author_hash, network_hash, email_hash, reason, risk, spam_risk,
        abuse_risk, audit, created_at)
      select "siteId", id, "articleId", "parentId", shown_under, depth, status, status = 'approved', name, text,
        html, email, website, badge, color, verified, decode("authorHash", 'hex'), decode("networkHash", 'hex'),
        decode("emailHash", 'hex'), case when status = 'rejected' then verdict->>'reason' end,
        (verdict->>'risk')::real, (verdict->'kinds'->>'spam')::real, (verdict->'kinds'->>'abuse')::real,
        (verdict->>'audit')::boolean, at
      from accepted
    ), keys as (
      insert into repeat_keys (site_id, key_hash, body_digest, comment_id, status, created_at)
      select "siteId", decode(k, 'hex'), decode("bodyDigest", 'hex'), id, status, at
      from accepted cross join unnest("keyHashes") as k
    ), spent as (
      insert into spent_tokens (site_id, token_hash, expires_at)
      select "siteId", decode(spend->>'tokenHash', 'hex'), (spend->>'expiresAt')::timestamptz
      from accepted where jsonb_typeof(spend) = 'object'
    ), waiting as (
      insert into waiting_checks (site_id, comment_id, version, sealed_sender, akismet_said, due_at, created_at)
      select "siteId", id, 1, aside->>'sealedSender', aside->>'akismetSaid',
        at + make_interval(secs => (aside->>'afterSeconds')::int), at
      from accepted where jsonb_typeof(aside) = 'object'
    ), seen as (
      insert into sightings (site_id, band, comment_id, created_at)
      select distinct "siteId", b, id, at from accepted cross join unnest(bands) as b
    ), judged as (
      ${insertVerdicts(sql, sql`select "siteId" as site_id, id as comment_id, 1 as revision, verdict, at from accepted`)}
    )`
}

/** What follows for others: events, the counts of articles and parents, notifications. */
function telling(sql: Sql) {
  return sql`
    events as (
      insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at, relayed_at)
      select "siteId", ${newEventId(sql)}, case status when 'pending' then 'comment.held' else 'comment.' || status end,
        "articleId", id, 1, jsonb_build_object('parentId', "parentId", 'status', status), at,
        case when not ${hasAudience(sql)} then at end
      from accepted
    ), counted as (
      update articles a set comment_count = a.comment_count + n.shown, version = a.version + 1, last_comment_at = n.at
      from (select "siteId", "articleId", count(*)::int as shown, max(at) as at
        from accepted where status = 'approved' group by 1, 2) n
      where a.site_id = n."siteId" and a.id = n."articleId"
      returning a.site_id, a.key, a.version
    ), answered as (
      update comments c set reply_count = c.reply_count + n.replies
      from (select "siteId", shown_under, count(*)::int as replies
        from accepted where status = 'approved' and shown_under is not null group by 1, 2) n
      where c.site_id = n."siteId" and c.id = n.shown_under
    ), notified as materialized (
      select ${articleNotice(sql, sql`site_id`)} from counted
    ), queued as materialized (
      select ${queueNotice(sql, sql`"siteId"`)} from (select distinct "siteId" from accepted where status = 'pending') q
    )`
}

/**
 * Whether anybody is told about the comment at hand: a receiver, a shared cache that is purged, the author it
 * answers. If nobody is, the event need not wait for the relay, which would only mark it as passed on.
 */
function hasAudience(sql: Sql) {
  return sql`(
    exists (select from webhooks w where w.site_id = "siteId" and w.disabled_at is null)
    or exists (select from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
      where s.id = "siteId" and jsonb_typeof(p.policy->'cdn'->'purge') = 'object')
    or exists (select from subscriptions m where m.site_id = "siteId" and m.comment_id = "parentId"))`
}
