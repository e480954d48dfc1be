import { z } from 'zod'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { decodeCursor, encodeCursor, type Page, toPage } from '../http/paging.ts'
import { withinSites } from '../review/access.ts'
import { changedBy } from '../sites/changes.ts'
import { findSite, type Site } from '../sites/queries.ts'
import { slug } from '../sites/schema.ts'

type SiteRow = Omit<Site, 'policy'>

const Key = z.tuple([slug])

/** Sites by slug. */
export async function listAdminSites(
  db: Queryable,
  admin: Moderator,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<SiteRow>> {
  const [after = null] = cursor === undefined ? [] : decodeCursor('sites', cursor, Key)
  const rows = await db.query(
    (sql) => sql<SiteRow[]>`
    select s.id, s.slug, s.name, s.origins, s.policy_version, s.created_at from sites s
    where ${withinSites(sql, admin)} and (${after}::text is null or s.slug > ${after})
    order by s.slug limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor('sites', [last.slug]))
}

/**
 * Changes what was given and leaves the rest.
 * @returns the site, and which members are other than before.
 * @throws {AppError} `not-found`.
 */
export async function updateSite(
  db: Queryable,
  slug: string,
  change: { readonly name?: string | undefined; readonly origins?: readonly string[] | undefined },
): Promise<{ readonly site: Site; readonly changed: readonly string[] }> {
  const origins = change.origins ? [...change.origins] : null
  const [before] = await db.query(
    (sql) => sql<Pick<Site, 'name' | 'origins'>[]>`
    with before as (select id, name, origins from sites where slug = ${slug} for no key update)
    update sites s set name = coalesce(${change.name ?? null}, s.name),
      origins = coalesce(${origins}::text[], s.origins)
    from before where s.id = before.id returning before.name, before.origins`,
  )
  const site = await findSite(db, slug)
  if (before === undefined || site === undefined) throw new AppError('not-found')
  return { site, changed: changedBy(before, change) }
}
