import { isoText } from '../comments/public-json.ts'
import type { Sql } from '../db/client.ts'

/** Who escalated a comment as a danger to life or safety, and when: the part every moderator sees. */
export type Escalation = {
  readonly moderatorId: string
  readonly moderator: string
  readonly createdAt: string
}

/** The last escalation of comment `c`, even if its copy is gone by now; no row if there was none. */
export function lastEscalation(sql: Sql) {
  return sql`
    select jsonb_build_object('moderatorId', e.moderator_id, 'moderator', e.moderator_name,
      'createdAt', ${isoText(sql, 'e.created_at')}) as escalation
    from evidence e where e.site_id = c.site_id and e.comment_id = c.id and e.cause = 'danger-to-life'
    order by e.id desc limit 1`
}
