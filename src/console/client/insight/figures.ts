import type { Stats as ServerStats } from '../../../review/stats.ts'
import type { Json } from '../types.ts'

export type Stats = Json<ServerStats>

/** One side of a site's error budget. */
export type BudgetSide = Stats['budget'][number]['approve'] & {
  readonly atMost?: number | null
  readonly limit?: number | null
  readonly sentence?: string
  readonly isBraked?: boolean
}

/** Its blind checks broke the budget, so that the machine does nothing of the kind by itself for now. */
export function isBraked(side: BudgetSide): boolean {
  return side.isBraked === true
}

/** How the desk did over time; every list has a value for each moment of `at`. */
export type Figures = {
  readonly since: string
  readonly bucket: 'hour' | 'day'
  readonly at: readonly string[]
  readonly queue: {
    readonly depth: readonly (number | null)[]
    readonly oldestSeconds: readonly (number | null)[]
  }
  readonly decisions: {
    readonly approve: readonly number[]
    readonly reject: readonly number[]
    readonly undo: readonly number[]
  }
  readonly share: readonly (number | null)[]
  readonly moderators: readonly {
    readonly id: string
    readonly name: string
    readonly decisions: readonly number[]
  }[]
  readonly budget: readonly BudgetLine[]
}

export type BudgetLine = {
  readonly site: string
  readonly checked: readonly number[]
  readonly wrong: readonly number[]
  readonly rate: readonly (number | null)[]
  readonly atMost: readonly (number | null)[]
  readonly limit: number
}
