import { atOnce } from '../../src/give-way.ts'
import { type Budget, type DesignEffect, type Thresholds, thresholdsInSteps } from '../../src/judge/budget.ts'
import type { Proof } from '../../src/judge/foreseen.ts'

/** The thresholds that decisions allow: each independent of the others, on articles nobody knows, unless said otherwise. */
export function thresholdsFor(
  proofs: readonly Proof[],
  budget: Budget,
  design: DesignEffect = 1,
  articles: number | null = null,
  arrivals: readonly Proof[] = [],
): Thresholds {
  return atOnce(thresholdsInSteps(proofs, budget, { design, articles, arrivals }))
}
