import { useMemo } from 'preact/hooks'
import { count, percent, span } from '../format.ts'
import { Chart } from './chart.tsx'
import type { BudgetLine, Figures, Stats } from './figures.ts'
import { evenly, type Line, moderatorLines } from './series.ts'

/** What happened over time. Only decisions are known where the service keeps no samples yet. */
export function Charts({ figures, stats }: { readonly figures: Figures | null; readonly stats: Stats }) {
  const decided = useMemo(() => evenly(stats.decisions.perHour, stats.since, new Date()), [stats])
  const lines = useMemo<Line[]>(
    () => [
      { name: 'approved', color: '--chart-2', values: decided.approve },
      { name: 'rejected', color: '--chart-4', values: decided.reject },
    ],
    [decided],
  )
  const total = stats.decisions.approve + stats.decisions.reject
  return (
    <div class="charts">
      {figures && <OverTime figures={figures} />}
      <Chart
        title="Decisions"
        sentence={`${count(total)} decisions by people, ${count(stats.decisions.reject)} of them rejections.`}
        at={decided.at}
        lines={lines}
        format={count}
      />
      {figures && figures.moderators.length > 0 && <ByModerator figures={figures} />}
      {figures?.budget.map((line) => (
        <BudgetChart key={line.site} at={figures.at} line={line} />
      ))}
    </div>
  )
}

function OverTime({ figures }: { readonly figures: Figures }) {
  const { at, queue, share } = figures
  const depth = useMemo<Line[]>(
    () => [{ name: 'waiting', color: '--chart-1', values: queue.depth }],
    [figures],
  )
  const age = useMemo<Line[]>(
    () => [{ name: 'oldest', color: '--chart-3', values: queue.oldestSeconds }],
    [figures],
  )
  const alone = useMemo<Line[]>(
    () => [{ name: 'by machine alone', color: '--chart-1', values: share }],
    [figures],
  )
  return (
    <>
      <Chart
        title="Waiting comments"
        sentence={`${most(queue.depth, count)} at most.`}
        at={at}
        lines={depth}
        format={count}
      />
      <Chart
        title="Age of the oldest"
        sentence={`Nobody waited longer than ${most(queue.oldestSeconds, span)}.`}
        at={at}
        lines={age}
        format={span}
      />
      <Chart
        title="Automation"
        sentence="Of all verdicts, those that needed no person."
        at={at}
        lines={alone}
        format={percent}
      />
    </>
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
      format={count}
    />
  )
}

function BudgetChart({ at, line }: { readonly at: readonly string[]; readonly line: BudgetLine }) {
  const lines = useMemo<Line[]>(
    () => [
      { name: 'wrongly published', color: '--chart-4', values: line.rate },
      { name: 'at most', color: '--chart-3', values: line.atMost, isDashed: true },
      { name: 'allowed', color: '--chart-6', values: at.map(() => line.limit), isDashed: true },
    ],
    [line],
  )
  const checked = line.checked.reduce((sum, part) => sum + part, 0)
  const wrong = line.wrong.reduce((sum, part) => sum + part, 0)
  return (
    <Chart
      title={`Error budget of ${line.site}`}
      sentence={`${count(checked)} checked, ${count(wrong)} wrong; ${percent(line.limit)} is allowed.`}
      at={at}
      lines={lines}
      format={percent}
    />
  )
}

function most(values: readonly (number | null)[], format: (value: number) => string): string {
  return format(Math.max(0, ...values.filter((value) => value !== null)))
}
