import type { Signal } from '../checks/check.ts'
import type { Queryable, Sql } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import type { EarlierDecisions } from './features.ts'

/** A person's decision in force, with what it was about. */
export type LessonRow = {
  /** The id of the decision. */
  readonly id: string
  readonly createdAt: Date
  readonly isRejected: boolean
  readonly reason: string | null
  /** The article. */
  readonly group: string
  readonly text: string
  readonly signals: readonly Signal[]
  /** What was known when the comment was judged; null in old rows. */
  readonly context: (EarlierDecisions & { readonly isReply: boolean }) | null
  /** The verdict that it was a blind check of, and the rate at which that was drawn. */
  readonly checked: 'approve' | 'reject' | null
  /** The verdict was the judge's, not one of the careful rules. */
  readonly isByJudge: boolean
  readonly auditRate: number | null
  /** The probability in the verdict; null while only rules spoke. */
  readonly told: number | null
}

/**
 * The judge learns from at most this many decisions of one moderator a day, so that a rogue or tireless one does not
 * outweigh the others. It is what one person reads in eight hours, half a minute for each.
 */
const OF_ONE_MODERATOR_A_DAY = 1_000
/**
 * On a day with more decisions, at most this many of them may be on texts seen before: a wave cleared in bulk must
 * not be all that the day teaches.
 */
const COPIES_OF_A_FULL_DAY = 100
const COPIES_FROM = 3
/** The judge learns only from the newest decisions: older ones say little about today. */
const NEWEST = 20_000

/** How many lessons one statement reads. */
const AT_ONCE = 500

/**
 * The decisions that a site's judge learns from, oldest first: those of people that were not taken back, and of each
 * revision of a comment the last one that counts. With `since`, those made after it.
 */
export async function listLessons(db: Queryable, siteId: string, since?: Date): Promise<LessonRow[]> {
  const ids = await listInForce(db, siteId, since ?? new Date(0))
  const lessons: LessonRow[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE)
    lessons.push(...(await readLessons(db, siteId, ids.slice(from, from + AT_ONCE))))
  return lessons
}

async function listInForce(db: Queryable, siteId: string, since: Date): Promise<string[]> {
  const rows = await db.query(
    (sql) => sql<{ id: string }[]>`
    with ${ruled(sql, siteId, since)}
    -- By windows: a join of each decision with the later ones would compare each with all where statistics are old.
    , latest as (
      select *, max(version) filter (where counts) over (partition by comment_id, revision) as counting,
        max(version) over (partition by comment_id, revision, moderator_id) as own
      from ruled
    )
    select id from (
      select id, created_at from latest
      where counts and created_at > ${since} and version >= counting and version >= own
      order by created_at desc, id desc limit ${NEWEST}
    ) newest
    order by created_at, id`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Decisions since the beginning of the day of `since` that were not taken back, and whether each counts within its
 * moderator's daily limit. A later one on the same revision replaces an earlier one. One that does not count may
 * correct what its own moderator taught, but not what others did: otherwise a rogue could clear away, by deciding
 * again, what they may not outweigh.
 */
function ruled(sql: Sql, siteId: string, since: Date) {
  return sql`recent as materialized (
      select site_id, id, comment_id, revision, version, created_at, moderator_id,
        (created_at at time zone 'UTC')::date as day
      from decisions
      where site_id = ${siteId} and action <> 'undo' and created_at >= date_trunc('day', ${since}::timestamptz, 'UTC')
        and id not in (select undoes from decisions where site_id = ${siteId} and undoes is not null)
    ), days as (
      select *, count(*) over (partition by moderator_id, day) as of_day from recent
    ), marked as materialized (
      -- One look-up each, and only for full days: else all verdicts of all sites would be read through.
      select days.*, coalesce(copy.is_copy, false) as is_copy from days left join lateral (
        select true as is_copy from verdicts v
        where days.of_day > ${OF_ONE_MODERATOR_A_DAY} and v.site_id = days.site_id and v.comment_id = days.comment_id
          and v.revision = days.revision
          and (v.context->'repeats'->>'exact')::int + (v.context->'repeats'->>'near')::int >= ${COPIES_FROM} offset 0
      ) copy on true
    ), ranked as (
      select *, not is_copy or row_number() over (partition by moderator_id, day, is_copy order by created_at, id)
        <= ${COPIES_OF_A_FULL_DAY} as may_count from marked
    ), ruled as (
      select *, may_count and row_number() over (partition by moderator_id, day, may_count order by created_at, id)
        <= ${OF_ONE_MODERATOR_A_DAY} as counts from ranked
    )`
}

/** In the order given; a comment without text teaches nothing. */
function readLessons(db: Queryable, siteId: string, ids: readonly string[]): Promise<LessonRow[]> {
  return db.query(
    (sql) => sql<LessonRow[]>`
    select d.id, d.created_at, d.action = 'reject' as is_rejected, d.reason, a.key as "group", coalesce(r.text, c.text) as text,
      v.signals, v.context, case when d.audit_rate is not null and v.action <> 'hold' then v.action end as checked,
      'judge' = any(v.because) as is_by_judge, d.audit_rate, v.probability as told
    -- One look-up each: where statistics know nothing of a new site, a join compares each with all. For the same reason
    -- the site comes with each: taken for one of hardly any rows, they would be looked up by nothing else.
    from unnest(${[...ids]}::uuid[], ${ids.map(() => siteId)}::uuid[]) with ordinality as wanted(id, site_id, ord)
    cross join lateral (select * from decisions where site_id = wanted.site_id and id = wanted.id offset 0) d
    cross join lateral (
      select article_id, text from comments where site_id = wanted.site_id and id = d.comment_id offset 0) c
    cross join lateral (select key from articles where site_id = wanted.site_id and id = c.article_id offset 0) a
    cross join lateral (
      select action, probability, because, signals, context from verdicts
      where site_id = wanted.site_id and comment_id = d.comment_id and revision = d.revision offset 0) v
    left join lateral (
      select text from revisions
      where site_id = wanted.site_id and comment_id = d.comment_id and revision = d.revision offset 0) r on true
    where coalesce(r.text, c.text) <> ''
    order by wanted.ord`,
  )
}

type Forgotten = { readonly id: string; readonly forgottenAt: Date }

/** Decisions that no longer count: taken back since then, or replaced by another on the same revision. */
export function listForgotten(db: Queryable, siteId: string, since: Date): Promise<Forgotten[]> {
  return db.query(
    (sql) => sql<Forgotten[]>`
    with ${ruled(sql, siteId, since)}
    select id, max(created_at) as forgotten_at from (
      select undoes as id, created_at from decisions
      where site_id = ${siteId} and created_at > ${since} and undoes is not null
      union all
      select o.id, n.created_at from ruled n
      cross join lateral (
        select id, moderator_id from decisions where site_id = n.site_id and comment_id = n.comment_id
          and revision = n.revision and version < n.version and action <> 'undo' offset 0) o
      where n.created_at > ${since} and (n.counts or n.moderator_id = o.moderator_id)
    ) forgotten group by id`,
  )
}

/** The site that learns, by its slug, and whether its policy lets the seed count. */
export async function getLearner(
  db: Queryable,
  siteId: string,
): Promise<{ readonly site: string; readonly usesSeed: boolean }> {
  const { seed } = DEFAULT_POLICY.judge
  const [row] = await db.query(
    (sql) => sql<{ site: string; usesSeed: boolean }[]>`
    select s.slug as site, coalesce((p.policy->'judge'->>'seed')::boolean, ${seed}) as uses_seed
    from sites s join policies p on p.site_id = s.id and p.version = s.policy_version where s.id = ${siteId}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}
