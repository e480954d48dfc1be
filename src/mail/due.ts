import type { Queryable } from '../db/client.ts'
import type { NoticeState } from '../db/states.ts'

/* What is due, and what became of it. */

/** A subscription that has something to be sent. */
export type Due = {
  readonly siteId: string
  readonly id: string
  readonly commentId: string
  /** The notice that is answered; null for messages to an author. */
  readonly reportId: string | null
  readonly addressHash: Buffer
  readonly sealedAddress: string
  readonly isConfirmed: boolean
  readonly told: 'approved' | 'rejected' | NoticeState | null
  readonly replies: readonly string[]
  readonly repliesTold: number
  readonly round: number
  /** Including this one. */
  readonly tries: number
  /** How many messages the address got that day. */
  readonly sentToday: number
  readonly site: string
}

/** How many are sent in parallel. */
const AT_ONCE = 20
/** A process that says nothing about a message for this long counts as dead. */
const LEASE_MINUTES = 10

/** How many told replies are remembered, in case readers see them a second time. */
const KEPT = 100

export async function isAnyDue(db: Queryable): Promise<boolean> {
  const found = await db.query((sql) => sql`select from subscriptions where due_at <= now() limit 1`)
  return found.length > 0
}

/**
 * Takes what is due, each for one caller only, and one at a time for each address, so that its messages can be
 * counted.
 */
export function takeDue(db: Queryable): Promise<Due[]> {
  return db.query(
    (sql) => sql<Due[]>`
    with taken as (
      select s.site_id, s.id from subscriptions s
      where s.due_at <= now() and not exists (select from subscriptions o
        where o.site_id = s.site_id and o.address_hash = s.address_hash and o.due_at <= now()
          and (o.due_at, o.id) < (s.due_at, s.id))
      order by s.due_at limit ${AT_ONCE} for update skip locked
    )
    update subscriptions s set due_at = now() + ${LEASE_MINUTES} * interval '1 minute', tries = s.tries + 1
    from taken t join sites i on i.id = t.site_id
    where s.site_id = t.site_id and s.id = t.id
    returning s.site_id, s.id, s.comment_id, s.report_id, s.address_hash, s.sealed_address, s.confirmed_at is not null as is_confirmed,
      s.told, s.replies, s.replies_told, s.round, s.tries, (
        select coalesce(sum(o.sent), 0)::int from subscriptions o
        where o.site_id = s.site_id and o.address_hash = s.address_hash and o.sent_on = current_date) as sent_today,
      i.slug as site`,
  )
}

/** A reply to be told of. */
type Reply = { readonly name: string; readonly text: string }

/** Those of the waiting replies that readers can see and somebody else wrote, oldest first. */
export function listReplies(db: Queryable, due: Due): Promise<Reply[]> {
  const { siteId, commentId, addressHash, replies, repliesTold } = due
  return db.query(
    (sql) => sql<Reply[]>`
    select r.name, r.text from comments r
    join comments c on c.site_id = r.site_id and c.id = ${commentId}
    where r.site_id = ${siteId} and r.id = any(${replies.slice(repliesTold)}::uuid[]) and r.visible
      and r.erased_at is null and r.author_hash <> c.author_hash and r.email_hash is distinct from ${addressHash}
    order by r.created_at, r.id`,
  )
}

/**
 * Notes that everything has been told, by a message or because none of it was news; whatever arrived meanwhile is
 * gathered anew.
 */
export async function settleTold(
  db: Queryable,
  due: Due,
  { told, isSent }: { readonly told: Due['told']; readonly isSent: boolean },
): Promise<void> {
  const { siteId, id, round, replies } = due
  // The question whether the address is meant tells of no reply.
  const upTo = due.isConfirmed ? replies.length : due.repliesTold
  const isKept = upTo < KEPT
  await db.query(
    (sql) => sql`
    update subscriptions set tries = 0,
      replies = case when ${isKept} then replies else replies[${upTo + 1}:] end,
      replies_told = ${isKept ? upTo : 0},
      told = case when round = ${round} then ${told} else told end,
      due_at = case when round <> ${round} and sealed_address is not null then now() + interval '3 minutes' end,
      sent = case when sent_on = current_date then sent else 0 end + ${isSent ? 1 : 0}, sent_on = current_date
    where site_id = ${siteId} and id = ${id}`,
  )
}

/** Postpones it; with `isTry` false the try does not count. */
export async function putOff(
  db: Queryable,
  { siteId, id }: Due,
  { seconds, isTry }: { readonly seconds: number; readonly isTry: boolean },
): Promise<void> {
  await db.query(
    (sql) => sql`
    update subscriptions set due_at = now() + ${seconds} * interval '1 second', tries = tries - ${isTry ? 0 : 1}
    where site_id = ${siteId} and id = ${id} and sealed_address is not null`,
  )
}
