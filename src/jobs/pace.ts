/** How long a job may keep a place that is meant for quick ones. */
export const QUICK_MS = 2_000

/**
 * How long the groups of a kind took last, as this process saw it, told as the priority of their next job: 0 for quick
 * ones and for those not known, less the slower. So whatever the number of slow groups, quick ones do not wait for
 * them, nor slow ones for those that hang.
 */
export function createPace() {
  const slow = new Map<string, number>()
  return {
    priorityOf: (group: string): number => slow.get(group) ?? 0,
    note(group: string, ms: number): void {
      if (ms < QUICK_MS) slow.delete(group)
      else slow.set(group, -Math.ceil(ms / 1_000))
    },
  }
}

export type Pace = ReturnType<typeof createPace>
