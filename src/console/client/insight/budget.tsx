import { count, percent, plural } from '../format.ts'
import type { Me } from '../types.ts'
import type { Stats } from './figures.ts'

type Site = Stats['budget'][number]

/** The promise and what blind checks measured of it, site by site. */
export function Budget({ stats, sites }: { readonly stats: Stats; readonly sites: Me['sites'] }) {
  return (
    <section class="card chart">
      <h2>Error budget</h2>
      <p class="soft">
        Some of what the machine decided alone is shown to moderators as if it were held. This is how often
        they decided otherwise.
      </p>
      <ul class="stack tight">
        {stats.budget.map((measured) => (
          <li key={measured.site} class="budget">
            <strong>{siteName(sites, measured.site)}</strong>
            <span>{publishing(measured)}</span>
            <span>{rejecting(measured)}</span>
            {(measured.approve.isBraked || measured.reject.isBraked) && (
              <span class="note warn">
                Automatic {measured.approve.isBraked ? 'approval' : 'rejection'} is paused: its blind checks
                broke the budget. It resumes after more decisions.
              </span>
            )}
            {measured.waiting > 0 && <span class="soft">{count(measured.waiting)} still to check</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function siteName(sites: Me['sites'], slug: string): string {
  return sites.find((site) => site.slug === slug)?.name ?? slug
}

function publishing({ approve }: Site): string {
  const rule = `The policy allows ${percent(approve.limit)}.`
  if (approve.rate === null) return `Of what it published alone, nothing has been checked yet. ${rule}`
  const { checked, wrong } = approve
  return `${plural(checked, 'comment')} it published alone ${were(checked)} checked: ${count(wrong)} should not have been published${shareOf(approve)}. ${rule}`
}

function rejecting({ reject }: Site): string {
  const rule =
    reject.limit > 0
      ? `The policy allows ${percent(reject.limit)}.`
      : 'The policy lets it reject nothing on its own judgement, only what a rule refuses.'
  if (reject.rate === null)
    return reject.limit > 0 ? `Of what it rejected alone, nothing has been checked yet. ${rule}` : rule
  const { checked, wrong } = reject
  return `${plural(checked, 'comment')} it rejected alone ${were(checked)} checked: ${count(wrong)} should have been published${shareOf(reject)}. ${rule}`
}

/** The bound holds in 95 of 100 cases. */
function shareOf({ rate, atMost }: Site['approve']): string {
  if (rate === null) return ''
  const most = atMost === null || atMost <= rate ? '' : `, and hardly more than ${percent(atMost)} of all`
  return ` (${percent(rate)}${most})`
}

function were(number: number): string {
  return number === 1 ? 'was' : 'were'
}
