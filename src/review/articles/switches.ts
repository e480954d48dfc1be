import type { Queryable } from '../../db/client.ts'
import { newEventId } from '../../db/events.ts'
import type { Moderator } from '../../http/auth.ts'
import { articleNotice, queueNotice } from '../../live.ts'

/** The switches of an article that a moderator may turn; absent ones stay as they are. */
export type Switches = {
  /** Whether readers may write. */
  readonly open?: boolean | undefined
  /** Whether every comment waits for a person. */
  readonly premoderated?: boolean | undefined
}

/**
 * Turns the switches of an existing article, which the caller's transaction has locked. Each switch turned is logged,
 * and readers' pages, consoles, webhooks and shared caches are told. Setting the same again changes nothing.
 * @returns which were turned.
 */
export async function turnSwitches(
  tx: Queryable,
  siteId: string,
  { articleId, moderator, ...to }: Switches & { readonly articleId: string; readonly moderator: Moderator },
): Promise<readonly (keyof Switches)[]> {
  const [open, premoderated] = [to.open ?? null, to.premoderated ?? null]
  const [changed] = await tx.query(
    (sql) => sql<{ turned: (keyof Switches)[] }[]>`
    with turned as materialized (
      select ${newEventId(sql)} as id, t.name, t.action from articles a cross join lateral (values
        (${open}::boolean <> a.open, 'open', case when ${open}::boolean then 'reopen' else 'close' end),
        (${premoderated}::boolean <> a.premoderated, 'premoderated',
          case when ${premoderated}::boolean then 'premoderate' else 'unpremoderate' end)) as t(is_turned, name, action)
      where a.site_id = ${siteId} and a.id = ${articleId} and t.is_turned
    ), changed as (
      update articles a set open = coalesce(${open}::boolean, a.open),
        premoderated = coalesce(${premoderated}::boolean, a.premoderated), version = a.version + 1,
        change_id = (select t.id from turned t order by t.id desc limit 1)
      where a.site_id = ${siteId} and a.id = ${articleId} and exists (select from turned)
      returning a.id, a.key, a.open, a.premoderated, a.version
    ), kept as (
      insert into article_changes (site_id, id, article_id, action, moderator_id, moderator_name, created_at)
      select ${siteId}, id, ${articleId}, action, ${moderator.id}, ${moderator.name}, now() from turned
    ), event as (
      insert into outbox (site_id, id, type, article_id, version, data, created_at)
      select ${siteId}, ${newEventId(sql)}, 'article.changed', id, version,
        jsonb_build_object('open', open, 'premoderated', premoderated), now()
      from changed
    )
    select (select array_agg(name order by name) from turned) as turned,
      ${articleNotice(sql, siteId)}, ${queueNotice(sql, siteId)} from changed`,
  )
  return changed?.turned ?? []
}
