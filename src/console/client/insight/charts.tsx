import { useMemo } from 'preact/hooks'
import { count, percent, span } from '../format.ts'
import type { Me } from '../types.ts'
import { siteName } from './budget.tsx'
import { Chart } from './chart.tsx'
import type { BudgetLine, Figures, Stats } from './figures.ts'
import { type Line, moderatorLines, spanSteps, wholeSteps } from './series.ts'

/** What happened over time, one chart for each figure. */
export function Charts({
  figures,
  queue,
  sites,
}: {
  readonly figures: Figures
  readonly queue: Stats['queue']
  readonly sites: Me['sites']
}) {
  return (
    <div class="charts">
      <Waiting figures={figures} now={queue} />
      <Decisions figures={figures} />
      {figures.moderators.length > 0 && <ByModerator figures={figures} />}
      <Automation figures={figures} />
      {figures.budget.filter(isMeasured).map((line) => (
        <BudgetChart key={line.site} at={figures.at} line={line} name={siteName(sites, line.site)} />
      ))}
    </div>
  )
}

/** Samples are some minutes apart, so the queue of this moment is added as the last one. */
function Waiting({ figures, now }: { readonly figures: Figures; readonly now: Stats['queue'] }) {
  const { at, queue } = figures
  const values = useMemo(() => [...queue.depth.slice(0, -1), now.depth], [queue, now.depth])
  const depth = useMemo<Line[]>(() => [{ name: 'waiting', color: '--chart-1', values }], [values])
  const ages = useMemo(
    () => [...queue.oldestSeconds.slice(0, -1), now.oldestAgeSeconds],
    [queue, now.oldestAgeSeconds],
  )
  const age = useMemo<Line[]>(() => [{ name: 'oldest', color: '--chart-3', values: ages }], [ages])
  return (
    <>
      <Chart
        title="Waiting comments"
        sentence={`${count(now.depth)} now, ${most(values, count)} at most.`}
        at={at}
        lines={depth}
        steps={wholeSteps}
        format={count}
      />
      <Chart
        title="Age of the oldest"
        sentence={`The longest anybody waited was ${most(ages, span)}.`}
        at={at}
        lines={age}
        steps={spanSteps}
        format={span}
      />
    </>
  )
}

function Decisions({ figures }: { readonly figures: Figures }) {
  const { at, bucket, decisions } = figures
  const lines = useMemo<Line[]>(
    () => [
      { name: 'approved', color: '--chart-2', values: decisions.approve },
      { name: 'rejected', color: '--chart-4', values: decisions.reject },
      { name: 'taken back', color: '--chart-6', values: decisions.undo, isDashed: true },
    ],
    [decisions],
  )
  return (
    <Chart
      title="Decisions"
      sentence={`By ${bucket}: ${count(sum(decisions.approve))} approved, ${count(sum(decisions.reject))} rejected by people.`}
      at={at}
      lines={lines}
      steps={wholeSteps}
      format={count}
    />
  )
}

function Automation({ figures }: { readonly figures: Figures }) {
  const { at, share } = figures
  const lines = useMemo<Line[]>(
    () => [{ name: 'by machine alone', color: '--chart-1', values: share }],
    [share],
  )
  return (
    <Chart
      title="Automation"
      sentence="Of all verdicts, those that needed no person."
      at={at}
      lines={lines}
      format={percent}
    />
  )
}

function ByModerator({ figures }: { readonly figures: Figures }) {
  const lines = useMemo(() => moderatorLines(figures), [figures])
  return (
    <Chart
      title="Decisions by moderator"
      sentence={`By ${figures.bucket}; the busiest ${count(lines.length)}.`}
      at={figures.at}
      lines={lines}
      steps={wholeSteps}
      format={count}
    />
  )
}

function BudgetChart({
  at,
  line,
  name,
}: {
  readonly at: readonly string[]
  readonly line: BudgetLine
  readonly name: string
}) {
  const lines = useMemo<Line[]>(
    () => [
      { name: 'wrongly published', color: '--chart-4', values: line.rate },
      { name: 'at most', color: '--chart-3', values: line.atMost, isDashed: true },
      { name: 'allowed', color: '--chart-6', values: at.map(() => line.limit), isDashed: true },
    ],
    [line],
  )
  return (
    <Chart
      title={`Error budget of ${name}`}
      sentence={`${count(sum(line.checked))} checked, ${count(sum(line.wrong))} wrong; ${percent(line.limit)} is allowed.`}
      at={at}
      lines={lines}
      format={percent}
    />
  )
}

/** A site whose machine has been checked at all. */
function isMeasured({ checked }: BudgetLine): boolean {
  return sum(checked) > 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function most(values: readonly (number | null)[], format: (value: number) => string): string {
  return format(Math.max(0, ...values.filter((value) => value !== null)))
}
