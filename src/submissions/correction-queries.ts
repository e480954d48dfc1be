import type { Queryable, Sql } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'
import { type AkismetSaid, IS_UNDONE } from '../db/states.ts'
import { foldText } from '../text/fold.ts'
import type { Ref } from './again-queries.ts'

/** A comment about which Akismet believes otherwise than people decided. */
export type Owed = Ref & {
  readonly site: string
  readonly text: string
  readonly sealedSender: string
  readonly said: AkismetSaid
  readonly truth: AkismetSaid
}

/**
 * What is kept aside, with what Akismet believes of the comment and what is true. Only people make a truth other than what
 * Akismet said: their approval says that it is no spam, a rejection as spam that it is. Where nobody's decision says
 * either, or says so any more, what it said itself holds.
 */
function kept(sql: Sql) {
  return sql`
    select w.site_id, w.comment_id, w.sealed_sender, w.akismet_said as said,
      coalesce(w.akismet_told, w.akismet_said) as believed,
      coalesce((
        select case when d.action = 'approve' then 'ham' when d.reason = 'spam' then 'spam' end from decisions d
        where d.site_id = w.site_id and d.comment_id = w.comment_id and d.version > w.version and d.action <> 'undo'
          and not ${sql.unsafe(IS_UNDONE)}
        order by d.version desc limit 1), w.akismet_said) as truth
    from waiting_checks w`
}

/** Those of these events that were decisions after which Akismet has to be told something. */
export function findCorrectable(tx: Queryable, events: readonly EventRef[]): Promise<Ref[]> {
  return tx.query(
    (sql) => sql<Ref[]>`
    with decided as materialized (
      select distinct o.site_id, o.comment_id from outbox o
      join decisions d on d.site_id = o.site_id and d.comment_id = o.comment_id and d.version = o.version
      where ${isAmong(sql, events)}
    )
    -- One look-up each: a join might look at the decisions about everything that is kept.
    select k.site_id, k.comment_id from decided e cross join lateral (
      ${kept(sql)} where w.site_id = e.site_id and w.comment_id = e.comment_id limit 1
    ) k
    where k.truth <> k.believed`,
  )
}

export async function findOwed(db: Queryable, { siteId, commentId }: Ref): Promise<Owed | undefined> {
  const [row] = await db.query(
    (sql) => sql<Owed[]>`
    select k.site_id, k.comment_id, s.slug as site, c.text, k.sealed_sender, k.said, k.truth
    from (${kept(sql)} where w.site_id = ${siteId} and w.comment_id = ${commentId}) k
    join comments c on c.site_id = k.site_id and c.id = k.comment_id and c.status <> 'withdrawn'
    join sites s on s.id = k.site_id
    where k.sealed_sender is not null and k.truth <> k.believed`,
  )
  return row
}

/** Notes that Akismet was told, unless the comment's author changed it meanwhile: of the new words it was not told. */
export async function noteTold(
  db: Queryable,
  { siteId, commentId, sealedSender, truth }: Owed,
): Promise<void> {
  await db.query(
    (sql) => sql`
    update waiting_checks set akismet_told = ${truth}
    where site_id = ${siteId} and comment_id = ${commentId} and sealed_sender = ${sealedSender}`,
  )
}

/** Deletes what is kept aside of a comment: its author took it back, or Akismet must not be told of it. */
export async function forgetAside(db: Queryable, { siteId, commentId }: Ref): Promise<void> {
  await db.query(
    (sql) => sql`delete from waiting_checks where site_id = ${siteId} and comment_id = ${commentId}`,
  )
}

/** Deletes what is kept aside of everything by whom a ban means; `match` is the ban's. */
export async function forgetBanned(db: Queryable, siteId: string, match: string): Promise<void> {
  const [kind = '', ...rest] = match.split(':')
  const value = rest.join(':')
  const names = kind === 'name' ? await namesLike(db, siteId, value) : []
  await db.query(
    (sql) => sql`
    delete from waiting_checks w using comments c
    where w.site_id = ${siteId} and c.site_id = w.site_id and c.id = w.comment_id and (
      ${match} in ('author:' || encode(c.author_hash, 'hex'), 'network:' || encode(c.network_hash, 'hex'),
        'email:' || encode(c.email_hash, 'hex')) or c.name = any(${names}::text[]))`,
  )
}

/** The names among what is kept aside that a banned name stands for: how they are folded, the database cannot tell. */
async function namesLike(db: Queryable, siteId: string, folded: string): Promise<string[]> {
  const rows = await db.query(
    (sql) => sql<{ name: string }[]>`
    select distinct c.name from waiting_checks w join comments c on c.site_id = w.site_id and c.id = w.comment_id
    where w.site_id = ${siteId}`,
  )
  return rows.map(({ name }) => name).filter((name) => foldText(name).text === folded)
}
