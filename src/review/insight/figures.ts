import type { Queryable } from '../../db/client.ts'
import { IS_UNDONE } from '../../db/states.ts'
import { exactUpperShare } from '../../judge/bounds.ts'
import { DEFAULT_POLICY } from '../../sites/policy.ts'
import type { SiteRef } from '../access.ts'
import { rowsToSeries } from './series.ts'

/**
 * The desk over time: by the hour for up to a week, else by the day, in UTC. Every list is as long as `at`; null
 * where nothing was measured.
 */
export type Figures = {
  readonly since: Date
  readonly bucket: 'hour' | 'day'
  /** When each bucket begins. */
  readonly at: readonly Date[]
  readonly queue: {
    readonly depth: readonly (number | null)[]
    readonly oldestSeconds: readonly (number | null)[]
  }
  readonly decisions: Readonly<Record<'approve' | 'reject' | 'undo', readonly number[]>>
  readonly verdicts: Readonly<Record<'approve' | 'hold' | 'reject', readonly number[]>>
  /** The share of all verdicts that needed no person. */
  readonly share: readonly (number | null)[]
  readonly moderators: readonly {
    readonly id: string
    readonly name: string
    readonly decisions: readonly number[]
  }[]
  readonly budget: readonly BudgetLine[]
}

/** Blind checks of what the machine published: those of each bucket, and the error rate of all checks up to then. */
type BudgetLine = {
  readonly site: string
  readonly checked: readonly number[]
  readonly wrong: readonly number[]
  readonly rate: readonly (number | null)[]
  readonly atMost: readonly (number | null)[]
  readonly limit: number
}

const HOUR_MS = 3_600_000
const HOURLY_DAYS = 7
const MODERATORS = 20
const SITES = 20
/** The risk that the true share is above `atMost`: one in twenty. */
const DOUBT = 0.05

type Span = { readonly now: Date; readonly days: number }

export async function getFigures(
  db: Queryable,
  sites: readonly SiteRef[],
  { now, days }: Span,
): Promise<Figures> {
  const bucket = days <= HOURLY_DAYS ? 'hour' : 'day'
  const stepMs = bucket === 'hour' ? HOUR_MS : 24 * HOUR_MS
  const first = Math.floor((now.getTime() - days * 24 * HOUR_MS) / stepMs) * stepMs
  const at = Array.from(
    { length: Math.floor((now.getTime() - first) / stepMs) + 1 },
    (_, i) => first + i * stepMs,
  )
  const asked = { ids: sites.map(({ id }) => id), since: new Date(first), bucket }
  const series = rowsToSeries(at)
  const [queue, decided, judged, people, checks] = await Promise.all([
    queueSamples(db, asked),
    decisions(db, asked),
    verdicts(db, asked),
    perModerator(db, asked),
    Promise.all(sites.slice(0, SITES).map((site) => budgetLine(db, site, { ...asked, series }))),
  ])
  const held = series(judged, 'hold')
  const all = at.map(
    (_, i) => (series(judged, 'approve')[i] ?? 0) + (held[i] ?? 0) + (series(judged, 'reject')[i] ?? 0),
  )
  return {
    since: asked.since,
    bucket,
    at: at.map((ms) => new Date(ms)),
    queue: {
      depth: withoutGaps(series.sparse(queue, 'depth')),
      oldestSeconds: withoutGaps(series.sparse(queue, 'oldestSeconds')),
    },
    decisions: {
      approve: series(decided, 'approve'),
      reject: series(decided, 'reject'),
      undo: series(decided, 'undo'),
    },
    verdicts: { approve: series(judged, 'approve'), hold: held, reject: series(judged, 'reject') },
    share: all.map((total, i) => (total === 0 ? null : 1 - (held[i] ?? 0) / total)),
    moderators: [...Map.groupBy(people, ({ id }) => id)].slice(0, MODERATORS).map(([id, rows]) => ({
      id,
      name: rows[0]?.name ?? '',
      decisions: series(rows, 'count'),
    })),
    budget: checks,
  }
}

/** An empty queue is sampled only once, and stays empty until something waits again. */
function withoutGaps(values: readonly (number | null)[]): (number | null)[] {
  const filled: (number | null)[] = []
  for (const value of values) filled.push(value ?? (filled.at(-1) === 0 ? 0 : null))
  return filled
}

type Asked = { readonly ids: readonly string[]; readonly since: Date; readonly bucket: string }
type At = { readonly at: number }

/** The last sample of each site in each bucket, summed over the sites. */
function queueSamples(db: Queryable, { ids, since, bucket }: Asked) {
  return db.query(
    (sql) => sql<(At & { depth: number; oldestSeconds: number })[]>`
    select at, sum(depth)::int as depth, max(oldest_seconds) as oldest_seconds from (
      select distinct on (site_id, 2) site_id,
        (extract(epoch from date_trunc(${bucket}, at, 'UTC')) * 1000)::float8 as at, depth, oldest_seconds
      from queue_samples where site_id = any(${[...ids]}::uuid[]) and at >= ${since}
      order by site_id, 2, queue_samples.at desc
    ) q group by 1`,
  )
}

function decisions(db: Queryable, { ids, since, bucket }: Asked) {
  return db.query(
    (sql) => sql<(At & { approve: number; reject: number; undo: number })[]>`
    select (extract(epoch from date_trunc(${bucket}, created_at, 'UTC')) * 1000)::float8 as at,
      count(*) filter (where action = 'approve') as approve, count(*) filter (where action = 'reject') as reject,
      count(*) filter (where action = 'undo') as undo
    from decisions where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since} group by 1`,
  )
}

function verdicts(db: Queryable, { ids, since, bucket }: Asked) {
  return db.query(
    (sql) => sql<(At & { approve: number; hold: number; reject: number })[]>`
    select (extract(epoch from date_trunc(${bucket}, created_at, 'UTC')) * 1000)::float8 as at,
      count(*) filter (where action = 'approve') as approve, count(*) filter (where action = 'hold') as hold,
      count(*) filter (where action = 'reject') as reject
    from verdicts where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since} group by 1`,
  )
}

/** The busiest moderators first. */
function perModerator(db: Queryable, { ids, since, bucket }: Asked) {
  return db.query(
    (sql) => sql<(At & { id: string; name: string; count: number })[]>`
    select moderator_id as id, max(moderator_name) as name, count(*) as count,
      (extract(epoch from date_trunc(${bucket}, created_at, 'UTC')) * 1000)::float8 as at
    from decisions
    where site_id = any(${[...ids]}::uuid[]) and created_at >= ${since} and action <> 'undo'
    group by moderator_id, 4 order by sum(count(*)) over (partition by moderator_id) desc, 1, 4`,
  )
}

async function budgetLine(
  db: Queryable,
  { id, slug }: SiteRef,
  { since, bucket, series }: Asked & { readonly series: ReturnType<typeof rowsToSeries> },
): Promise<BudgetLine> {
  const [rows, limit] = await Promise.all([
    db.query(
      (sql) => sql<(At & { checked: number; wrong: number })[]>`
      select (extract(epoch from date_trunc(${bucket}, d.created_at, 'UTC')) * 1000)::float8 as at,
        count(*) as checked, count(*) filter (where d.action = 'reject') as wrong
      from decisions d
      join verdicts v on v.site_id = d.site_id and v.comment_id = d.comment_id and v.revision = d.revision
      where d.site_id = ${id} and d.created_at >= ${since} and d.audit_rate is not null and v.action = 'approve'
        and not ${sql.unsafe(IS_UNDONE)}
      group by 1`,
    ),
    limitOf(db, id),
  ])
  const [checked, wrong] = [series(rows, 'checked'), series(rows, 'wrong')]
  let [sum, bad] = [0, 0]
  const soFar = checked.map((count, i) => {
    sum += count
    bad += wrong[i] ?? 0
    return sum === 0
      ? null
      : { rate: bad / sum, atMost: exactUpperShare({ weight: sum, squares: sum, wrong: bad }, DOUBT) }
  })
  return {
    site: slug,
    checked,
    wrong,
    rate: soFar.map((so) => so?.rate ?? null),
    atMost: soFar.map((so) => so?.atMost ?? null),
    limit,
  }
}

async function limitOf(db: Queryable, siteId: string): Promise<number> {
  const { wrongApprove } = DEFAULT_POLICY.budget
  const [row] = await db.query(
    (sql) => sql<{ limit: number }[]>`
    select coalesce((p.policy->'budget'->>'wrongApprove')::float8, ${wrongApprove}) as limit
    from sites s join policies p on p.site_id = s.id and p.version = s.policy_version where s.id = ${siteId}`,
  )
  return row?.limit ?? wrongApprove
}
