import { inTime } from '../db/in-time.ts'

/**
 * Lets the first submission with a key go ahead within this process. Those that arrive meanwhile wait for it and find
 * what it stored, instead of spending its captcha token and its reader's allowance a second time, or of passing for
 * the first of its kind.
 */
export type InTurn = <T>(keys: readonly string[], act: () => Promise<T>) => Promise<T>

export function takingTurns(): InTurn {
  const underWay = new Map<string, Promise<void>>()
  return async (keys, act) => {
    const before = keys.flatMap((key) => underWay.get(key) ?? [])
    // If there is nothing to wait for, the key is noted without a pause, so that a second submission in the same
    // instant sees it.
    if (before.length > 0) await inTime(() => Promise.all(before))
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const key of keys) underWay.set(key, promise)
    try {
      return await act()
    } finally {
      for (const key of keys) if (underWay.get(key) === promise) underWay.delete(key)
      resolve()
    }
  }
}
