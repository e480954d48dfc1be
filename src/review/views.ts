import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { decodeCursor, encodeCursor, type Page, timeAndId, toPage } from '../http/paging.ts'
import { visibleSites } from './access.ts'
import type { Match } from './match.ts'
import type { QueueSort } from './queue.ts'

type ViewQuery = Omit<Match, 'sightings'> & {
  readonly site?: string | undefined
  readonly sort?: QueueSort | undefined
}

/** A filter of the queue with a name. */
export type View = {
  readonly id: string
  readonly name: string
  readonly site: string | null
  readonly query: ViewQuery
  /** Colleagues on the same sites see it too. */
  readonly shared: boolean
  readonly createdBy: string
  readonly createdAt: Date
  readonly mine: boolean
}

/** A moderator's own views and those that colleagues share with their sites, oldest first. */
export async function listViews(
  db: Queryable,
  moderator: Moderator,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<View>> {
  const siteIds = moderator.siteIds ? [...moderator.siteIds] : null
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor('views', cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<View[]>`
    select v.id, v.name, v.query->>'site' as site, v.query, v.shared, v.owner_name as created_by, v.created_at,
      v.owner_id = ${moderator.id} as mine
    from saved_views v
    where (v.owner_id = ${moderator.id} or (v.shared
        and (v.site_ids is null or ${siteIds}::uuid[] is null or v.site_ids && ${siteIds}::uuid[])))
      and (${at}::timestamptz is null or (v.created_at, v.id) > (${at}::timestamptz, ${id}::uuid))
    order by v.created_at, v.id limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor('views', [last.createdAt.toISOString(), last.id]))
}

/** How many views one moderator may keep. */
const MOST = 200

/**
 * Saves a view; saving the same again returns the one that exists.
 * @throws {AppError} `not-found` for the site it names, `conflict` when there are too many.
 */
export async function saveView(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  moderator: Moderator,
  { name, query, shared }: { readonly name: string; readonly query: ViewQuery; readonly shared: boolean },
): Promise<View> {
  const sites = query.site === undefined ? null : await visibleSites(db, moderator, query.site)
  const siteIds = sites?.map(({ id }) => id) ?? moderator.siteIds
  const kept = await db.transaction(async (tx) => {
    // One after the other, so that each counts the one before.
    await tx.query((sql) => sql`select from tokens where id = ${moderator.id} for no key update`)
    const [row] = await tx.query(
      (sql) => sql<Pick<View, 'id' | 'createdAt'>[]>`
    with same as (
      select id, created_at from saved_views
      where owner_id = ${moderator.id} and name = ${name} and query = ${sql.json(query)} and shared = ${shared}
      limit 1
    ), made as (
      insert into saved_views (id, owner_id, owner_name, site_ids, name, query, shared, created_at)
      select ${randomUUIDv7()}, ${moderator.id}, ${moderator.name}, ${siteIds ? [...siteIds] : null}::uuid[], ${name},
        ${sql.json(query)}, ${shared}, ${now()}
      where not exists (select from same)
        and (select count(*) from saved_views where owner_id = ${moderator.id}) < ${MOST}
      returning id, created_at
    )
    select id, created_at from same union all select id, created_at from made`,
    )
    return row
  })
  if (kept === undefined) throw new AppError('conflict', `You keep ${MOST} views already: remove one first.`)
  const { site = null } = query
  return { ...kept, name, site, query, shared, createdBy: moderator.name, mine: true }
}

/**
 * Removes a view of one's own; admins may also remove shared ones.
 * @throws {AppError} `not-found`.
 */
export async function removeView(db: Queryable, moderator: Moderator, id: string): Promise<void> {
  const siteIds = moderator.siteIds ? [...moderator.siteIds] : null
  const gone = await db.query(
    (sql) => sql`
    delete from saved_views v where v.id = ${id} and (v.owner_id = ${moderator.id}
      or (${moderator.role === 'admin'} and v.shared
        and (${siteIds}::uuid[] is null or v.site_ids <@ ${siteIds}::uuid[])))
    returning v.id`,
  )
  if (gone.length === 0) throw new AppError('not-found')
}
