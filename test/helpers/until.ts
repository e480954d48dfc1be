import { expect } from 'vitest'
import { fairClock } from './cpu.ts'

/** Resolves with what the condition gives as soon as it is there; fails when it is not within the limit. */
export async function until<T>(
  condition: () => T | Promise<T>,
  limitMs = 15_000,
): Promise<Exclude<T, false | undefined | null>> {
  const ends = performance.now() + limitMs
  for (;;) {
    const found = await condition()
    if (found !== false && found !== undefined && found !== null) return found as never
    if (performance.now() > ends) throw new Error(`not within ${limitMs} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The same for what the service promises to be there so soon; what the machine was given to others does not count. */
export async function soon<T>(
  condition: () => T | Promise<T>,
  limitMs: number,
  clock: Parameters<typeof fairClock>[0] = {},
): Promise<Exclude<T, false | undefined | null>> {
  const tookMs = fairClock(clock)
  const found = await until(condition)
  expect(tookMs()).toBeLessThan(limitMs)
  return found
}
