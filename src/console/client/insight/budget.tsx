import { count, percent } from '../format.ts'
import type { Stats } from './figures.ts'

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
            <span>
              Published: {approve.sentence}
              <small class="soft"> ({percent(approve.limit)} allowed)</small>
            </span>
            <span>
              Rejected: {reject.sentence}
              <small class="soft"> ({percent(reject.limit)} allowed)</small>
            </span>
            {(approve.isBraked || reject.isBraked) && (
              <span class="note warn">
                Automatic {approve.isBraked ? 'approval' : 'rejection'} is paused: its blind checks broke the
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
