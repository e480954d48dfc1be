import { get } from '../api.ts'
import { ago, count, percent, plural } from '../format.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import type { Me } from '../types.ts'
import { useLoaded } from '../ui/load.ts'
import { Budget } from './budget.tsx'
import { Charts } from './charts.tsx'
import type { Figures, Stats } from './figures.ts'
import { Rankings } from './rankings.tsx'

const SPANS = [1, 7, 30, 90] as const
const EXPORTS = [
  ['decisions', 'Decisions'],
  ['picks', 'Editors’ choice, for print'],
  ['moderators', 'Moderators'],
  ['reasons', 'Reasons'],
  ['signals', 'Signals'],
  ['articles', 'Articles'],
  ['figures', 'Figures over time'],
] as const

/** How the desk is doing: what waits, who decides, what the machine does by itself and how often it is wrong. */
export function InsightPage({ me }: { readonly me: Me }) {
  const { query } = usePlace()
  const site = query.get('site')
  const days = SPANS.find((span) => String(span) === query.get('days')) ?? 7
  const asked = { site, days }
  const stats = useLoaded(`${site} ${days}`, () => get<Stats>('/v1/review/stats', asked))
  const figures = useLoaded(`${site} ${days}`, () => get<Figures>('/v1/review/figures', asked))
  return (
    <main class="page" id="main">
      <header>
        <h1>Insight</h1>
        <label class="row">
          The last
          <select
            value={days}
            onChange={(event) => go(hrefOf('insight', null, { site, days: event.currentTarget.value }))}
          >
            {SPANS.map((span) => (
              <option key={span} value={span}>
                {plural(span, 'day')}
              </option>
            ))}
          </select>
        </label>
      </header>
      {stats.error && <p class="note bad">{stats.error}</p>}
      {stats.value === null && !stats.error && <p class="empty">Counting…</p>}
      {stats.value && (
        <>
          <Headline stats={stats.value} />
          <Budget stats={stats.value} sites={me.sites} />
          {figures.error && <p class="note bad">{figures.error}</p>}
          {figures.value && <Charts figures={figures.value} queue={stats.value.queue} sites={me.sites} />}
          <Rankings stats={stats.value} />
          <section class="card">
            <h2>Take it along</h2>
            <p class="soft">As CSV for a spreadsheet; what could be a formula there is made harmless.</p>
            <p class="row">
              {EXPORTS.map(([of, name]) => (
                <a
                  key={of}
                  class="button"
                  download
                  href={`/v1/review/export.csv?${new URLSearchParams({ of, days: String(days), ...(site && { site }) })}`}
                >
                  {name}
                </a>
              ))}
            </p>
          </section>
        </>
      )}
    </main>
  )
}

function Headline({ stats }: { readonly stats: Stats }) {
  const { queue, decisions, automation } = stats
  const figures = [
    [
      'waiting',
      count(queue.depth),
      queue.oldestAt ? `the oldest since ${ago(queue.oldestAt)}` : 'nobody waits',
    ],
    ['reported', count(queue.reported), `${count(queue.claimed)} on desks right now`],
    ['decided', count(decisions.approve + decisions.reject), `${count(decisions.undo)} taken back`],
    [
      'by machine alone',
      automation.share === null ? '–' : percent(automation.share),
      `of ${count(automation.approve + automation.hold + automation.reject)} verdicts`,
    ],
  ] as const
  return (
    <dl class="headline">
      {figures.map(([name, value, about]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b> <small>{about}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}
