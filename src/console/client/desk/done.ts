import type { Desk, Sent } from './state.ts'

/** What was decided here and can be taken back: at the desk, in a list of another page, or many at once. */
export type Done = (Sent & { readonly decisionId: string }) | Listed | Many | Reversible
export type Listed = { readonly decisionId: string; onUndone(): void }
export type Many = { readonly decisionIds: readonly string[]; onUndone?(): void }
export type Reversible = { takeBack(): Promise<void> }

const MAX_UNDO = 100

export function withDone(desk: Desk, done: Done): Desk {
  return { ...desk, done: [done, ...desk.done].slice(0, MAX_UNDO) }
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
