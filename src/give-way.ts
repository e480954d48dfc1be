import { setImmediate } from 'node:timers/promises'

/** No long work keeps requests waiting longer than this at a time. */
const AT_A_TIME_MS = 10

/**
 * For a loop that may take long: await the result in each round, and it lets others have their turn once the loop has
 * used up its time. The time counts, however much work one round is.
 */
export function givingWay(): () => Promise<void> | undefined {
  let since = performance.now()
  const giveWay = async () => {
    await setImmediate()
    since = performance.now()
  }
  return () => (performance.now() - since < AT_A_TIME_MS ? undefined : giveWay())
}

/** Runs work that pauses often, giving way to others in the pauses. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  const giveWay = givingWay()
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await giveWay()
  }
}

/** Runs the same work in one go, where nobody waits. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
