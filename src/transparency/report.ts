import type { Db } from '../db/client.ts'
import { IS_UNDONE } from '../db/states.ts'
import { listStatements, type Span } from './statements.ts'

/*
 * The counts of the yearly report on content moderation (Digital Services Act, article 15).
 */

type Cells = readonly (string | number | null)[]

const HEADER = [
  ...['part', 'reason', 'restriction', 'source', 'automated detection', 'automated decision', 'outcome'],
  ...['count', 'median hours'],
]

/**
 * A header, then rows of five parts: `restrictions`, by how they came about; `notices` of illegal content and other
 * `reports`, with how long they waited; authors' `complaints`; and `blind checks` of the machine's own decisions,
 * which show its errors.
 */
export async function reportRows(db: Db, siteId: string, span: Span): Promise<Cells[]> {
  const [restrictions, answered, complaints, checked] = await Promise.all([
    countRestrictions(db, siteId, span),
    countReports(db, siteId, span),
    countComplaints(db, siteId, span),
    countChecked(db, siteId, span),
  ])
  return [
    HEADER,
    ...restrictions,
    ...answered.map(({ part, reason, outcome, count, hours }) => [
      ...[part, reason, null, null, null, null, outcome],
      ...[count, hours],
    ]),
    ...complaints.map(({ outcome, count, hours }) => [
      ...['complaints', null, null, null, null, null, outcome],
      ...[count, hours],
    ]),
    ...checked.map(({ verdict, outcome, count }) => [
      ...['blind checks', null, null, `machine: ${verdict}`, 'yes', 'yes', outcome],
      ...[count, null],
    ]),
  ]
}

async function countRestrictions(db: Db, siteId: string, span: Span): Promise<Cells[]> {
  const counts = new Map<string, number>()
  for await (const statement of listStatements(db, siteId, span)) {
    const { reason, restriction, source, automatedDetection, automatedDecision } = statement
    const key = JSON.stringify([
      reason,
      restriction,
      source,
      yesOrNo(automatedDetection),
      yesOrNo(automatedDecision),
    ])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].toSorted().map(([key, count]) => {
    const cells: readonly string[] = JSON.parse(key)
    return ['restrictions', ...cells, null, count, null]
  })
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}

type Counted = {
  readonly part: string
  readonly reason: string
  readonly outcome: string
  readonly count: number
  readonly hours: number | null
}

/** A report that nobody has decided on yet is open. */
function countReports(db: Db, siteId: string, { from, to }: Span): Promise<Counted[]> {
  return db.query(
    (sql) => sql<Counted[]>`
    select case when r.notice then 'notices' else 'reports' end as part, r.reason,
      coalesce(r.outcome, 'open') as outcome, count(*)::int,
      round(percentile_cont(0.5) within group (order by extract(epoch from a.at - r.created_at) / 3600)::numeric, 2)::float8
        as hours
    from reports r
    left join lateral (
      select min(d.created_at) as at from decisions d where d.site_id = r.site_id and d.comment_id = r.comment_id
        and d.created_at >= r.created_at and d.action <> 'undo' and not ${sql.unsafe(IS_UNDONE)}
    ) a on r.outcome is not null
    where r.site_id = ${siteId} and r.created_at >= ${from} and r.created_at < ${to}
    group by 1, 2, 3 order by 1, 2, 3`,
  )
}

function countComplaints(
  db: Db,
  siteId: string,
  { from, to }: Span,
): Promise<Pick<Counted, 'outcome' | 'count' | 'hours'>[]> {
  return db.query(
    (sql) => sql<Counted[]>`
    select coalesce(l.outcome, 'open') as outcome, count(*)::int,
      round(percentile_cont(0.5) within group (order by extract(epoch from d.created_at - l.created_at) / 3600)::numeric, 2)::float8
        as hours
    from appeals l
    left join decisions d on d.site_id = l.site_id and d.id = l.decision_id
    where l.site_id = ${siteId} and l.created_at >= ${from} and l.created_at < ${to}
    group by 1 order by 1`,
  )
}

type Checked = { readonly verdict: string; readonly outcome: string; readonly count: number }

/** Drawn at random from what the machine decided alone, and decided by people who did not know that. */
function countChecked(db: Db, siteId: string, { from, to }: Span): Promise<Checked[]> {
  return db.query(
    (sql) => sql<Checked[]>`
    select v.action as verdict, case when d.action = v.action then 'confirmed' else 'overruled' end as outcome,
      count(*)::int
    from decisions d
    join verdicts v on v.site_id = d.site_id and v.comment_id = d.comment_id and v.revision = d.revision
    where d.site_id = ${siteId} and d.created_at >= ${from} and d.created_at < ${to} and d.audit_rate is not null
      and d.action <> 'undo' and v.action in ('approve', 'reject') and not ${sql.unsafe(IS_UNDONE)}
    group by 1, 2 order by 1, 2`,
  )
}
