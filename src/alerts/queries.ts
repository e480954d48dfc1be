import type { Queryable, Sql } from '../db/client.ts'
import { IN_QUEUE, WAITS_SINCE } from '../db/states.ts'
import { AppError } from '../errors.ts'
import type { Waiting } from './message.ts'

/** The alert settings of a site, without the address. */
export type AlertsView = {
  readonly host: string
  readonly afterMinutes: number
  readonly everyMinutes: number
  readonly setBy: string
  readonly setAt: Date
  readonly sentAt: Date | null
  readonly lastError: string | null
}

type Times = Pick<AlertsView, 'afterMinutes' | 'everyMinutes'> & { readonly setBy: string }
type NewChat = { readonly sealedUrl: string; readonly host: string }

/** @throws {AppError} `not-found` where none is set. */
export async function getAlerts(db: Queryable, siteId: string): Promise<AlertsView> {
  const [row] = await db.query(
    (sql) => sql<AlertsView[]>`
    select host, after_minutes, every_minutes, set_by, set_at, sent_at, last_error
    from alerts where site_id = ${siteId}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}

/** What was set before; undefined where nothing was. */
type Former = Pick<Times, 'afterMinutes' | 'everyMinutes'> & Pick<NewChat, 'sealedUrl'>

/** Names the chat that is told from now on, in place of the one before it. */
export async function putAlerts(
  db: Queryable,
  siteId: string,
  set: Times & NewChat,
): Promise<Former | undefined> {
  const [before] = await db.query(
    (sql) => sql<Former[]>`
    with before as (
      select sealed_url, after_minutes, every_minutes from alerts where site_id = ${siteId} for no key update
    ), put as (
      insert into alerts (site_id, sealed_url, host, after_minutes, every_minutes, set_by)
      values (${siteId}, ${set.sealedUrl}, ${set.host}, ${set.afterMinutes}, ${set.everyMinutes}, ${set.setBy})
      on conflict (site_id) do update set sealed_url = excluded.sealed_url, host = excluded.host,
        after_minutes = excluded.after_minutes, every_minutes = excluded.every_minutes, set_by = excluded.set_by,
        set_at = now(), tried_at = null, last_error = null
    )
    select * from before`,
  )
  return before
}

/** Changes the times and keeps the chat; undefined where none is set. */
export async function changeTimes(db: Queryable, siteId: string, set: Times): Promise<Former | undefined> {
  const [before] = await db.query(
    (sql) => sql<Former[]>`
    with before as (
      select site_id, sealed_url, after_minutes, every_minutes from alerts
      where site_id = ${siteId} for no key update
    )
    update alerts a set after_minutes = ${set.afterMinutes}, every_minutes = ${set.everyMinutes},
      set_by = ${set.setBy}, set_at = now()
    from before where a.site_id = before.site_id
    returning before.sealed_url, before.after_minutes, before.every_minutes`,
  )
  return before
}

/** @throws {AppError} `not-found` where none is set. */
export async function deleteAlerts(db: Queryable, siteId: string): Promise<void> {
  const gone = await db.query((sql) => sql`delete from alerts where site_id = ${siteId}`)
  if (gone.count === 0) throw new AppError('not-found')
}

/** A site's chat, and what is said of the site there. */
export type Chat = {
  readonly siteId: string
  readonly site: string
  readonly name: string
  readonly sealedUrl: string
}

export async function findChat(db: Queryable, siteId: string): Promise<Chat | undefined> {
  const [chat] = await db.query(
    (sql) => sql<Chat[]>`
    select a.site_id, s.slug as site, s.name, a.sealed_url from alerts a join sites s on s.id = a.site_id
    where a.site_id = ${siteId}`,
  )
  return chat
}

/** One alert to one chat. */
export type Alert = Waiting & Chat

/** A chat that did not take an alert is called again after so many minutes. */
const AGAIN_MINUTES = 5
const MOST = 200

/**
 * Takes the alerts that are due, each for one caller only: sites where a comment has waited too long that the last
 * alert did not count.
 */
export function takeDue(db: Queryable): Promise<Alert[]> {
  return db.query(
    (sql) => sql<Alert[]>`
    with taken as (
      select a.site_id, w.* from alerts a ${sql.unsafe(WITH_WAITING)}
      where (a.tried_at is null or a.tried_at <= now() - make_interval(mins => ${AGAIN_MINUTES}))
        and (a.sent_at is null or a.sent_at <= now() - make_interval(mins => a.every_minutes))
        and w.untold_since <= now() - make_interval(mins => a.after_minutes)
      limit ${MOST} for update of a skip locked
    )
    ${take(sql)}`,
  )
}

/** Takes an alert of what waits now, whether or not one is due. @throws {AppError} `not-found` where no chat is set. */
export async function takeNow(db: Queryable, siteId: string): Promise<Alert> {
  const [alert] = await db.query(
    (sql) => sql<Alert[]>`
    with taken as (
      select a.site_id, w.* from alerts a ${sql.unsafe(WITH_WAITING)} where a.site_id = ${siteId}
    )
    ${take(sql)}`,
  )
  if (alert === undefined) throw new AppError('not-found')
  return alert
}

/** Notes that the alerts in `taken` are being sent, and returns what their messages need. */
function take(sql: Sql) {
  return sql`
    update alerts a set tried_at = now()
    from taken t join sites s on s.id = t.site_id
    where a.site_id = t.site_id
    returning a.site_id, s.slug as site, s.name, a.sealed_url, t.count, t.reported, t.since`
}

/**
 * What waits on the site of `a`, and how much of it the last alert did not count. A comment that waits again, for a
 * new reason, counts as new.
 */
const WITH_WAITING = `
  cross join lateral (
    select count(*)::int as count, count(*) filter (where report_count > 0)::int as reported, min(since) as since,
      min(since) filter (where a.sent_at is null or since > a.sent_at) as untold_since
    from (
      select c.report_count, ${WAITS_SINCE} as since
      from comments c where c.site_id = a.site_id and (${IN_QUEUE})
    ) waiting
  ) w`

/** Notes what became of an alert. */
export async function settleAlert(db: Queryable, siteId: string, error: string | null): Promise<void> {
  await db.query(
    (sql) => sql`
    update alerts set last_error = ${error}, sent_at = case when ${error}::text is null then tried_at else sent_at end
    where site_id = ${siteId}`,
  )
}
