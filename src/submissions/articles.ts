import { randomUUIDv7 } from 'node:crypto'
import { canonicalUrl } from '../comments/article-key.ts'
import type { Queryable } from '../db/client.ts'
import { originAllowed } from '../http/cors.ts'
import type { Site } from '../sites/queries.ts'

/** What a reader's page says about its article. */
export type ArticleDetails = { readonly url: string | null; readonly title: string | null }

/**
 * The id of an article, which is created with its first comment. Readers' pages name its address and title: the first
 * value counts, and only an address on the site's own pages; what is missing is filled in by a later comment. An
 * article that gains nothing is not locked: when many comments arrive at once on a new article, they would otherwise
 * take every connection to wait for each other.
 */
export async function ensureArticle(
  db: Queryable,
  site: Site,
  article: {
    readonly key: string
    readonly known: (ArticleDetails & { readonly id: string }) | null
    readonly details: ArticleDetails
  },
): Promise<string> {
  const { key, known, details } = article
  const url = pageOf(site, key, details.url)
  const addsUrl = known?.url === null && url !== null
  const addsTitle = known?.title === null && details.title !== null
  if (known !== null && !addsUrl && !addsTitle) return known.id
  const [row] = await db.query(
    (sql) => sql<{ id: string }[]>`
    with complete as materialized (
      select id from articles
      where site_id = ${site.id} and key = ${key}
        and (url is not null or ${url}::text is null) and (title is not null or ${details.title}::text is null)
    ), written as (
      insert into articles (site_id, id, key, url, title)
      select ${site.id}, ${randomUUIDv7()}, ${key}, ${url}, ${details.title} where not exists (select from complete)
      on conflict (site_id, key) do update set
        url = coalesce(articles.url, excluded.url), title = coalesce(articles.title, excluded.title)
      returning id
    )
    select id from complete union all select id from written`,
  )
  if (!row) throw new Error('insert into articles returned nothing')
  return row.id
}

/**
 * What a comment that readers cannot see says about its article. It is stored with the comment for the desk to show,
 * and names the article once somebody approves the comment.
 */
export function hiddenDetails(site: Site, { url, title }: ArticleDetails): ArticleDetails | undefined {
  const details = { url: url === null ? null : ownUrl(site, url), title }
  return details.url === null && title === null ? undefined : details
}

/**
 * The page of an article that has no address yet: the one that a reader's page names, or its key if that is one. Null
 * if that is no page of the site.
 */
export function pageOf(site: Pick<Site, 'origins'>, key: string, named: string | null): string | null {
  const url = named ?? (URL.canParse(key) ? key : null)
  return url === null ? null : ownUrl(site, url)
}

/**
 * The address in its canonical form if it is a page of the site, else null: a page can be reached by many addresses.
 */
export function ownUrl(site: Pick<Site, 'origins'>, url: string): string | null {
  const canonical = canonicalUrl(url)
  return canonical !== null && originAllowed(site.origins, new URL(canonical).origin) ? canonical : null
}
