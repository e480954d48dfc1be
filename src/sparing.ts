/** Answers yes for each key once in `everyMs`, however often it is asked: for what need not be logged every time. */
export function sparing(everyMs: number): (key: string) => boolean {
  const saidAt = new Map<string, number>()
  return (key) => {
    const now = performance.now()
    if (now - (saidAt.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false
    saidAt.set(key, now)
    return true
  }
}
