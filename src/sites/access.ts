import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { type Moderator, maySee } from '../http/auth.ts'
import { findSite, type Site } from './queries.ts'

/**
 * A site as it is in the database now, not as it was cached.
 * @throws {AppError} `not-found`, also for a site that this admin may not see.
 */
export async function getAdminSite(db: Queryable, admin: Moderator, slug: string): Promise<Site> {
  const site = await findSite(db, slug)
  if (site === undefined || !maySee(admin, site.id)) throw new AppError('not-found')
  return site
}

/** @throws {AppError} `forbidden` for a token that is limited to some sites. */
export function requireAllSites(admin: Moderator): void {
  if (admin.siteIds !== null) throw new AppError('forbidden', 'This token is limited to some sites.')
}
