import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { originAllowed } from '../http/cors.ts'
import type { Site } from '../sites/queries.ts'

/**
 * The id of an article, which is created with its first comment. Readers' pages name its address and title:
 * the first word counts, and only an address on the site's own pages.
 */
export async function ensureArticle(
  db: Queryable,
  site: Site,
  key: string,
  told: { readonly url: string | null; readonly title: string | null },
): Promise<string> {
  const url = told.url ?? (URL.canParse(key) ? key : null)
  const [row] = await db.query(
    (sql) => sql<{ id: string }[]>`
    insert into articles (site_id, id, key, url, title)
    values (${site.id}, ${randomUUIDv7()}, ${key}, ${url === null ? null : ownUrl(site, url)}, ${told.title})
    on conflict (site_id, key) do update set key = excluded.key
    returning id`,
  )
  if (!row) throw new Error('insert into articles returned nothing')
  return row.id
}

/** The address, if it is a page of the site. */
export function ownUrl(site: Pick<Site, 'origins'>, url: string): string | null {
  const parsed = URL.parse(url)
  return parsed !== null && originAllowed(site.origins, parsed.origin) && parsed.username === ''
    ? parsed.href
    : null
}
