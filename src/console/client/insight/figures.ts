import type { Figures as ServerFigures } from '../../../review/insight/figures.ts'
import type { Stats as ServerStats } from '../../../review/insight/stats.ts'
import type { Json } from '../types.ts'

export type Stats = Json<ServerStats>
export type Figures = Json<ServerFigures>
export type BudgetLine = Figures['budget'][number]
