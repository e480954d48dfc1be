import { count, percent } from '../format.ts'
import { isBraked, type BudgetSide as Side, type Stats } from './figures.ts'

/** The promise and what blind checks measured of it, site by site. */
export function Budget({ stats }: { readonly stats: Stats }) {
  return (
    <section class="card chart">
      <h2>Error budget</h2>
      <p class="soft">
        Moderators decide a blind sample of what the machine decided alone. This is how often they disagreed.
      </p>
      <ul class="stack tight">
        {stats.budget.map(({ site, approve, reject, waiting }) => (
          <li key={site} class="budget">
            <strong>{site}</strong>
            <span>Published: {sentenceOf(approve)}</span>
            <span>Rejected: {sentenceOf(reject)}</span>
            {(isBraked(approve) || isBraked(reject)) && (
              <span class="note warn">
                Automatic {isBraked(approve) ? 'approval' : 'rejection'} is paused: its blind checks broke the
                budget. It resumes after more decisions.
              </span>
            )}
            <span class="soft">{waiting > 0 && `${count(waiting)} to check`}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** "412 checked, 3 wrong: 0.7%, at most 1.9%; 1% allowed". */
function sentenceOf({ checked, wrong, rate, atMost, limit, sentence }: Side): string {
  if (sentence) return sentence
  if (checked === 0 || rate === null) return 'nothing checked yet'
  const most = atMost == null ? '' : `, at most ${percent(atMost)}`
  const allowed = limit == null ? '' : `; ${percent(limit)} allowed`
  return `${count(checked)} checked, ${count(wrong)} wrong: ${percent(rate)}${most}${allowed}`
}
