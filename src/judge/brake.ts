import type { Budget } from './budget.ts'

/** A blind check of a machine's verdict: on which side, after how many decisions, and whether it was wrong. */
export type Checked = {
  readonly side: 'approve' | 'reject'
  readonly at: number
  readonly isWrong: boolean
  /** The verdict was the careful rules', not the judge's. */
  readonly isByRules: boolean
}

const WINDOW = 40
const MIN_WRONG = 2
const PATIENCE = 2
/** How many decisions have to be made before a braked side runs again. */
const REST = 60

/** The sides whose recent checks broke the budget: at least two wrong, and more than twice the limit. */
export function brakedSides(
  checked: readonly Checked[],
  decisions: number,
  budget: Budget,
): { readonly approve: boolean; readonly reject: boolean } {
  const isBraked = (side: Checked['side'], limit: number) => {
    const ofSide = checked.filter((check) => check.side === side)
    let until = 0
    let from = 0
    for (let i = 0; i < ofSide.length; i += 1) {
      const window = ofSide.slice(Math.max(from, i + 1 - WINDOW), i + 1)
      const wrong = window.filter(({ isWrong }) => isWrong).length
      if (wrong < MIN_WRONG || wrong <= PATIENCE * limit * window.length) continue
      until = ofSide[i]!.at + REST
      from = i + 1
    }
    return decisions < until
  }
  return {
    approve: isBraked('approve', budget.wrongApprove),
    reject: isBraked('reject', budget.wrongReject),
  }
}
