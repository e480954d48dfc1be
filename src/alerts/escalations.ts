import { z } from 'zod'
import type { Queryable } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { sendEscalation } from './send.ts'

const EscalationRefData = z.object({ siteId: z.uuid(), commentId: z.uuid() })
export type EscalationRef = z.infer<typeof EscalationRefData>

/** Tells a site's chat at once that a comment was escalated, and retries for hours until the chat takes it. */
export function defineEscalations(deps: Deps): Enqueue<EscalationRef> {
  return deps.jobs.define({
    name: 'escalation',
    data: EscalationRefData,
    retries: { limit: 50, delaySeconds: 5, maxDelaySeconds: 300 },
    run: (ref, { signal }) => sendEscalation(deps, ref, signal),
  })
}

/** The escalations among these events, on sites that have set a chat. */
export function findEscalations(tx: Queryable, events: readonly EventRef[]): Promise<EscalationRef[]> {
  return tx.query(
    (sql) => sql<EscalationRef[]>`
    select o.site_id, o.comment_id from outbox o join alerts a on a.site_id = o.site_id
    where ${isAmong(sql, events)} and o.type = 'comment.escalated'`,
  )
}
