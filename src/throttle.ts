/** Answers yes for each key once in `everyMs`, however often it is asked: for what need not be logged every time. */
export function throttle(everyMs: number): (key: string) => boolean {
  const passedAt = new Map<string, number>()
  return (key) => {
    const now = performance.now()
    if (now - (passedAt.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false
    passedAt.set(key, now)
    return true
  }
}
