import type { Outcome, Signal } from '../checks/check.ts'
import { type Evidence, vectorOf } from './features.ts'
import { seedRisk } from './seed/seed.ts'

/** How much a finding without a score says about what a moderator would do. */
const WEIGHT: Readonly<Record<Outcome, number>> = { clear: 0, suspect: 0.5, block: 0.95, unavailable: 0.2 }

/**
 * The probability, 0 to 1, that a moderator would reject a comment, from its signals alone, as if each were an
 * independent reason (noisy or). It orders the queue of a site that has no model yet.
 */
export function ruleRisk(signals: readonly Signal[]): number {
  return 1 - signals.reduce((harmless, signal) => harmless * (1 - weightOf(signal)), 1)
}

/** The same, with what the seed knows of words as one more independent reason. */
export function firstRisk(evidence: Evidence): number {
  return 1 - (1 - ruleRisk(evidence.signals)) * (1 - seedRisk(vectorOf(evidence)).either)
}

function weightOf({ outcome, score }: Signal): number {
  if (outcome === 'clear' || outcome === 'unavailable') return WEIGHT[outcome]
  return Math.min(0.99, Math.max(0, score ?? WEIGHT[outcome]))
}
