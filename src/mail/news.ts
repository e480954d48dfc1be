import type { Queryable } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'

/**
 * News about one comment within this many minutes goes in one message; the wait grows with the messages of the day.
 */
const GATHER_MINUTES = 3
const GROWS = 4
/** The most news that waits for one comment; more is not counted. */
const MOST_REPLIES = 200

/**
 * Notes what these events mean to people who want to hear of them: a decision about an author's comment, a reply to
 * it, and for the sender of a notice whatever becomes of the comment. Runs in the transaction that passes the events
 * on. An edit's verdict is shown to its author at once, so only later decisions are news, and every rejection.
 */
export async function noteNews(tx: Queryable, events: readonly EventRef[]): Promise<void> {
  await tx.query(
    (sql) => sql`
    with happened as (
      select * from outbox o where ${isAmong(sql, events)}
    ), events as (
      select o.site_id, o.comment_id, o.version, o.type, c.parent_id, case
          when o.type = 'comment.approved' then 'known'
          when o.type = 'comment.edited' and o.data->>'status' = 'approved' then 'approved' end as told,
        (o.type = 'comment.approved' and o.version = 1) or o.data->>'arrival' = 'true' as arrives
      from happened o join comments c on c.site_id = o.site_id and c.id = o.comment_id
      where o.type in ('comment.approved', 'comment.rejected', 'comment.held', 'comment.edited')
    ), news as (
      select site_id, id, (array_agg(told order by version desc) filter (where reply is null))[1] as told,
        bool_or(reply is null) as is_own, array_agg(reply) filter (where reply is not null) as replies
      from (
        select site_id, comment_id as id, told, version, null::uuid as reply from events
        union all
        select site_id, parent_id, null, version, comment_id from events where arrives and parent_id is not null
      ) each group by 1, 2
    ), answered as (
      update subscriptions s set round = s.round + 1,
        due_at = coalesce(s.due_at, now() + ${GATHER_MINUTES} * interval '1 minute')
      from (select distinct site_id, comment_id from happened where type in (
        'comment.approved', 'comment.rejected', 'comment.edited', 'comment.withdrawn', 'comment.erased')) e
      where s.site_id = e.site_id and s.comment_id = e.comment_id and s.report_id is not null
        and s.sealed_address is not null
    )
    update subscriptions s set round = s.round + 1,
      told = case when n.is_own and n.told is distinct from 'known' then n.told else s.told end,
      replies = (s.replies || array(select r from unnest(n.replies) r where r <> all(s.replies) order by r))[:${MOST_REPLIES}],
      due_at = case when s.confirmed_at is null then s.due_at else coalesce(s.due_at,
        now() + ${GATHER_MINUTES} * interval '1 minute'
          * power(${GROWS}, least(case when s.sent_on = current_date then s.sent else 0 end, 4))) end
    from news n
    where s.site_id = n.site_id and s.comment_id = n.id and s.report_id is null and s.sealed_address is not null`,
  )
}
