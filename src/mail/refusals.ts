import type { Queryable, Sql } from '../db/client.ts'

/*
 * Addresses that said no to mail nobody had confirmed: somebody else had typed them. The no is remembered for good, as
 * a keyed hash, and only who has a link from one of our messages can take it back.
 */

type Address = { readonly siteId: string; readonly hash: Buffer }
type SubscriptionRef = { readonly siteId: string; readonly id: string }

/** As part of a query: whether the address said no. */
export function isRefused(sql: Sql, { siteId, hash }: Address) {
  return sql`exists (select from mail_refusals where site_id = ${siteId} and address_hash = ${hash})`
}

/**
 * Remembers the no of a subscription's address, unless that was confirmed: who ends mail they wanted may be asked again.
 * @returns whether the address is one that said no.
 */
export async function refuseMail(db: Queryable, { siteId, id }: SubscriptionRef): Promise<boolean> {
  const { count } = await db.query(
    (sql) => sql`
    with meant as (
      select address_hash from subscriptions where site_id = ${siteId} and id = ${id} and confirmed_at is null
    ), refused as (
      insert into mail_refusals (site_id, address_hash, subscription_id)
      select ${siteId}, address_hash, ${id} from meant
      on conflict (site_id, address_hash) do update set subscription_id = excluded.subscription_id
      returning address_hash
    )
    select address_hash from refused
    union select address_hash from mail_refusals where site_id = ${siteId} and subscription_id = ${id}`,
  )
  return count > 0
}

/** Takes back the no that a subscription's address said. @returns whether there was one. */
export async function allowMail(db: Queryable, { siteId, id }: SubscriptionRef): Promise<boolean> {
  const { count } = await db.query(
    (sql) => sql`
    delete from mail_refusals where site_id = ${siteId} and (subscription_id = ${id} or address_hash =
      (select address_hash from subscriptions where site_id = ${siteId} and id = ${id}))`,
  )
  return count > 0
}
