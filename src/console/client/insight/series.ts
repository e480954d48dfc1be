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

/** The distances between the lines across a chart, of which the widest that still gives enough lines is taken. */
export type Steps = (most: number) => readonly number[]

const DECADES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
const WHOLE = DECADES.flatMap((decade) => [decade, 2 * decade, 5 * decade])
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400]

/** For what is counted: there is no half of a comment. */
export const wholeSteps: Steps = () => WHOLE

/** For seconds, so that a length of time as it is written is written at one line only. */
export const spanSteps: Steps = (most) => {
  if (most < MINUTE) return [1, 2, 5, 10, 15, 30]
  if (most < HOUR) return [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE)
  if (most < 2 * DAY) return [0.5, 1, 2, 3, 6, 12].map((hours) => hours * HOUR)
  return WHOLE.map((days) => days * DAY)
}
