import type { Queryable } from '../db/client.ts'

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

export type SideFigures = { readonly checked: number; readonly wrong: number; readonly rate: number | null }

type Row = {
  readonly approveChecked: number
  readonly approveWrong: number
  readonly rejectChecked: number
  readonly rejectWrong: number
  readonly waiting: number
}

/** Newest blind checks that are counted. */
const CHECKS = 2_000

export async function budgetFigures(db: Queryable, siteId: string): Promise<BudgetFigures> {
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select count(*) filter (where v.action = 'approve') as approve_checked,
      count(*) filter (where v.action = 'approve' and d.action = 'reject') as approve_wrong,
      count(*) filter (where v.action = 'reject') as reject_checked,
      count(*) filter (where v.action = 'reject' and d.action = 'approve') as reject_wrong,
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
    approve: side(row?.approveChecked ?? 0, row?.approveWrong ?? 0),
    reject: side(row?.rejectChecked ?? 0, row?.rejectWrong ?? 0),
    waiting: row?.waiting ?? 0,
  }
}

function side(checked: number, wrong: number): SideFigures {
  return { checked, wrong, rate: checked === 0 ? null : wrong / checked }
}
