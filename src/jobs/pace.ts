/** How long a job may keep a place that is meant for quick ones. */
export const QUICK_MS = 2_000

/**
 * How long each group of a kind took last, as seen by this process, expressed as the priority of its next job: 0 for
 * quick and unknown groups, and less the slower a group is. So quick groups do not wait for slow ones, however many
 * those are, nor slow ones for groups that hang.
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
