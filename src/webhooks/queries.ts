import { z } from 'zod'
import type { Db, Queryable, Sql } from '../db/client.ts'
import type { DeliveryState } from '../db/states.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, type Page, toPage } from '../http/paging.ts'
import { changedBy } from '../sites/changes.ts'
import type { WebhookRef } from './receiver.ts'

/** A receiver as admins see it; its secret is only shown when it is made. */
export type Webhook = {
  readonly id: string
  readonly url: string
  readonly events: readonly string[] | null
  readonly sendsText: boolean
  readonly formerSecretEndsAt: Date | null
  readonly disabledAt: Date | null
  readonly disabledBecause: 'gone' | 'admin' | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly waiting: number
  readonly parked: number
}

export type Delivery = {
  readonly eventId: string
  readonly type: string
  readonly commentId: string | null
  readonly occurredAt: Date
  readonly state: DeliveryState
  readonly attempts: number
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly lastAt: Date | null
  readonly nextAt: Date | null
}

const MAX_WEBHOOKS = 20

export function listWebhooks(db: Queryable, siteId: string, webhookId?: string): Promise<Webhook[]> {
  return db.query(
    (sql) => sql<Webhook[]>`
    select w.id, w.url, w.events, w.sends_text, w.former_secret_ends_at, w.disabled_at, w.disabled_because,
      w.created_by, w.created_at,
      (select count(*)::int from deliveries d where d.site_id = w.site_id and d.webhook_id = w.id
        and d.state = 'waiting') as waiting,
      (select count(*)::int from deliveries d where d.site_id = w.site_id and d.webhook_id = w.id
        and d.state = 'parked') as parked
    from webhooks w
    where w.site_id = ${siteId} and w.deleted_at is null
      and (${webhookId ?? null}::uuid is null or w.id = ${webhookId ?? null})
    order by w.id limit ${MAX_WEBHOOKS}`,
  )
}

/** @throws {AppError} `not-found`. */
export async function getWebhook(db: Queryable, { siteId, webhookId }: WebhookRef): Promise<Webhook> {
  const [webhook] = await listWebhooks(db, siteId, webhookId)
  if (webhook === undefined) throw new AppError('not-found')
  return webhook
}

type NewWebhook = {
  readonly id: string
  readonly url: string
  readonly events: readonly string[] | null
  readonly sendsText: boolean
  readonly sealedSecret: string
  readonly createdBy: string
}

/**
 * @throws {AppError} `conflict` when the site has the most webhooks it may have, or one just like it: events would
 * arrive twice.
 */
export async function insertWebhook(db: Db, siteId: string, hook: NewWebhook): Promise<void> {
  const made = await db.transaction(async (tx) => {
    // One after the other, so that each counts the one before.
    await tx.query((sql) => sql`select from sites where id = ${siteId} for no key update`)
    return tx.query(
      (sql) => sql`
    insert into webhooks (site_id, id, url, events, sends_text, sealed_secret, created_by)
    select ${siteId}, ${hook.id}, ${hook.url}, ${hook.events === null ? null : [...hook.events]}, ${hook.sendsText},
      ${hook.sealedSecret}, ${hook.createdBy}
    where (select count(*) from webhooks where site_id = ${siteId} and deleted_at is null) < ${MAX_WEBHOOKS}
      and not exists (select from webhooks w where w.site_id = ${siteId} and w.url = ${hook.url}
        and w.events is not distinct from ${hook.events === null ? null : [...hook.events]}::text[]
        and w.sends_text = ${hook.sendsText} and w.deleted_at is null)`,
    )
  })
  if (made.count > 0) return
  const { length } = await listWebhooks(db, siteId)
  if (length >= MAX_WEBHOOKS) throw new AppError('conflict', `A site has at most ${MAX_WEBHOOKS} webhooks.`)
  throw new AppError('conflict', 'There is such a webhook already: change its secret if nobody knows it.')
}

type WebhookChange = {
  readonly url?: string | undefined
  readonly events?: readonly string[] | null | undefined
  readonly sendsText?: boolean | undefined
  readonly enabled?: boolean | undefined
}

/** @returns which members are other than before. @throws {AppError} `not-found`. */
export async function updateWebhook(
  db: Queryable,
  { siteId, webhookId }: WebhookRef,
  change: WebhookChange,
): Promise<string[]> {
  const { url, events, sendsText, enabled } = change
  const [before] = await db.query(
    (sql) => sql<Required<WebhookChange>[]>`
    with before as (
      select id, url, events, sends_text, disabled_at is null as enabled from webhooks
      where site_id = ${siteId} and id = ${webhookId} and deleted_at is null for no key update
    )
    update webhooks w set url = coalesce(${url ?? null}, w.url),
      sends_text = coalesce(${sendsText ?? null}, w.sends_text),
      events = ${events === undefined ? sql`w.events` : events && [...events]},
      disabled_at = ${enabled === undefined ? sql`w.disabled_at` : enabled ? null : sql`coalesce(w.disabled_at, now())`},
      disabled_because = ${enabled === undefined ? sql`w.disabled_because` : enabled ? null : sql`coalesce(w.disabled_because, 'admin')`}
    from before where w.site_id = ${siteId} and w.id = before.id
    returning before.url, before.events, before.sends_text, before.enabled`,
  )
  if (before === undefined) throw new AppError('not-found')
  return changedBy(before, change)
}

/**
 * The former secret goes on signing for a while, together with the two before it that still do: somebody who rotates
 * twice may not have received the first answer. Without an overlap, all former secrets end.
 * @throws {AppError} `not-found`.
 */
export async function rotateSecret(
  db: Queryable,
  { siteId, webhookId }: WebhookRef,
  { sealedSecret, overlapHours }: { readonly sealedSecret: string; readonly overlapHours: number },
): Promise<void> {
  const changed = await db.query(
    (sql) => sql`
    update webhooks set sealed_secret = ${sealedSecret}, former_sealed_secret = concat_ws(' ', sealed_secret,
        case when former_secret_ends_at > now()
          then array_to_string((string_to_array(former_sealed_secret, ' '))[:2], ' ') end),
      former_secret_ends_at = now() + ${overlapHours} * interval '1 hour'
    where site_id = ${siteId} and id = ${webhookId} and deleted_at is null`,
  )
  if (changed.count === 0) throw new AppError('not-found')
}

const Key = z.tuple([z.uuid()])

/** Deliveries to one receiver, newest event first. */
export async function listDeliveries(
  db: Queryable,
  { siteId, webhookId }: WebhookRef,
  page: {
    readonly state?: DeliveryState | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<Page<Delivery>> {
  const list = `deliveries ${webhookId} ${page.state ?? ''}`
  const [before = null] = page.cursor === undefined ? [] : decodeCursor(list, page.cursor, Key)
  const rows = await db.query(
    (sql) => sql<Delivery[]>`
    select event_id, type, comment_id, occurred_at, state, attempts, last_status, last_error, last_at, next_at
    from deliveries
    where site_id = ${siteId} and webhook_id = ${webhookId}
      and (${page.state ?? null}::text is null or state = ${page.state ?? null})
      and (${before}::uuid is null or event_id < ${before}::uuid)
    order by event_id desc limit ${page.limit + 1}`,
  )
  return toPage(rows, page.limit, (last) => encodeCursor(list, [last.eventId]))
}

/** How many deliveries are parked, those of the named events or all, and the last of their events. */
export async function parkedSpan(
  tx: Queryable,
  { siteId, webhookId }: WebhookRef,
  eventIds: readonly string[] | null,
): Promise<{ readonly parked: number; readonly upTo: string | null }> {
  const [span] = await tx.query(
    (sql) => sql<{ parked: number; upTo: string | null }[]>`
    select count(*)::int as parked, (array_agg(event_id order by event_id desc))[1] as up_to
    from deliveries where ${isParked(sql, { siteId, webhookId }, eventIds)}`,
  )
  return span ?? { parked: 0, upTo: null }
}

type Part = {
  /** Null for all. */
  readonly events: readonly string[] | null
  readonly after: string | null
  readonly upTo: string
  readonly limit: number
}

/**
 * Takes parked deliveries to be retried from the start, in the order of their events.
 * @returns their events, in that order.
 */
export async function unpark(tx: Queryable, ref: WebhookRef, part: Part): Promise<string[]> {
  const taken = await tx.query(
    (sql) => sql<{ eventId: string }[]>`
    with taken as (
      update deliveries set state = 'waiting', attempts = 0, next_at = now()
      where site_id = ${ref.siteId} and webhook_id = ${ref.webhookId} and state = 'parked' and event_id = any(array(
        select event_id from deliveries
        where ${isParked(sql, ref, part.events)} and event_id <= ${part.upTo}
          and (${part.after}::uuid is null or event_id > ${part.after}::uuid)
        order by event_id limit ${part.limit}))
      returning event_id
    )
    select event_id from taken order by event_id`,
  )
  return taken.map(({ eventId }) => eventId)
}

function isParked(sql: Sql, { siteId, webhookId }: WebhookRef, eventIds: readonly string[] | null) {
  return sql`site_id = ${siteId} and webhook_id = ${webhookId} and state = 'parked'
    and (${eventIds && [...eventIds]}::uuid[] is null or event_id = any(${eventIds && [...eventIds]}::uuid[]))`
}
