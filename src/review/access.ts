import type { Queryable, Sql } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'

export type SiteRef = { readonly id: string; readonly slug: string }

const MAX_SITES = 10_000

/** As part of a query: whether a moderator may see site `s`. */
export function withinSites(sql: Sql, moderator: Pick<Moderator, 'siteIds'>) {
  const siteIds = moderator.siteIds ? [...moderator.siteIds] : null
  return sql`(${siteIds}::uuid[] is null or s.id = any(${siteIds}::uuid[]))`
}

/**
 * The sites that a moderator may see, or only the one with this slug.
 * @throws {AppError} `not-found` for a slug that does not exist or belongs to somebody else: both look the same.
 */
export async function visibleSites(db: Queryable, moderator: Moderator, slug?: string): Promise<SiteRef[]> {
  const sites = await db.query(
    (sql) => sql<SiteRef[]>`
    select s.id, s.slug from sites s
    where ${withinSites(sql, moderator)} and (${slug ?? null}::text is null or s.slug = ${slug ?? null})
    order by s.slug limit ${MAX_SITES}`,
  )
  if (slug !== undefined && sites.length === 0) throw new AppError('not-found')
  return sites
}

export async function getVisibleSite(db: Queryable, moderator: Moderator, slug: string): Promise<SiteRef> {
  const [site] = await visibleSites(db, moderator, slug)
  if (site === undefined) throw new AppError('not-found')
  return site
}

export type CommentRef = { readonly siteId: string; readonly site: string; readonly id: string }

/**
 * Finds a comment among the sites that a moderator may see. Readers may choose ids, so two sites can have the same
 * one; then the site has to be named.
 * @throws {AppError} `not-found`, `conflict` when the id alone is not enough.
 */
export async function locateComment(
  db: Queryable,
  moderator: Moderator,
  { id, site }: { readonly id: string; readonly site?: string | undefined },
): Promise<CommentRef> {
  const found = await db.query(
    (sql) => sql<CommentRef[]>`
    select c.site_id, s.slug as site, c.id
    from sites s join comments c on c.site_id = s.id and c.id = ${id}
    where ${withinSites(sql, moderator)} and (${site ?? null}::text is null or s.slug = ${site ?? null})
    limit 2`,
  )
  return onlyOne(found)
}

/** @throws {AppError} `not-found`, `conflict`. */
export function onlyOne<T>(found: readonly T[]): T {
  const [first, second] = found
  if (first === undefined) throw new AppError('not-found')
  if (second !== undefined) {
    throw new AppError('conflict', 'Several sites have a comment of this id: name the site.')
  }
  return first
}
