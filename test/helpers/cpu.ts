/** Milliseconds that this thread has worked since: the machine may be busy with other tests meanwhile. */
export function cpuClock(): () => number {
  const before = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  }
}
