import { count, percent, plural } from '../format.ts'
import type { Me } from '../types.ts'
import type { Stats } from './figures.ts'

type Site = Stats['budget'][number]

/** The error rate that was promised and the one that blind checks measured, site by site. */
export function Budget({ stats, sites }: { readonly stats: Stats; readonly sites: Me['sites'] }) {
  return (
    <section class="card chart">
      <h2>Error budget</h2>
      <p class="soft">
        How much of what the machine decides alone may be wrong is set in the policy. To measure it, some of
        that is shown to moderators as if it were held. This is how often they decided otherwise.
      </p>
      <ul class="stack tight">
        {stats.budget.map((measured) => (
          <li key={measured.site} class="budget">
            <strong>{siteName(sites, measured.site)}</strong>
            <span class="state">{standing(measured)}</span>
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

/** How far the machine has come, and what it decides at present. */
function standing({ lessons, modelVersion, thresholds, approve }: Site): string {
  const learned = `The machine has learned from ${plural(lessons, 'decision')} of people`
  if (modelVersion === null)
    return `${learned}. Until there are 60, at least 15 of them approvals and 15 rejections, what no check marks is published and the rest waits.`
  if (approve.isBraked) return `${learned}.`
  if (thresholds.approveBelow === null)
    return `${learned}, and knows no kind of comment yet that it could publish alone and be wrong in no more than ${inHundred(approve.limit)}. More decisions change that, or a larger budget.`
  return `${learned}. It publishes alone what moderators here would reject with a probability of ${percent(thresholds.approveBelow)} or less; the rest waits.`
}

/** "1 of 100": what a share means in comments. */
function inHundred(share: number): string {
  const wrong = share * 100
  return wrong >= 1
    ? `${Number(wrong.toFixed(1))} of 100`
    : `1 of ${count(Math.round(1 / Math.max(share, 1e-6)))}`
}

function publishing({ approve }: Site): string {
  const rule = `The policy allows ${allowed(approve.limit)}.`
  if (approve.rate === null) return `Of what it published alone, nothing has been checked yet. ${rule}`
  const { checked, wrong } = approve
  return `${plural(checked, 'comment')} it published alone ${were(checked)} checked: ${count(wrong)} should not have been published${shareOf(approve)}. ${rule}`
}

function rejecting({ reject }: Site): string {
  const rule =
    reject.limit > 0
      ? `The policy allows ${allowed(reject.limit)}.`
      : 'The policy lets it reject nothing on its own judgement, only what a rule refuses.'
  if (reject.rate === null)
    return reject.limit > 0 ? `Of what it rejected alone, nothing has been checked yet. ${rule}` : rule
  const { checked, wrong } = reject
  return `${plural(checked, 'comment')} it rejected alone ${were(checked)} checked: ${count(wrong)} should have been published${shareOf(reject)}. ${rule}`
}

function allowed(limit: number): string {
  return limit > 0 ? `${percent(limit)}, that is ${inHundred(limit)}` : 'none'
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
