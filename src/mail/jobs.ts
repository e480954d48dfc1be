import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { sendDue } from './send.ts'

/** Wakes the job that sends messages. */
export type WakeMail = Enqueue<Record<string, never>>

/**
 * Looks for messages to be sent every minute, and when woken. A service without a mail server does neither: there is
 * nothing to send.
 */
export function defineMail(deps: Deps): WakeMail | null {
  if (deps.config.SMTP_URL === undefined) return null
  return deps.jobs.define({
    name: 'mail',
    data: z.object({}),
    schedule: '* * * * *',
    queue: 'one-waiting',
    expiresInSeconds: 600,
    // No retries: the next look comes within a minute, and each message has its own tries.
    retries: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
    run: (_, { signal }) => sendDue(deps, signal),
  })
}
