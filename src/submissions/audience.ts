import type { Sql } from '../db/client.ts'

/**
 * Whether anybody is told about the comment at hand: a receiver, a shared cache that is purged, the author it
 * answers. If nobody is, the event need not wait for the relay, which would only mark it as passed on.
 */
export function hasAudience(sql: Sql) {
  return sql`(
    exists (select from webhooks w where w.site_id = "siteId" and w.disabled_at is null)
    or exists (select from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
      where s.id = "siteId" and jsonb_typeof(p.policy->'cdn'->'purge') = 'object')
    or exists (select from subscriptions m where m.site_id = "siteId" and m.comment_id = "parentId"))`
}
