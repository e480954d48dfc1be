import type { Decision, ReasonCode } from '../types.ts'
import type { Desk, Sent } from './state.ts'

/** A decision to be made about a comment. */
export type Act = {
  readonly action: 'approve' | 'reject'
  readonly reason?: ReasonCode | null
  readonly note?: string
  /** An approval that also makes the comment editors' choice; undoing the approval undoes that too. */
  readonly picks?: boolean
}

/**
 * Something decided here that can be undone: at the desk, in a list of another page, or many at once. Kept in the
 * order in which the moderator acted, which need not be that of the answers.
 */
export type Done = Sent | Listed | Many | Reversible
export type Listed = {
  readonly decisionId: string
  onUndone(): void
  /** Decides the same again, given the decision that undid it. */
  redo?(undone: Decision): unknown
}
export type Many = {
  readonly decisionIds: readonly string[]
  onUndone?(): void
  redo?(undone: readonly Decision[]): unknown
}
export type Reversible = { takeBack(): Promise<void> }
export type Redo = () => unknown

const MAX_UNDO = 100

export function withDone(desk: Desk, done: Done): Desk {
  return { ...desk, done: [done, ...desk.done].slice(0, MAX_UNDO), undone: [] }
}

/** Adds decisions that were made outside the desk. */
export function withDecided(desk: Desk, done: Listed | Many): Desk {
  const count = 'decisionIds' in done ? done.decisionIds.length : 1
  return withDone({ ...desk, decidedHere: desk.decidedHere + count }, done)
}

/** Removes what was undone, or cannot be. */
export function withoutDone(desk: Desk, gone: Done, undone: number): Desk {
  return {
    ...desk,
    done: desk.done.filter((done) => done !== gone),
    decidedHere: Math.max(desk.decidedHere - undone, 0),
  }
}
