import { articleTag } from '../comments/cache-tags.ts'
import type { Queryable } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'

/** `failures`: how many calls in a row the site's cache has not taken. */
export type PurgeRef = { readonly siteId: string; readonly failures?: number | undefined }

type Changed = { readonly siteId: string; readonly articleKey: string }

/**
 * Notes what shared caches have to forget because of these events, on sites with such a cache: articles whose threads
 * may look different to readers now. Events that readers never saw (a comment held from the start, a report) change
 * no page.
 * @returns the sites that have something to purge.
 */
export async function notePurges(tx: Queryable, events: readonly EventRef[]): Promise<string[]> {
  const changed = await tx.query(
    (sql) => sql<Changed[]>`
    select distinct o.site_id, a.key as article_key
    from outbox o
    join sites s on s.id = o.site_id
    join policies p on p.site_id = s.id and p.version = s.policy_version
      and jsonb_typeof(p.policy->'cdn'->'purge') = 'object'
    join articles a on a.site_id = o.site_id and a.id = o.article_id
    where ${isAmong(sql, events)} and o.type not in ('comment.reported', 'comment.escalated')
      and not (o.version = 1 and o.type in ('comment.held', 'comment.rejected'))`,
  )
  if (changed.length === 0) return []
  await addPurges(
    tx,
    changed.map(({ siteId, articleKey }) => ({ siteId, tag: articleTag(siteId, articleKey) })),
  )
  return [...new Set(changed.map(({ siteId }) => siteId))]
}

/**
 * Adds tags to purge. The round of a tag that waits already is raised, so that a purge under way does not remove it.
 */
export async function addPurges(
  tx: Queryable,
  tags: readonly { readonly siteId: string; readonly tag: string }[],
): Promise<void> {
  await tx.query(
    (sql) => sql`
    insert into purges (site_id, tag)
    select distinct * from unnest(${tags.map(({ siteId }) => siteId)}::uuid[], ${tags.map(({ tag }) => tag)}::text[])
    order by 1, 2
    on conflict (site_id, tag) do update set round = purges.round + 1`,
  )
}

type Waiting = { readonly tag: string; readonly round: number }

/** The tags that wait to be purged on a site, oldest first, as many as one call takes. */
export function listPurges(db: Queryable, siteId: string, limit: number): Promise<Waiting[]> {
  return db.query(
    (sql) => sql<Waiting[]>`
    select tag, round from purges where site_id = ${siteId} order by created_at, tag limit ${limit}`,
  )
}

/** Removes what was purged, except what was added again meanwhile. */
export async function removePurges(db: Queryable, siteId: string, done: readonly Waiting[]): Promise<void> {
  await db.query(
    (sql) => sql`
    delete from purges p using unnest(${done.map(({ tag }) => tag)}::text[], ${done.map(({ round }) => round)}::int[])
      as d(tag, round)
    where p.site_id = ${siteId} and p.tag = d.tag and p.round = d.round`,
  )
}
