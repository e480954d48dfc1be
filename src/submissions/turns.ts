/**
 * Lets the first submission of a key go ahead in this process. Those that come meanwhile wait for it and find what it
 * stored, in place of spending its captcha token and its reader's allowance a second time, or of passing for the first
 * of its kind.
 */
export type InTurn = <T>(keys: readonly string[], act: () => Promise<T>) => Promise<T>

export function takingTurns(): InTurn {
  const underWay = new Map<string, Promise<void>>()
  return async (keys, act) => {
    const before = keys.flatMap((key) => underWay.get(key) ?? [])
    // Without one before it the first is noted at once, so that the second, in the same instant, sees it.
    if (before.length > 0) await Promise.all(before)
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
