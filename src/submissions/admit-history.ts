import type { Sql } from '../db/client.ts'
import {
  HALVED_AFTER,
  JUST_BEFORE_MINUTES,
  LONG_THREAD,
  NEWEST_OF_AUTHOR,
  NEWEST_OF_CONVERSATION,
  NEWEST_OF_THREAD,
} from '../judge/history.ts'

/*
 * What admission looks up about earlier comments, as parts of its statement: `i` is the submission, `a` its article,
 * `p` the comment it answers, `c` the clock.
 */

// Written into the statement as numbers: as parameters they would cause it to be planned anew each time.
const OF_WRITER = String(NEWEST_OF_AUTHOR)
const HALVED = String(HALVED_AFTER)
const OF_THREAD = String(NEWEST_OF_THREAD)
const OF_CONVERSATION = String(NEWEST_OF_CONVERSATION)
const SIZES = String(LONG_THREAD)
const JUST_BEFORE = `interval '${JUST_BEFORE_MINUTES} minutes'`

/** How comments in the thread were decided, over all and recently, how long it is, and how fast a few talk in it. */
export function threadRecords(sql: Sql) {
  return sql`
    -- Once for all that come to an article at the same time; an edited comment does not count for itself.
    select t.ords, decided.record, decided.lately, sent.size, just.back_and_forth
    from (select i."siteId" as site_id, a.id as article_id, a.comment_count as shown, m.id as self, array_agg(i.ord) as ords
      from items i join articles a on a.site_id = i."siteId" and a.key = i."articleKey"
      left join comments m on m.site_id = i."siteId" and m.id = i."commentId"
      group by 1, 2, 3, 4) t
    cross join lateral (
      select jsonb_build_object('approved', count(*) filter (where r.status = 'approved'),
          'rejected', count(*) filter (where r.status = 'rejected')) as record,
        jsonb_build_object('approved', coalesce(sum(r.weight) filter (where r.status = 'approved'), 0),
          'rejected', coalesce(sum(r.weight) filter (where r.status = 'rejected'), 0)) as lately
      from (select m.status,
          0.5::float8 ^ ((row_number() over (order by m.decided_at desc, m.id desc) - 1)::float8 / ${sql.unsafe(HALVED)}) as weight
        from comments m
        where m.site_id = t.site_id and m.article_id = t.article_id and m.decided_at is not null
          and m.status in ('approved', 'rejected') and m.source <> 'newsroom' and m.id is distinct from t.self
        order by m.decided_at desc, m.id desc limit ${sql.unsafe(OF_THREAD)}) r
    ) decided
    cross join lateral (
      -- A thread that shows more, one's own among them, need not be counted.
      select case when t.shown > ${sql.unsafe(SIZES)} then ${sql.unsafe(SIZES)} else (select count(*)::int
        from (select from comments m
          where m.site_id = t.site_id and m.article_id = t.article_id and m.id is distinct from t.self
          order by m.created_at desc, m.id desc limit ${sql.unsafe(SIZES)}) r) end as size
    ) sent
    cross join lateral (
      select (count(*) - count(distinct r.author_hash))::int as back_and_forth
      from (select m.author_hash from comments m
        where m.site_id = t.site_id and m.article_id = t.article_id and m.id is distinct from t.self
          and m.created_at > now() - ${sql.unsafe(JUST_BEFORE)}
        order by m.created_at desc, m.id desc limit ${sql.unsafe(SIZES)}) r
    ) just`
}

/**
 * What became of the newest comments of the author or network whose hash the column `whose` holds. It is looked for as
 * a range of one, in the order of the column: where most comments have one author or network, the index of times
 * would seem as good, and for everybody else all of it be read.
 */
export function recordOf(sql: Sql, whose: 'author_hash' | 'network_hash', hash: ReturnType<Sql>) {
  return sql`
    select jsonb_build_object('approved', count(*) filter (where r.status = 'approved'),
      'rejected', count(*) filter (where r.status = 'rejected' and r.decided_at is not null),
      'pending', count(*) filter (where r.status = 'pending')) as record
    from (select m.status, m.decided_at from comments m
      where m.site_id = i."siteId" and m.${sql(whose)} between ${hash} and ${hash} and m.id <> i."commentId"
      order by m.${sql(whose)} desc, m.created_at desc limit ${sql.unsafe(OF_WRITER)}) r`
}

/** How the comment that is answered, and other answers to it, were decided. */
export function conversationRecord(sql: Sql) {
  return sql`
    select jsonb_build_object('approved', count(*) filter (where r.status = 'approved'),
      'rejected', count(*) filter (where r.status = 'rejected')) as record
    from (
      (select m.status from comments m
        where m.site_id = i."siteId" and m.parent_id = i."parentId" and m.decided_at is not null
          and m.id <> i."commentId" and m.status in ('approved', 'rejected') and m.source <> 'newsroom'
        order by m.decided_at desc, m.id desc limit ${sql.unsafe(OF_CONVERSATION)})
      union all
      select p.status where p.decided_at is not null) r`
}

/** Where the same text, or nearly the same, was seen before. */
export function repeatsRecord(sql: Sql) {
  return sql`
    select jsonb_build_object('exact', count(*) filter (where s.band = i.bands[1]),
      'near', count(distinct s.comment_id), 'articles', count(distinct m.article_id),
      'names', count(distinct m.name), 'rejected', count(distinct m.id) filter (where m.status = 'rejected'),
      'sameCallerHere', coalesce(bool_or(m.article_id = a.id and m.created_at > c.at - interval '10 minutes'
        and m.network_hash = decode(i."networkHash", 'hex')), false)) as record
    from unnest(i.bands) as b(band)
    cross join lateral (
      select s.band, s.comment_id from sightings s
      where s.site_id = i."siteId" and s.band = b.band and s.comment_id <> i."commentId"
        and s.created_at > c.at - interval '30 days'
      order by s.comment_id desc limit 50) s
    join comments m on m.site_id = i."siteId" and m.id = s.comment_id`
}
