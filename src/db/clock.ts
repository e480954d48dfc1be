import type { Queryable } from './client.ts'

/** How often the database is asked: in that time a machine's own clock drifts by a few milliseconds. */
const ASK_EVERY_MS = 60_000
/** An answer that took longer says too little about the moment it was given. */
const SOUND_MS = 500

/**
 * The database's clock, which all processes share whatever their machines believe. It is asked once a minute and
 * carried on by the monotonic clock in between, so that setting the machine's time does not change ours.
 */
export async function databaseClock(db: Queryable): Promise<() => Date> {
  let zero = await ask(db)
  setInterval(() => {
    ask(db).then(
      (found) => {
        zero = found
      },
      () => {
        // While the database is away, the clock goes on from the last answer.
      },
    )
  }, ASK_EVERY_MS).unref()
  return () => new Date(zero.atMs + performance.now())
}

type Zero = { readonly atMs: number; readonly tookMs: number }

/**
 * The database's time at the moment when this process's monotonic clock stood at zero, by the best of a few answers.
 */
async function ask(db: Queryable): Promise<Zero> {
  let best: Zero | undefined
  for (let turn = 0; turn < 5; turn += 1) {
    const asked = performance.now()
    const [row] = await db.query((sql) => sql<{ at: Date }[]>`select clock_timestamp() as at`)
    const answered = performance.now()
    const found = {
      atMs: (row?.at.getTime() ?? Number.NaN) - (asked + answered) / 2,
      tookMs: answered - asked,
    }
    if (best === undefined || found.tookMs < best.tookMs) best = found
    if (best.tookMs < SOUND_MS) break
  }
  if (best === undefined) throw new Error('the database told no time')
  return best
}
