import { isoText } from '../comments/public-json.ts'
import type { Sql } from '../db/client.ts'
import { LAST_VERDICT } from '../db/states.ts'

/*
 * The parts of a review item besides its comment `c`, as parts of the statement that loads it.
 */

/** The machine's latest verdict. */
export function latestVerdict(sql: Sql) {
  return sql`
    select v.signals, jsonb_build_object('action', v.action, 'probability', v.probability, 'because', v.because,
      'reason', v.reason, 'thresholds', v.thresholds, 'explanation', v.explanation, 'audit', v.audit,
      'policyVersion', v.policy_version, 'modelVersion', v.model_version, 'createdAt', v.created_at) as verdict
    from (${sql.unsafe(LAST_VERDICT)}) v`
}

/** The appeal that waits for an answer. */
export function openAppeal(sql: Sql) {
  return sql`
    select jsonb_build_object('note', l.note, 'createdAt', ${isoText(sql, 'l.created_at')}, 'againstId', l.against_id) as appeal
    from appeals l where l.site_id = c.site_id and l.comment_id = c.id and l.outcome is null
    order by l.rejected_version desc limit 1`
}

/** What became of the newest comments of its author, and since when there are any. */
export function authorRecord(sql: Sql) {
  return sql`
    select jsonb_build_object('approved', count(*) filter (where m.status = 'approved'),
      'rejected', count(*) filter (where m.status = 'rejected'),
      'pending', count(*) filter (where m.status = 'pending')) as counts,
      coalesce((select f.created_at from comments f where f.site_id = c.site_id and f.author_hash = c.author_hash
        order by f.created_at limit 1), c.created_at) as first_seen_at
    from (select case when m.audit then 'pending' else m.status end as status from comments m
      where m.site_id = c.site_id and m.author_hash = c.author_hash
      order by m.created_at desc limit 200) m`
}

/** The bans that apply to its author. */
export function liveBans(sql: Sql) {
  return sql`
    select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'kind', b.kind, 'effect', b.effect, 'expiresAt', ${isoText(sql, 'b.expires_at')})), '[]') as list
    from bans b
    where b.site_id = c.site_id and b.lifted_at is null and (b.expires_at is null or b.expires_at > now())
      and b.match in ('author:' || encode(c.author_hash, 'hex'), 'network:' || encode(c.network_hash, 'hex'),
        'email:' || encode(c.email_hash, 'hex'))`
}

/** Readers' reports, and how often each of these readers was right before. */
export function reportsOn(sql: Sql) {
  return sql`
    select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'note', r.note, 'createdAt', ${isoText(sql, 'r.created_at')},
      'outcome', r.outcome, 'notice', case when r.notice then jsonb_build_object('name', r.notifier) end, 'reporter', jsonb_build_object('upheld', t.upheld, 'dismissed', t.dismissed))
      order by r.created_at desc), '[]') as list
    from (select * from reports r where r.site_id = c.site_id and r.comment_id = c.id
      order by (r.notice and r.outcome is null) desc, r.created_at desc limit 20) r
    cross join lateral (
      select count(*) filter (where o.outcome = 'upheld') as upheld,
        count(*) filter (where o.outcome = 'dismissed') as dismissed
      from (select outcome from reports o where o.site_id = r.site_id and o.reporter_hash = r.reporter_hash
        limit 200) o
    ) t`
}
