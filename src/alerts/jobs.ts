import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { takeDue } from './queries.ts'
import { sendAlert } from './send.ts'

/** Finds out every minute which chats have to be told that comments wait. */
export function defineAlerts(deps: Deps): void {
  deps.jobs.define({
    name: 'alerts',
    data: z.object({}),
    schedule: '* * * * *',
    queue: 'one-waiting',
    // No retries: the next look comes within a minute anyway.
    retries: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
    run: (_, { signal }) => sendDue(deps, signal),
  })
}

/** Sends all alerts that are due, in parallel: a chat that does not answer delays no other. */
export async function sendDue(deps: Deps, signal?: AbortSignal): Promise<void> {
  const due = await takeDue(deps.db)
  const sent = await Promise.allSettled(due.map((alert) => sendAlert(deps, alert, signal)))
  const trouble = sent.find((one) => one.status === 'rejected')
  if (trouble !== undefined) throw trouble.reason
}
