import type { History } from '../checks/check.ts'
import { type Batched, batched } from '../db/batch.ts'
import type { Queryable, Sql } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { ofLastMinute, type Spent } from '../http/rate-limit.ts'
import type { Ban } from '../review/bans.ts'
import { conversationRecord, recordOf, repeatsRecord, threadRecords } from './admit-history.ts'

/** What admission looks up, before anything else is done with a submission. Hashes are hex. */
export type AdmissionRequest = {
  readonly siteId: string
  readonly articleKey: string
  readonly commentId: string
  readonly parentId: string | null
  /** Hashes of the idempotency key and of the client-made id, if given. */
  readonly keyHashes: readonly string[]
  readonly bodyDigest: string
  readonly networkHash: string
  readonly authorHash: string
  readonly banMatches: readonly string[]
  readonly bands: readonly bigint[]
  /** The reader's limit; null for a submission that is refused anyway, which uses up nobody's allowance. */
  readonly perReaderPerMinute: number | null
}

export type Admission = {
  readonly article: {
    readonly id: string
    readonly open: boolean
    /** Whether every comment on it is held. */
    readonly premoderated: boolean
    readonly url: string | null
    readonly title: string | null
    readonly createdAt: Date
  } | null
  /** The first answer to the same key; `same` is false if that had another body. */
  readonly known: {
    readonly commentId: string
    readonly status: CommentStatus
    readonly same: boolean
  } | null
  readonly parent: { readonly visible: boolean; readonly articleId: string } | null
  readonly bans: readonly Pick<Ban, 'kind' | 'label' | 'effect'>[]
  /** Submissions so far, including this one; zero where this one does not count. */
  readonly spent: Readonly<Record<Allowance, Spent>>
  readonly history: History
}

type Allowance = 'reader' | 'article' | 'site'

const MOST_AT_ONCE = 128
const FEW = String(MOST_AT_ONCE)

/** Looks up everything that bears on a submission and counts it, many submissions in one statement. */
export function admission(db: Queryable): Batched<AdmissionRequest, Admission> {
  return batched((requests) => admitAll(db, requests), { max: MOST_AT_ONCE })
}

type Row = {
  readonly articleId: string | null
  readonly articleOpen: boolean
  readonly articlePremoderated: boolean
  readonly articleUrl: string | null
  readonly articleTitle: string | null
  readonly articleCreatedAt: Date
  readonly knownComment: string | null
  readonly knownStatus: CommentStatus
  readonly knownSame: boolean
  readonly parentVisible: boolean | null
  readonly parentArticle: string
  readonly bans: Admission['bans']
  readonly spent: Readonly<Partial<Record<Allowance, Pick<Spent, 'present' | 'former'>>>> | null
  readonly elapsed: number
  readonly author: History['author']
  readonly network: History['network']
  /** Null before the article's first comment. */
  readonly thread: History['thread'] | null
  readonly lately: History['thread'] | null
  readonly threadSize: number | null
  readonly backAndForth: number | null
  readonly conversation: History['thread']
  readonly repeats: History['repeats']
}

async function admitAll(db: Queryable, requests: readonly AdmissionRequest[]): Promise<Admission[]> {
  const items = requests.map((request, ord) => ({ ord, ...request, bands: request.bands.map(String) }))
  const rows = await db.query(
    (sql) => sql<Row[]>`
    with items as materialized (
      select * from jsonb_to_recordset(${sql.json(items)}) as i(
        ord int, "siteId" uuid, "articleKey" text, "commentId" uuid, "parentId" uuid, "keyHashes" text[],
        "bodyDigest" text, "networkHash" text, "authorHash" text, "banMatches" text[], bands bigint[],
        "perReaderPerMinute" int)
      -- Says that they are few. Reckoned for a hundred, the costs grow so much with the tables that the server never
      -- takes up a plan it keeps, and planning costs more than everything else here.
      where ord between 0 and ${sql.unsafe(FEW)}
    ), clock as materialized (
      -- Counters are worth no wait for the disk: losing the last of them opens no gate for long.
      select set_config('synchronous_commit', 'off', true), now() as at,
        floor(extract(epoch from now()) / 60)::bigint as minute,
        (extract(epoch from now()) / 60 - floor(extract(epoch from now()) / 60))::float8 as elapsed
    ), known as materialized (
      select distinct on (i.ord) i.ord, k.comment_id, k.status,
        k.body_digest = decode(i."bodyDigest", 'hex') as same
      from items i cross join unnest(i."keyHashes") as h
      cross join lateral (
        select r.comment_id, r.status, r.body_digest from repeat_keys r
        where r.site_id = i."siteId" and r.key_hash = decode(h, 'hex') limit 1
      ) k
      order by i.ord, same
    ), ${countPerMinute(sql)}, threads as materialized (${threadRecords(sql)})
    select a.id as article_id, a.open as article_open, a.premoderated as article_premoderated, a.url as article_url,
      a.title as article_title, a.created_at as article_created_at,
      k.comment_id as known_comment, k.status as known_status, k.same as known_same,
      p.visible as parent_visible, p.article_id as parent_article,
      n.spent, c.elapsed, bans.list as bans, author.record as author, network.record as network, thread.record as thread,
      thread.lately as lately, thread.size as thread_size, thread.back_and_forth,
      conversation.record as conversation, repeats.record as repeats
    from items i
    cross join clock c
    left join known k on k.ord = i.ord
    left join counts n on n.ord = i.ord
    left join threads thread on i.ord = any(thread.ords)
    left join articles a on a.site_id = i."siteId" and a.key = i."articleKey"
    left join lateral (
      -- The limit keeps this a look-up a comment: joined, it would read the whole table while that is small.
      select c.visible, c.article_id, c.status, c.decided_at from comments c
      where c.site_id = i."siteId" and c.id = i."parentId" limit 1
    ) p on true
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'label', b.label, 'effect', b.effect)), '[]') as list
      from bans b
      where b.site_id = i."siteId" and b.match = any(i."banMatches") and b.lifted_at is null
        and (b.expires_at is null or b.expires_at > c.at)
    ) bans
    cross join lateral (${recordOf(sql, 'author_hash', sql`decode(i."authorHash", 'hex')`)}) author
    cross join lateral (${recordOf(sql, 'network_hash', sql`decode(i."networkHash", 'hex')`)}) network
    cross join lateral (${conversationRecord(sql)}) conversation
    cross join lateral (${repeatsRecord(sql)}) repeats
    order by i.ord`,
  )
  return rows.map(toAdmission)
}

/**
 * Counts each submission against its reader, unless it is a repetition or refused anyway, and if the reader is within
 * the limit also against its article and its site. So what is refused at a reader's own limit takes nothing from the
 * others.
 */
function countPerMinute(sql: Sql) {
  return sql`
    reader_buckets as (
      select i.ord, i."siteId" as site_id, decode(i."networkHash", 'hex') as bucket
      from items i
      where i."perReaderPerMinute" is not null and not exists (select from known k where k.ord = i.ord)
    ), ${counted(sql, 'reader')}, shared_buckets as (
      select i.ord, i."siteId" as site_id, b.bucket
      from reader_counts r cross join clock c
      join items i on i.ord = r.ord and r.present + r.former * (1 - c.elapsed) <= i."perReaderPerMinute"
      cross join lateral (values (decode(md5(i."articleKey"), 'hex')), ('\\x00'::bytea)) as b(bucket)
    ), ${counted(sql, 'shared')}, counts as (
      select ord, jsonb_object_agg(allowance, jsonb_build_object('present', present, 'former', former)) as spent
      from (select ord, 'reader' as allowance, present, former from reader_counts
        union all select ord, case bucket when '\\x00' then 'site' else 'article' end, present, former
        from shared_counts) c
      group by ord
    )`
}

/** The counts of one kind of bucket, each as if the batch's submissions had come one after another. */
function counted(sql: Sql, kind: 'reader' | 'shared') {
  const [buckets, stored, counts] = [sql(`${kind}_buckets`), sql(`${kind}_stored`), sql(`${kind}_counts`)]
  return sql`
    ${stored} as (
      insert into rates (site_id, bucket, minute, count)
      select b.site_id, b.bucket, c.minute, count(*) from ${buckets} b cross join clock c
      group by 1, 2, 3 order by 1, 2
      on conflict (site_id, bucket, minute) do update set count = least(rates.count + excluded.count, 1000000)
      returning site_id, bucket, count
    ), ${counts} as (
      select b.ord, b.bucket,
        s.count - count(*) over same_bucket + row_number() over (partition by b.site_id, b.bucket order by b.ord)
          as present,
        coalesce(p.count, 0) as former
      from ${buckets} b
      join ${stored} s using (site_id, bucket)
      cross join clock k
      left join rates p on p.site_id = b.site_id and p.bucket = b.bucket and p.minute = k.minute - 1
      window same_bucket as (partition by b.site_id, b.bucket)
    )`
}

const NOTHING_SPENT = { present: 0, former: 0 }
const NONE_DECIDED = { approved: 0, rejected: 0 }

function toAdmission(row: Row): Admission {
  const { articleId, articleOpen, articlePremoderated, articleUrl, articleTitle, articleCreatedAt } = row
  const spentOf = (allowance: Allowance): Spent => ({
    ...(row.spent?.[allowance] ?? NOTHING_SPENT),
    elapsed: row.elapsed,
  })
  const spent = { reader: spentOf('reader'), article: spentOf('article'), site: spentOf('site') }
  const { author, network, repeats, thread, lately, threadSize, backAndForth, conversation } = row
  return {
    article:
      articleId === null
        ? null
        : {
            id: articleId,
            open: articleOpen,
            premoderated: articlePremoderated,
            url: articleUrl,
            title: articleTitle,
            createdAt: articleCreatedAt,
          },
    known:
      row.knownComment === null
        ? null
        : { commentId: row.knownComment, status: row.knownStatus, same: row.knownSame },
    parent: row.parentVisible === null ? null : { visible: row.parentVisible, articleId: row.parentArticle },
    bans: row.bans,
    spent,
    history: {
      author,
      network,
      thread: thread ?? NONE_DECIDED,
      lately: lately ?? NONE_DECIDED,
      threadSize: threadSize ?? 0,
      backAndForth: backAndForth ?? 0,
      conversation,
      repeats: { ...repeats, near: repeats.near - repeats.exact },
      bannedDomains: domainsWith('refuse', row.bans),
      watchedDomains: domainsWith('hold', row.bans),
      perMinute: { article: ofLastMinute(spent.article), site: ofLastMinute(spent.site) },
    },
  }
}

function domainsWith(wanted: Ban['effect'], bans: Admission['bans']): readonly string[] {
  return bans.filter(({ kind, effect }) => kind === 'domain' && effect === wanted).map(({ label }) => label)
}
