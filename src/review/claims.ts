import type { Db, Sql } from '../db/client.ts'
import { IN_QUEUE } from '../db/states.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { notice } from '../live.ts'
import { type CommentRef, locateComment, type SiteRef } from './access.ts'
import { type ItemKey, loadItems, type ReviewItem } from './items.ts'
import { filters, type Match, resolveMatch } from './match.ts'
import { notAskedBy } from './notes/second-opinions.ts'
import { notOwnAppeal, ORDERS, type QueueSort } from './queue.ts'

/** A lease on a queued comment ends by itself after this long. */
const CLAIM_MINUTES = 5

const TRIES = 3

/**
 * Where a moderator works. Windows hold leases apart, so that two of one moderator get different comments; without a
 * window, all leases of the moderator are meant. A lease made without one belongs to each of their windows.
 */
export type Seat = { readonly moderator: Moderator; readonly windowId: string | null }

/** Which part of the queue, and in which order. */
type Wanted = Match & {
  readonly sites: readonly SiteRef[]
  readonly sort: QueueSort
  readonly count: number
  /** Ids of comments to pass over. */
  readonly except: readonly string[]
  /** Aborted once nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

type Leased = ItemKey & { readonly expiresAt: Date }

/**
 * Leases the next items of a part of the queue, until `count` of them are held here. Items held already are renewed
 * and come first, so repeating a call whose answer was lost takes no more. Nobody else gets these items, and nobody
 * gets back what they left to colleagues. What was taken for a window that is closed by now is given back at once.
 */
export async function claimNext(
  db: Db,
  seat: Seat,
  request: Wanted,
): Promise<{ readonly items: readonly ReviewItem[]; readonly expiresAt: Date | null }> {
  const wanted = await resolveMatch(db, request.sites, request)
  const renewed = await renewAll(db, seat, wanted)
  const taken: Leased[] = []
  const missing = () => wanted.count - renewed.length - taken.length
  for (let tries = 0; missing() > 0 && tries < TRIES; tries += 1) {
    taken.push(...(await takeFree(db, seat, { ...wanted, count: missing() })))
  }
  if (request.signal.aborted) await releaseClaims(db, seat, taken)
  const held = [...renewed, ...taken]
  const items = await loadItems(db, held.slice(0, wanted.count))
  return { items, expiresAt: held.at(-1)?.expiresAt ?? null }
}

/**
 * Leases one item, or renews its lease.
 * @throws {AppError} `not-found` when it does not wait for this moderator, `conflict` while somebody else or another
 * window holds it.
 */
export async function claimOne(
  db: Db,
  seat: Seat,
  named: { readonly id: string; readonly site?: string | undefined },
): Promise<{ readonly expiresAt: Date }> {
  const { moderator, windowId } = seat
  const ref = await locateComment(db, moderator, named)
  const [lease] = await db.query(
    (sql) => sql<Leased[]>`
    with leased as (
      insert into claims (site_id, comment_id, moderator_id, moderator_name, window_id, expires_at)
      select c.site_id, c.id, ${moderator.id}, ${moderator.name}, ${windowId}::uuid, now() + ${`${CLAIM_MINUTES} minutes`}::interval
      from comments c where c.site_id = ${ref.siteId} and c.id = ${ref.id} and (${sql.unsafe(IN_QUEUE)})
        ${notOwnAppeal(sql, moderator)}
      on conflict (site_id, comment_id) do update
        set moderator_id = excluded.moderator_id, moderator_name = excluded.moderator_name,
          window_id = case when claims.expires_at > now() then coalesce(excluded.window_id, claims.window_id)
            else excluded.window_id end,
          expires_at = excluded.expires_at
        where ${isHeldAt(sql, seat)} or claims.expires_at <= now()
      returning site_id, comment_id as id, moderator_id, moderator_name, window_id, expires_at
    )
    select l.*, ${notice(sql, sql`'claimed', site_id, moderator_id, moderator_name, expires_at, json_build_array(id), window_id`)}
    from leased l`,
  )
  if (lease === undefined) throw await explainHeld(db, moderator, ref)
  return { expiresAt: lease.expiresAt }
}

/** Gives up the leases on these items, or all leases that are held here. */
export async function releaseClaims(db: Db, seat: Seat, only?: readonly ItemKey[]): Promise<void> {
  const siteIds = only?.map(({ siteId }) => siteId) ?? null
  const ids = only?.map(({ id }) => id) ?? null
  await db.query(
    (sql) => sql`
    with gone as (
      delete from claims where ${isHeldAt(sql, seat)}
        and (${ids}::uuid[] is null
          or (site_id, comment_id) in (select * from unnest(${siteIds}::uuid[], ${ids}::uuid[])))
      returning site_id, comment_id
    )
    select ${notice(sql, sql`'claimed', site_id, null, null, null, json_agg(comment_id)`)}
    -- In parts, since a notice has a limit.
    from (select site_id, comment_id, row_number() over (partition by site_id) / 100 as part from gone) parts
    group by site_id, part`,
  )
}

/** As part of a query on `claims`: whether a lease is held at this seat. */
function isHeldAt(sql: Sql, { moderator, windowId }: Seat) {
  return sql`(claims.moderator_id = ${moderator.id} and (${windowId}::uuid is null or claims.window_id is null
    or claims.window_id = ${windowId}::uuid))`
}

function renewAll(db: Db, seat: Seat, { sites, sort, except, ...match }: Wanted): Promise<Leased[]> {
  return db.query(
    (sql) => sql<Leased[]>`
    with renewed as (
      update claims set expires_at = now() + ${`${CLAIM_MINUTES} minutes`}::interval,
        window_id = coalesce(${seat.windowId}::uuid, claims.window_id)
      from comments c
      where ${isHeldAt(sql, seat)} and claims.site_id = any(${sites.map(({ id }) => id)}::uuid[])
        and claims.expires_at > now() and claims.comment_id <> all(${[...except]}::uuid[])
        and c.site_id = claims.site_id and c.id = claims.comment_id and (${sql.unsafe(IN_QUEUE)}) ${filters(sql, match)}
      returning claims.site_id, claims.comment_id, claims.expires_at
    )
    select c.site_id, c.id, r.expires_at
    from renewed r join comments c on c.site_id = r.site_id and c.id = r.comment_id
    order by ${ORDERS[sort].by(sql)}`,
  )
}

/**
 * Leases free items. Items that another call has locked at the same moment are skipped, and the primary key refuses
 * one that was leased between our look and our lock. So fewer than wanted may come back.
 */
function takeFree(
  db: Db,
  { moderator, windowId }: Seat,
  { sites, sort, count, except, ...match }: Wanted,
): Promise<Leased[]> {
  return db.query((sql) => {
    const order = ORDERS[sort].by(sql)
    return sql<Leased[]>`
    with next as materialized (
      select place.* from unnest(${sites.map(({ id }) => id)}::uuid[]) as s(id)
      cross join lateral (
        select c.site_id, c.id, c.report_weight, c.appealed, c.risk, c.spam_risk, c.abuse_risk, c.created_at
        from comments c
        where c.site_id = s.id and (${sql.unsafe(IN_QUEUE)}) ${filters(sql, match)} and c.id <> all(${[...except]}::uuid[])
          and not exists (select from claims k where k.site_id = c.site_id and k.comment_id = c.id and k.expires_at > now())
          ${notOwnAppeal(sql, moderator)} ${notAskedBy(sql, moderator)}
        order by ${order} limit ${count}
        for no key update of c skip locked
      ) place
      order by ${order} limit ${count}
    ), leased as (
      insert into claims (site_id, comment_id, moderator_id, moderator_name, window_id, expires_at)
      select n.site_id, n.id, ${moderator.id}, ${moderator.name}, ${windowId}::uuid, now() + ${`${CLAIM_MINUTES} minutes`}::interval
      from next n
      on conflict (site_id, comment_id) do update
        set moderator_id = excluded.moderator_id, moderator_name = excluded.moderator_name,
          window_id = excluded.window_id, expires_at = excluded.expires_at
        where claims.expires_at <= now()
      returning site_id, comment_id, expires_at
    ), notified as materialized (
      select ${notice(
        sql,
        sql`'claimed', site_id, ${moderator.id}::text, ${moderator.name}::text, max(expires_at), json_agg(comment_id),
          ${windowId}::text`,
      )} from leased group by site_id
    )
    select n.site_id, n.id, l.expires_at
    from leased l join next n on n.site_id = l.site_id and n.id = l.comment_id, (select count(*) from notified) t
    order by ${order}`
  })
}

/**
 * Why a comment cannot be leased: a colleague or another window of this moderator holds it, or it does not wait for
 * this moderator.
 */
export async function explainHeld(db: Db, moderator: Moderator, ref: CommentRef): Promise<AppError> {
  const [claim] = await db.query(
    (sql) => sql<NonNullable<ReviewItem['claim']>[]>`
    select k.moderator_id, k.moderator_name as moderator, k.window_id as "window", k.expires_at
    from claims k join comments c on c.site_id = k.site_id and c.id = k.comment_id
    where k.site_id = ${ref.siteId} and k.comment_id = ${ref.id} and k.expires_at > now() and (${sql.unsafe(IN_QUEUE)})`,
  )
  if (claim === undefined) return new AppError('not-found', 'This comment is not waiting for your decision.')
  const isTheirs = claim.moderatorId !== moderator.id
  const message = isTheirs
    ? `${claim.moderator} is working on this comment.`
    : 'This comment is open in another of your windows.'
  return new AppError('conflict', message, { members: { claim } })
}
