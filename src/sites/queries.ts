import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { withDeadline } from '../db/deadline.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { apart } from '../db/in-time.ts'
import { AppError } from '../errors.ts'
import { notice } from '../live.ts'
import { SLUG } from './names.ts'
import { type Policy, type PolicyInput, storedPolicy } from './policy.ts'

export type Site = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly origins: readonly string[]
  readonly policyVersion: number
  readonly policy: Policy
  readonly createdAt: Date
}

type SiteRow = Omit<Site, 'policy'> & { readonly policy: unknown }

const CACHE_MS = 2_000
const CACHE_SITES = 10_000
/**
 * How long a site that is known is waited for. It is only the first of a request's statements, and together they have
 * to be over within three seconds, also when the database has fallen silent.
 */
const AGAIN_WITHIN_MS = 500
/** A failed look-up counts this long, so that whatever else asks for the same request does not wait once more. */
const FAILED_MS = 100

type Remembered = {
  at: number
  site: Promise<Site | undefined>
  /** Set once the promise has resolved. */
  found: Site | undefined
}

/**
 * Sites by slug, remembered for two seconds: a changed policy reaches other processes within that time, and this one
 * at once, through `forget`.
 */
export function siteCache(db: Queryable, clock: () => number = () => performance.now()) {
  const known = new Map<string, Remembered>()
  const cache = {
    find(slug: string): Promise<Site | undefined> {
      // What cannot be a site's name is neither looked up nor remembered, since anybody may ask for it.
      if (!SLUG.test(slug)) return Promise.resolve(undefined)
      const entry = known.get(slug)
      if (entry && clock() - entry.at < CACHE_MS) return entry.site
      const asked = apart(() => findSite(db, slug))
      // While the database is away or silent, a site stays as it was.
      const before = entry?.found
      const site = before === undefined ? asked : withDeadline(asked, AGAIN_WITHIN_MS).catch(() => before)
      if (known.size >= CACHE_SITES) known.clear()
      const remembered: Remembered = { at: clock(), site, found: undefined }
      known.set(slug, remembered)
      asked.then(
        (found) => Object.assign(remembered, { site: asked, found }),
        () => {},
      )
      site.then(
        (found) => {
          remembered.found = found
        },
        () => {
          remembered.at = clock() - CACHE_MS + FAILED_MS
        },
      )
      return site
    },
    /** @throws {AppError} `not-found`. */
    async get(slug: string): Promise<Site> {
      const site = await cache.find(slug)
      if (site === undefined) throw new AppError('not-found')
      return site
    },
    /** The site, if it is remembered and still fresh. */
    peek(slug: string): Site | undefined {
      const entry = known.get(slug)
      return entry && clock() - entry.at < CACHE_MS ? entry.found : undefined
    },
    forget(slug: string): void {
      known.delete(slug)
    },
  }
  return cache
}

export type SiteCache = ReturnType<typeof siteCache>

export async function findSite(db: Queryable, slug: string): Promise<Site | undefined> {
  const [row] = await db.query(
    (sql) => sql<SiteRow[]>`
    select s.id, s.slug, s.name, s.origins, s.policy_version, s.created_at, p.policy
    from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
    where s.slug = ${slug}`,
  )
  return row && withPolicy(row)
}

export async function listSites(db: Queryable): Promise<Site[]> {
  const rows = await db.query(
    (sql) => sql<SiteRow[]>`
    select s.id, s.slug, s.name, s.origins, s.policy_version, s.created_at, p.policy
    from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
    order by s.slug limit 10000`,
  )
  return rows.map(withPolicy)
}

/**
 * A new site with its first policy; consoles that are open hear of it.
 * @throws {AppError} `conflict` when the slug is taken.
 */
export async function insertSite(
  db: Queryable,
  site: {
    readonly slug: string
    readonly name: string
    readonly origins: readonly string[]
    readonly policy: PolicyInput
    readonly createdBy: string
  },
): Promise<Site> {
  const id = randomUUIDv7()
  try {
    await db.query(
      (sql) => sql`
      with s as (
        insert into sites (id, slug, name, origins) values (${id}, ${site.slug}, ${site.name}, ${[...site.origins]})
        returning id, slug
      ), p as (
        insert into policies (site_id, version, policy, created_by)
        select id, 1, ${sql.json(site.policy)}, ${site.createdBy} from s
      )
      select ${notice(sql, sql`'site', id, slug`)} from s`,
    )
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'There is a site with this slug already: choose another.', {
        cause: error,
      })
    throw error
  }
  const inserted = await findSite(db, site.slug)
  if (!inserted) throw new Error('the new site is gone')
  return inserted
}

function withPolicy(row: SiteRow): Site {
  return { ...row, policy: storedPolicy(row.policy) }
}
