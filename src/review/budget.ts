import type { Queryable } from '../db/client.ts'
import { DEFAULT_POLICY } from '../sites/policy.ts'

/**
 * What the blind checks of one site's automatic decisions found. `wrong` is what a moderator decided
 * otherwise; `rate` is null until something was checked.
 */
export type BudgetFigures = {
  readonly approve: SideFigures
  readonly reject: SideFigures
  /** Blind checks that still wait for a moderator. */
  readonly waiting: number
}

export type SideFigures = {
  readonly checked: number
  readonly wrong: number
  readonly rate: number | null
  /** The true rate is below this with 95 % certainty (Clopper and Pearson, one side). */
  readonly atMost: number | null
  /** What the site's policy allows. */
  readonly limit: number
}

type Row = {
  readonly approveChecked: number
  readonly approveWrong: number
  readonly rejectChecked: number
  readonly rejectWrong: number
  readonly waiting: number
  readonly approveLimit: number
  readonly rejectLimit: number
}

/** Newest blind checks that are counted. */
const CHECKS = 2_000

export async function budgetFigures(db: Queryable, siteId: string): Promise<BudgetFigures> {
  const { budget } = DEFAULT_POLICY
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    with site as (
      select p.policy from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
      where s.id = ${siteId}
    )
    select count(*) filter (where v.action = 'approve') as approve_checked,
      count(*) filter (where v.action = 'approve' and d.action = 'reject') as approve_wrong,
      count(*) filter (where v.action = 'reject') as reject_checked,
      count(*) filter (where v.action = 'reject' and d.action = 'approve') as reject_wrong,
      (select coalesce((p.policy->'budget'->>'wrongApprove')::float8, ${budget.wrongApprove}) from site p) as approve_limit,
      (select coalesce((p.policy->'budget'->>'wrongReject')::float8, ${budget.wrongReject}) from site p) as reject_limit,
      (select count(*) from comments where site_id = ${siteId} and audit and status in ('approved', 'rejected')) as waiting
    from (
      select d.comment_id, d.revision, d.action from decisions d
      where d.site_id = ${siteId} and d.audit_rate is not null
        and not exists (select from decisions u where u.site_id = d.site_id and u.undoes = d.id)
      order by d.created_at desc limit ${CHECKS}
    ) d
    join verdicts v on v.site_id = ${siteId} and v.comment_id = d.comment_id and v.revision = d.revision`,
  )
  return {
    approve: side(row?.approveChecked ?? 0, row?.approveWrong ?? 0, row?.approveLimit ?? 0),
    reject: side(row?.rejectChecked ?? 0, row?.rejectWrong ?? 0, row?.rejectLimit ?? 0),
    waiting: row?.waiting ?? 0,
  }
}

function side(checked: number, wrong: number, limit: number): SideFigures {
  if (checked === 0) return { checked, wrong, rate: null, atMost: null, limit }
  return { checked, wrong, rate: wrong / checked, atMost: upperBound(wrong, checked), limit }
}

const DOUBT = 0.05

/** The rate at which so few wrong ones would be seen in one of twenty samples only. */
export function upperBound(wrong: number, checked: number): number {
  if (wrong >= checked) return 1
  let [low, high] = [wrong / checked, 1]
  for (let i = 0; i < 50; i += 1) {
    const rate = (low + high) / 2
    if (chanceOfAtMost(wrong, checked, rate) > DOUBT) low = rate
    else high = rate
  }
  return high
}

/** The binomial distribution function, summed in logarithms so that thousands of checks do not underflow. */
function chanceOfAtMost(wrong: number, checked: number, rate: number): number {
  let term = checked * Math.log1p(-rate)
  let sum = Math.exp(term)
  for (let k = 1; k <= wrong; k += 1) {
    term += Math.log(((checked - k + 1) / k) * (rate / (1 - rate)))
    sum += Math.exp(term)
  }
  return sum
}
