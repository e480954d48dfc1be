import type { Figures } from './figures.ts'

/** One line of a chart: as many values as the chart has moments, null where nothing is known. */
export type Line = {
  readonly name: string
  /** A colour of the style sheet, by its variable. */
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly isDashed?: boolean
}

const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'] as const

/** The busiest moderators, a line each. */
export function moderatorLines({ moderators }: Figures): Line[] {
  return moderators
    .slice(0, COLOURS.length)
    .map(({ name, decisions }, place) => ({ name, color: COLOURS[place] ?? COLOURS[0], values: decisions }))
}
