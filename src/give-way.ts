import { setImmediate } from 'node:timers/promises'

/** No long work keeps requests waiting for longer at a time. */
const AT_A_TIME_MS = 20

/**
 * For a loop that may last: awaited in each round, it lets others have their turn once the loop has had its time.
 * However much work one round is, the time is what counts.
 */
export function givingWay(): () => Promise<void> | undefined {
  let since = performance.now()
  const giveWay = async () => {
    await setImmediate()
    since = performance.now()
  }
  return () => (performance.now() - since < AT_A_TIME_MS ? undefined : giveWay())
}

/** Work that pauses often, done as far as others leave time for it. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  const giveWay = givingWay()
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    await giveWay()
  }
}

/** The same in one go, where nobody waits. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
