import type { Figures } from './figures.ts'

/** One line of a chart: as many values as the chart has moments, null where nothing is known. */
export type Line = {
  readonly name: string
  /** A colour of the style sheet, by its variable. */
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly isDashed?: boolean
}

const HOURS = [1, 2, 6, 12, 24] as const
const MOST_POINTS = 200
const HOUR_MS = 3_600_000

/** Counts by the hour, with the hours in which nothing happened, added up to at most two hundred points. */
export function evenly(
  rows: readonly { readonly hour: string; readonly approve: number; readonly reject: number }[],
  since: string,
  until: Date,
): {
  readonly at: readonly string[]
  readonly approve: readonly number[]
  readonly reject: readonly number[]
} {
  const start = Math.floor(Date.parse(since) / HOUR_MS)
  const hours = Math.max(1, Math.floor(until.getTime() / HOUR_MS) - start + 1)
  const step = HOURS.find((size) => hours / size <= MOST_POINTS) ?? 24
  const points = Math.ceil(hours / step)
  const approve = new Array<number>(points).fill(0)
  const reject = new Array<number>(points).fill(0)
  for (const row of rows) {
    const place = Math.floor((Math.floor(Date.parse(row.hour) / HOUR_MS) - start) / step)
    if (place < 0 || place >= points) continue
    approve[place] = (approve[place] ?? 0) + row.approve
    reject[place] = (reject[place] ?? 0) + row.reject
  }
  const at = approve.map((_, place) => new Date((start + place * step) * HOUR_MS).toISOString())
  return { at, approve, reject }
}

const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'] as const

/** The busiest moderators, a line each. */
export function moderatorLines({ moderators }: Figures): Line[] {
  return moderators
    .slice(0, COLOURS.length)
    .map(({ name, decisions }, place) => ({ name, color: COLOURS[place] ?? COLOURS[0], values: decisions }))
}
