import type { Queryable } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import type { Thresholds } from '../../judge/budget.ts'
import type { Judges } from '../../judge/judges.ts'
import type { SideFigures } from '../../judge/proofs.ts'
import { findSite } from '../../sites/queries.ts'
import type { SiteRef } from '../access.ts'

/** What blind checks found about one site's automatic decisions, beside what its policy allows. */
export type BudgetFigures = {
  readonly site: string
  readonly modelVersion: number | null
  /** How many decisions the judge has learned from. */
  readonly lessons: number
  readonly thresholds: Thresholds
  readonly approve: BudgetSide
  readonly reject: BudgetSide
  /** Blind checks that still wait for a moderator. */
  readonly waiting: number
}

type BudgetSide = SideFigures & {
  readonly limit: number
  /** The same as a sentence. */
  readonly sentence: string
}

export async function budgetFigures(
  db: Queryable,
  judges: Judges,
  { slug }: SiteRef,
): Promise<BudgetFigures> {
  const site = await findSite(db, slug)
  if (site === undefined) throw new AppError('not-found')
  const [figures, waiting] = await Promise.all([judges.figures(site), countWaiting(db, site.id)])
  const { budget } = site.policy
  return {
    site: slug,
    ...figures,
    approve: side(figures.approve, budget.wrongApprove),
    reject: side(figures.reject, budget.wrongReject),
    waiting,
  }
}

function side(figures: SideFigures, limit: number): BudgetSide {
  return { ...figures, limit, sentence: sentenceOf(figures) }
}

/** "412 checked, 3 wrong: 0.7 %, at most 1.9 %": the upper bound holds in 95 of 100 cases. */
function sentenceOf({ checked, wrong, rate, atMost }: SideFigures): string {
  if (rate === null) return 'nothing checked yet'
  const most = atMost === null ? '' : `, at most ${percent(atMost)}`
  return `${checked} checked, ${wrong} wrong: ${percent(rate)}${most}`
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`
}

async function countWaiting(db: Queryable, siteId: string): Promise<number> {
  const [row] = await db.query(
    (sql) => sql<{ waiting: number }[]>`
    select count(*) as waiting from comments
    where site_id = ${siteId} and audit and status in ('approved', 'rejected')`,
  )
  return row?.waiting ?? 0
}
