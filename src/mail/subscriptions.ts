import type { Queryable } from '../db/client.ts'
import type { MailState } from '../db/states.ts'

/*
 * Subscriptions of authors to e-mail about a comment. Those of people who sent a notice are only touched where the
 * address itself is meant. An ended subscription has no address any more; retention removes the rest of it three days
 * after the request.
 */

type CommentRef = { readonly siteId: string; readonly commentId: string }
type SubscriptionRef = { readonly siteId: string; readonly id: string }

type Subscription = CommentRef & {
  readonly id: string
  readonly hash: Buffer
  readonly sealed: string
  readonly network: Buffer
  /** Whether the address is being asked now. */
  readonly isAsked: boolean
  readonly isConfirmed: boolean
  readonly told: 'approved' | null
}

/**
 * Creates a subscription, or takes up the existing one and perhaps asks once more. What a confirmed one has not told
 * yet becomes due.
 */
export async function putSubscription(tx: Queryable, subscription: Subscription): Promise<void> {
  const { siteId, id, commentId, hash, sealed, network, isAsked, isConfirmed, told } = subscription
  const asks = isAsked ? 1 : 0
  await tx.query(
    (sql) => sql`
    insert into subscriptions as s (site_id, id, comment_id, address_hash, sealed_address, network_hash, asked_at, asks,
      confirmed_at, told, due_at)
    values (${siteId}, ${id}, ${commentId}, ${hash}, ${sealed}, ${network}, now(), ${asks},
      case when ${isConfirmed} then now() end, ${told}, case when ${isAsked || isConfirmed} then now() end)
    on conflict (site_id, comment_id, address_hash) do update set sealed_address = excluded.sealed_address,
      network_hash = excluded.network_hash, report_id = null, asks = s.asks + ${asks}, round = s.round + 1, tries = 0,
      asked_at = case when ${isAsked} then now() else s.asked_at end,
      confirmed_at = case when ${isConfirmed} then coalesce(s.confirmed_at, now()) end,
      due_at = coalesce(excluded.due_at, s.due_at)`,
  )
}

/** Ends subscriptions to the same comment with other addresses. */
export async function endOthers(
  tx: Queryable,
  { siteId, commentId, hash }: CommentRef & { readonly hash: Buffer },
): Promise<void> {
  await tx.query(
    (sql) => sql`
    update subscriptions set sealed_address = null, due_at = null
    where site_id = ${siteId} and comment_id = ${commentId} and address_hash <> ${hash} and report_id is null
      and sealed_address is not null`,
  )
}

/** Ends all mail about a comment. */
export async function endMail(db: Queryable, { siteId, commentId }: CommentRef): Promise<void> {
  await db.query(
    (sql) => sql`
    update subscriptions set sealed_address = null, due_at = null
    where site_id = ${siteId} and comment_id = ${commentId} and report_id is null and sealed_address is not null`,
  )
}

/**
 * Ends everything on the site that goes to the address of a subscription.
 * @returns how many subscriptions that were.
 */
export async function endAddress(db: Queryable, { siteId, id }: SubscriptionRef): Promise<number> {
  const { count } = await db.query(
    (sql) => sql`
    update subscriptions set sealed_address = null, due_at = null
    where site_id = ${siteId} and sealed_address is not null
      and address_hash = (select address_hash from subscriptions where site_id = ${siteId} and id = ${id})`,
  )
  return count
}

/** For an erasure: removes who it was, and the notices they sent in their own words. */
export async function deleteAddress(db: Queryable, siteId: string, hash: Buffer): Promise<void> {
  await db.query(
    (sql) => sql`
    with gone as (
      delete from subscriptions where site_id = ${siteId} and address_hash = ${hash} returning report_id
    )
    update reports r set notifier = null, note = null, reporter_hash = decode(md5(r.id::text), 'hex') from gone g
    where r.site_id = ${siteId} and r.id = g.report_id`,
  )
}

/**
 * The address confirmed this subscription, and with it whatever the same author has asked for since. What happened in
 * between is due.
 * @returns the comment; undefined when the subscription has ended.
 */
export async function confirmSubscription(
  db: Queryable,
  { siteId, id }: SubscriptionRef,
): Promise<string | undefined> {
  const [row] = await db.query(
    (sql) => sql<{ commentId: string }[]>`
    with meant as (
      select s.site_id, s.address_hash, s.comment_id, c.author_hash from subscriptions s
      join comments c on c.site_id = s.site_id and c.id = s.comment_id
      where s.site_id = ${siteId} and s.id = ${id} and s.sealed_address is not null
    ), confirmed as (
      update subscriptions s set confirmed_at = now(), due_at = now(), round = s.round + 1, tries = 0
      from meant m join comments o on o.site_id = m.site_id and o.author_hash = m.author_hash
      where s.site_id = m.site_id and s.address_hash = m.address_hash and s.comment_id = o.id and s.report_id is null
        and s.sealed_address is not null and s.confirmed_at is null
    )
    select comment_id from meant`,
  )
  return row?.commentId
}

/** Whether messages about a comment are sent. */
export async function mailStateOf(db: Queryable, { siteId, commentId }: CommentRef): Promise<MailState> {
  const [row] = await db.query(
    (sql) => sql<{ isOn: boolean }[]>`
    select confirmed_at is not null as is_on from subscriptions
    where site_id = ${siteId} and comment_id = ${commentId} and report_id is null and sealed_address is not null`,
  )
  if (row === undefined) return 'off'
  return row.isOn ? 'on' : 'confirming'
}
