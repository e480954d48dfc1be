import type { Queryable } from '../../db/client.ts'
import { IN_QUEUE, IS_UNDONE, WAITS_SINCE } from '../../db/states.ts'
import type { Judges } from '../../judge/judges.ts'
import type { SiteRef } from '../access.ts'
import { type BudgetFigures, budgetFigures } from './budget.ts'

/** How the desk is doing. Shares are 0 to 1, null where there was nothing to count; hours are UTC. */
export type Stats = {
  readonly since: Date
  readonly queue: {
    readonly depth: number
    readonly reported: number
    readonly claimed: number
    readonly oldestAt: Date | null
    readonly oldestAgeSeconds: number
  }
  readonly decisions: {
    readonly approve: number
    readonly reject: number
    readonly undo: number
    readonly perHour: readonly { readonly hour: string; readonly approve: number; readonly reject: number }[]
    readonly perModerator: readonly {
      readonly id: string
      readonly name: string
      readonly approve: number
      readonly reject: number
      readonly undo: number
    }[]
  }
  readonly automation: {
    readonly approve: number
    readonly hold: number
    readonly reject: number
    /** The share of all verdicts that needed no person. */
    readonly share: number | null
  }
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  /** How many of the decided comments that a check marked were rejected by a moderator. */
  readonly signals: readonly {
    readonly check: string
    readonly marked: number
    readonly rejected: number
    readonly precision: number
  }[]
  readonly articles: readonly {
    readonly site: string
    readonly key: string
    readonly title: string | null
    readonly pending: number
  }[]
  readonly budget: readonly BudgetFigures[]
}

/** How many of the newest decisions the precision of signals is measured on. */
const SIGNAL_SAMPLE = 5_000
const TOP = 20
/** Each of these sites' judges has to be loaded to be asked. */
const BUDGET_SITES = 10

export async function getStats(
  { db, judges }: { readonly db: Queryable; readonly judges: Judges },
  sites: readonly SiteRef[],
  since: Date,
): Promise<Stats> {
  const ids = sites.map(({ id }) => id)
  const [queue, perHour, perModerator, automation, reasons, signals, articles, budget] = await Promise.all([
    queueFigures(db, ids),
    decisionsPerHour(db, ids, since),
    decisionsPerModerator(db, ids, since),
    verdictFigures(db, ids, since),
    topReasons(db, ids, since),
    signalPrecision(db, ids, since),
    busiestArticles(db, ids),
    Promise.all(sites.slice(0, BUDGET_SITES).map((site) => budgetFigures(db, judges, site))),
  ])
  const sum = (of: 'approve' | 'reject' | 'undo') => perModerator.reduce((total, row) => total + row[of], 0)
  const judged = automation.approve + automation.hold + automation.reject
  return {
    since,
    queue,
    decisions: { approve: sum('approve'), reject: sum('reject'), undo: sum('undo'), perHour, perModerator },
    automation: { ...automation, share: judged === 0 ? null : 1 - automation.hold / judged },
    reasons,
    signals,
    articles,
    budget,
  }
}

async function queueFigures(db: Queryable, ids: readonly string[]): Promise<Stats['queue']> {
  const [row] = await db.query(
    (sql) => sql<Stats['queue'][]>`
    select count(*) as depth, count(*) filter (where report_count > 0) as reported, min(since) as oldest_at,
      greatest(coalesce(extract(epoch from now() - min(since)), 0), 0)::float8 as oldest_age_seconds,
      (select count(*) from claims k where k.site_id = any(${[...ids]}::uuid[]) and k.expires_at > now()) as claimed
    from (
      select c.report_count, ${sql.unsafe(WAITS_SINCE)} as since
      from comments c where c.site_id = any(${[...ids]}::uuid[]) and (${sql.unsafe(IN_QUEUE)})
    ) waiting`,
  )
  if (row === undefined) throw new Error('a count returned nothing')
  return row
}

function decisionsPerHour(db: Queryable, ids: readonly string[], since: Date) {
  return db.query(
    (sql) => sql<Stats['decisions']['perHour'][number][]>`
    select to_char(date_trunc('hour', created_at at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as hour,
      count(*) filter (where action = 'approve') as approve, count(*) filter (where action = 'reject') as reject
    from decisions where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since} group by 1 order by 1`,
  )
}

function decisionsPerModerator(db: Queryable, ids: readonly string[], since: Date) {
  return db.query(
    (sql) => sql<Stats['decisions']['perModerator'][number][]>`
    select moderator_id as id, max(moderator_name) as name, count(*) filter (where action = 'approve') as approve,
      count(*) filter (where action = 'reject') as reject, count(*) filter (where action = 'undo') as undo
    from decisions where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since}
    group by 1 order by count(*) desc, 1`,
  )
}

async function verdictFigures(db: Queryable, ids: readonly string[], since: Date) {
  const [row] = await db.query(
    (sql) => sql<{ approve: number; hold: number; reject: number }[]>`
    select count(*) filter (where action = 'approve') as approve, count(*) filter (where action = 'hold') as hold,
      count(*) filter (where action = 'reject') as reject
    from verdicts where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since}`,
  )
  return row ?? { approve: 0, hold: 0, reject: 0 }
}

function topReasons(db: Queryable, ids: readonly string[], since: Date) {
  return db.query(
    (sql) => sql<Stats['reasons'][number][]>`
    select reason, count(*) as count from decisions
    where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since} and action = 'reject' and reason is not null
    group by 1 order by 2 desc, 1 limit ${TOP}`,
  )
}

function signalPrecision(db: Queryable, ids: readonly string[], since: Date) {
  return db.query(
    (sql) => sql<Stats['signals'][number][]>`
    select s.check, count(*) as marked, count(*) filter (where d.action = 'reject') as rejected,
      (count(*) filter (where d.action = 'reject'))::float8 / count(*) as precision
    from (
      select d.site_id, d.comment_id, d.revision, d.action from decisions d
      where d.site_id = any(${[...ids]}::uuid[]) and d.created_at >= ${since} and d.action <> 'undo'
        and not ${sql.unsafe(IS_UNDONE)}
      order by d.created_at desc limit ${SIGNAL_SAMPLE}
    ) d
    join verdicts v on v.site_id = d.site_id and v.comment_id = d.comment_id and v.revision = d.revision
    cross join lateral jsonb_to_recordset(v.signals) as s("check" text, outcome text)
    where s.outcome in ('suspect', 'block')
    group by 1 order by 2 desc, 1 limit 50`,
  )
}

function busiestArticles(db: Queryable, ids: readonly string[]) {
  return db.query(
    (sql) => sql<Stats['articles'][number][]>`
    select s.slug as site, a.key, a.title, q.pending
    from (select site_id, article_id, count(*) as pending from comments
      where site_id = any(${[...ids]}::uuid[]) and (${sql.unsafe(IN_QUEUE)})
      group by 1, 2 order by 3 desc limit ${TOP}) q
    join articles a on a.site_id = q.site_id and a.id = q.article_id
    join sites s on s.id = q.site_id
    order by q.pending desc, a.key`,
  )
}
