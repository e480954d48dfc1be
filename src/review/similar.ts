import { sketchBands } from '../checks/sketch.ts'
import { findLinks } from '../comments/links.ts'
import type { Queryable } from '../db/client.ts'
import { foldText } from '../text/fold.ts'
import type { CommentRef, SiteRef } from './access.ts'

export type Similar = {
  readonly id: string
  readonly articleKey: string
  readonly name: string
  readonly text: string
  readonly status: string
  /** Whether the words are exactly the same. */
  readonly exact: boolean
  /** Whether it links to a host that the comment links to. */
  readonly sharedLinks: boolean
  readonly submittedAt: Date
}

/** Where a text would occur again: the sites that have it, and its bands, which differ from site to site. */
export type Sightings = { readonly siteIds: readonly string[]; readonly bands: readonly string[] }

/** The bands of a comment's text; empty for a comment that is not on these sites. */
export async function sightingsOf(
  db: Queryable,
  sites: readonly SiteRef[],
  commentId: string,
): Promise<Sightings> {
  const rows = await db.query(
    (sql) => sql<{ siteId: string; text: string }[]>`
    select site_id, text from comments where site_id = any(${sites.map(({ id }) => id)}::uuid[]) and id = ${commentId}`,
  )
  return {
    siteIds: rows.map(({ siteId }) => siteId),
    bands: rows.flatMap(({ siteId, text }) => sketchBands(foldText(text), siteId).map(String)),
  }
}

/** How many of the newest comments are searched for a shared link, since links have no index. */
const LINKS_LOOKED_AT = 5_000
const MAX_SIMILAR = 10
const MAX_HOSTS = 20

/** Other comments with the same or nearly the same text, or with links to the same hosts; newest first. */
export async function listSimilar(db: Queryable, ref: CommentRef): Promise<Similar[]> {
  const [row] = await db.query(
    (sql) => sql<{ text: string; website: string | null; origins: string[] }[]>`
    select c.text, c.website, s.origins from comments c join sites s on s.id = c.site_id
    where c.site_id = ${ref.siteId} and c.id = ${ref.id}`,
  )
  if (row === undefined) return []
  const bands = sketchBands(foldText(row.text), ref.siteId).map(String)
  const hosts = foreignHosts(row).map((host) => host.replace(/[^a-z0-9]/g, '[$&]'))
  return db.query(
    (sql) => sql<Similar[]>`
    with near as (
      select o.comment_id as id, bool_or(o.band = ${bands[0] ?? null}::bigint) as exact, false as shared_links
      from unnest(${bands}::bigint[]) as b(band)
      cross join lateral (
        select o.comment_id, o.band from sightings o where o.site_id = ${ref.siteId} and o.band = b.band
        order by o.comment_id desc limit 50) o
      group by 1
    ), linked as (
      select c.id, false as exact, true as shared_links
      from (select c.id, c.text, c.website from comments c where c.site_id = ${ref.siteId} and ${hosts.length} > 0
        order by c.created_at desc, c.id desc limit ${LINKS_LOOKED_AT}) c
      -- Once through each text for all hosts, and byte by byte, since hosts are ASCII.
      where (c.text || ' ' || coalesce(c.website, '')) collate "C" ~* ${hosts.join('|')} limit 100
    ), found as (
      select id, bool_or(exact) as exact, bool_or(shared_links) as shared_links
      from (select * from near union all select * from linked) f where id <> ${ref.id} group by 1
    )
    select c.id, a.key as article_key, c.name, c.text, case when c.audit then 'pending' else c.status end as status,
      f.exact, f.shared_links, c.created_at as submitted_at
    from found f
    join comments c on c.site_id = ${ref.siteId} and c.id = f.id
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    order by c.created_at desc, c.id desc limit ${MAX_SIMILAR}`,
  )
}

/** Hosts a comment links to that are not the site's own. */
function foreignHosts({
  text,
  website,
  origins,
}: {
  text: string
  website: string | null
  origins: string[]
}) {
  const hosts = findLinks(`${text} ${website ?? ''}`).map(({ host }) => host.replace(/^www\./, ''))
  const own = origins.map((origin) => origin.replace(/^https?:\/\/(\*\.)?(www\.)?/, ''))
  return [...new Set(hosts)]
    .filter((host) => !own.some((name) => host === name || host.endsWith(`.${name}`)))
    .slice(0, MAX_HOSTS)
}
