import { randomUUID } from 'node:crypto'
import type { Db } from '../../src/db/client.ts'
import { AppError } from '../../src/errors.ts'

export type Outcome = {
  readonly startedAt: number
  readonly ms: number
  readonly error: unknown
  /** The id a transaction put into the ledger. */
  readonly wrote?: string
}

/** Sixteen callers that ask again and again, reads and transactions by turns, and note every outcome. */
export function aSteadyLoad(db: Db, callers = 16) {
  const outcomes: Outcome[] = []
  let stopped = false
  const one = async (turn: number): Promise<void> => {
    const startedAt = performance.now()
    const wrote = turn % 2 === 0 ? randomUUID() : undefined
    const done = (error: unknown) => {
      outcomes.push({ startedAt, ms: performance.now() - startedAt, error, ...(wrote && { wrote }) })
    }
    try {
      if (wrote === undefined) await db.query((sql) => sql`select 1`)
      else {
        await db.transaction(async (tx) => {
          await tx.query((sql) => sql`insert into ledger values (${wrote})`)
          await tx.query((sql) => sql`select count(*) from ledger where id = ${wrote}`)
        })
      }
      done(null)
    } catch (error) {
      done(error)
      // Whoever is refused comes again a little later.
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const running = Array.from({ length: callers }, async (_, caller) => {
    for (let turn = caller; !stopped; turn += 1) await one(turn)
  })
  const until = async (condition: (outcomes: readonly Outcome[]) => boolean): Promise<void> => {
    const ends = performance.now() + 20_000
    while (!condition(outcomes)) {
      if (performance.now() > ends) throw new Error('the load did not get there')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  return {
    outcomes,
    until,
    /** Until so many calls that began from now on have failed. */
    failed(count: number): Promise<void> {
      const now = performance.now()
      return until(() => failures(outcomes, now).length >= count)
    },
    /** Ends the load and waits for every call under way. */
    async stop(): Promise<readonly Outcome[]> {
      stopped = true
      await Promise.all(running)
      return outcomes
    },
  }
}

/** The codes of what failed, of the calls that began after a time. */
export function failures(outcomes: readonly Outcome[], after = 0): unknown[] {
  return outcomes
    .filter(({ startedAt, error }) => startedAt > after && error !== null)
    .map(({ error }) => (error instanceof AppError ? error.code : error))
}
