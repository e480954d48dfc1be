import type { Decision, ReasonCode } from '../types.ts'
import type { Desk, Sent } from './state.ts'

/** What is decided about a comment. */
export type Act = {
  readonly action: 'approve' | 'reject'
  readonly reason?: ReasonCode | null
  readonly note?: string
  /** Approved, it becomes editors' choice as well; taking the approval back takes that back. */
  readonly picks?: boolean
}

/**
 * What was decided here and can be taken back: at the desk, in a list of another page, or many at once. It is kept in
 * the order it was done in, which need not be that of the answers.
 */
export type Done = Sent | Listed | Many | Reversible
export type Listed = {
  readonly decisionId: string
  onUndone(): void
  /** Decides the same once more, given what took it back. */
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

/** Decisions made beside the desk. */
export function withDecided(desk: Desk, done: Listed | Many): Desk {
  const count = 'decisionIds' in done ? done.decisionIds.length : 1
  return withDone({ ...desk, decidedHere: desk.decidedHere + count }, done)
}

/** They were taken back, or cannot be. */
export function withoutDone(desk: Desk, gone: Done, undone: number): Desk {
  return {
    ...desk,
    done: desk.done.filter((done) => done !== gone),
    decidedHere: Math.max(desk.decidedHere - undone, 0),
  }
}
