import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { sendDue } from './send.ts'

/** Has somebody look for messages at once. */
export type WakeMail = Enqueue<Record<string, never>>

/**
 * Looks every minute, and when woken, for messages to be sent. A service without a server for mail does not: there is
 * nothing it could be woken for.
 */
export function defineMail(deps: Deps): WakeMail | null {
  if (deps.config.SMTP_URL === undefined) return null
  return deps.jobs.define({
    name: 'mail',
    data: z.object({}),
    schedule: '* * * * *',
    queue: 'one-waiting',
    expiresInSeconds: 600,
    // The next minute brings the next look; each message has its own tries.
    retries: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
    run: (_, { signal }) => sendDue(deps, signal),
  })
}
