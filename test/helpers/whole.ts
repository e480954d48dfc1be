import type { Queryable } from '../../src/db/client.ts'

/** What is wrong with the rows of a database that something may have left half-written; empty when all is whole. */
export async function halves(db: Queryable): Promise<readonly string[]> {
  const rows = await db.query(
    (sql) => sql<{ what: string }[]>`
    select 'comment without verdict' as what from comments c where c.source not in ('import', 'newsroom') and not exists
      (select from verdicts v where v.site_id = c.site_id and v.comment_id = c.id)
    union all
    select 'comment without the event of its version' from comments c where c.source <> 'import' and not exists
      (select from outbox o where o.site_id = c.site_id and o.comment_id = c.id and o.version = c.version)
    union all
    select 'event of a comment that is not there' from outbox o where o.comment_id is not null and not exists
      (select from comments c where c.site_id = o.site_id and c.id = o.comment_id)
    union all
    select 'key of a comment that is not there' from repeat_keys k where not exists
      (select from comments c where c.site_id = k.site_id and c.id = k.comment_id)
    union all
    select 'count of an article' from articles a where a.comment_count <>
      (select count(*) from comments c where c.site_id = a.site_id and c.article_id = a.id and c.visible)
    union all
    select 'count of replies' from comments p where p.reply_count <> (select count(*) from comments c
      where c.site_id = p.site_id and c.shown_under_id = p.id and c.visible)
    union all
    select 'decided without a decision' from comments c where c.decided_at is not null and not exists
      (select from decisions d where d.site_id = c.site_id and d.comment_id = c.id)
    union all
    select 'decision that is not in force' from decisions d join comments c on c.site_id = d.site_id
      and c.id = d.comment_id and c.version = d.version where d.to_status <> c.status
    union all
    select 'decision ahead of its comment' from decisions d join comments c on c.site_id = d.site_id
      and c.id = d.comment_id where d.version > c.version
    union all
    select 'former texts and verdicts' from comments c where c.erased_at is null and
      (select count(*) from revisions r where r.site_id = c.site_id and r.comment_id = c.id) <>
      (select max(v.revision) - 1 from verdicts v where v.site_id = c.site_id and v.comment_id = c.id)
    union all
    select 'likes' from comments c where c.likes <>
      (select count(*) from likes l where l.site_id = c.site_id and l.comment_id = c.id)
    union all
    select 'reports' from comments c where c.erased_at is null and c.report_count <> (select count(*) from reports r
      where r.site_id = c.site_id and r.comment_id = c.id and r.outcome is null)
    union all
    select 'pick that nobody made' from comments c where c.pick_id is not null and not exists
      (select from picks k where k.site_id = c.site_id and k.id = c.pick_id and k.comment_id = c.id and k.picked)
    union all
    select 'switch that nobody turned' from articles a where a.change_id is not null and not exists
      (select from article_changes h where h.site_id = a.site_id and h.id = a.change_id and h.article_id = a.id)`,
  )
  return rows.map(({ what }) => what)
}
