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
 * what works. Our own work counts, as that of a service in this process; not where the service has one of its own.
 */
export function fairClock({ isApart = false } = {}): () => number {
  const began = performance.now()
  const cpu = cpuClock()
  let due = began + TICK_MS
  let workedMs = 0
  let lateMs = 0
  const timer = setInterval(() => {
    const now = performance.now()
    const worked = cpu() - workedMs
    const late = now - due - (isApart ? 0 : worked)
    if (late > TICK_MS) lateMs += late
    due = now + TICK_MS
    workedMs += worked
  }, TICK_MS).unref()
  return () => {
    clearInterval(timer)
    return performance.now() - began - lateMs
  }
}
