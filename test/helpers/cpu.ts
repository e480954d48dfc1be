/** Milliseconds that this thread has worked since: the machine may be busy with other tests meanwhile. */
export function cpuClock(): () => number {
  const before = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  }
}

const TICK_MS = 10

/**
 * Milliseconds since, but for those by which the machine let timers of ours come late: for limits on what waits, not on
 * what works.
 */
export function fairClock(): () => number {
  const began = performance.now()
  let due = began + TICK_MS
  let lateMs = 0
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - due > TICK_MS) lateMs += now - due
    due = now + TICK_MS
  }, TICK_MS).unref()
  return () => {
    clearInterval(timer)
    return performance.now() - began - lateMs
  }
}
