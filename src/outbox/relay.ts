import { type EscalationRef, findEscalations } from '../alerts/escalations.ts'
import { findUnsettled, type SettleRef } from '../comments/settle.ts'
import type { Db, Queryable } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { noteNews } from '../mail/news.ts'
import { findCorrectable } from '../submissions/correction-queries.ts'
import { CORRECT_AFTER_MS, type CorrectionRef, keyOf } from '../submissions/corrections.ts'
import type { DeliveryRef } from '../webhooks/deliver.ts'
import { notePurges, type PurgeRef } from '../webhooks/purge-queue.ts'

const BATCH = 200
const LOOK_EVERY_MS = 2_000
/** Events that arrive close together are passed on together. */
const GATHER_MS = 50

export type RelayQueues = {
  readonly deliveries: Enqueue<DeliveryRef>
  readonly purges: Enqueue<PurgeRef>
  readonly settles: Enqueue<SettleRef>
  readonly escalations: Enqueue<EscalationRef>
  readonly corrections: Enqueue<CorrectionRef>
}

/**
 * Passes events on from the outbox, in each process that runs jobs: to the site's webhooks as deliveries, to its
 * shared caches as purges, to authors who want to hear of it as news, to its chat when a comment was escalated, to
 * Akismet where people decided otherwise, and to a job that finishes what was too much for one transaction. A
 * notification makes it quick, the clock makes it sure. An event is marked as relayed in the transaction that makes its
 * deliveries, and no two processes take the same one.
 */
export function startRelay({ db, live, log }: Pick<Deps, 'db' | 'live' | 'log'>, queues: RelayQueues) {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isOver = false
  let isWanted = false

  const pass = async (): Promise<void> => {
    try {
      while (!isOver && (await relayBatch(db, queues)) === BATCH);
    } catch (error) {
      log.debug({ err: error }, 'outbox.waits')
    }
  }
  const look = (): void => {
    clearTimeout(timer)
    if (isOver) return
    isWanted = false
    running = pass().finally(() => {
      running = undefined
      if (!isOver) timer = setTimeout(look, isWanted ? GATHER_MS : LOOK_EVERY_MS).unref()
    })
  }
  const hint = (): void => {
    if (isOver || isWanted) return
    isWanted = true
    if (running !== undefined) return
    clearTimeout(timer)
    timer = setTimeout(look, GATHER_MS).unref()
  }
  const unhear = live.hear({ onMessage: hint, onListening: hint })
  look()
  return async (): Promise<void> => {
    isOver = true
    clearTimeout(timer)
    unhear()
    await running
  }
}

/** @returns how many events were taken. */
export async function relayBatch(db: Db, queues: RelayQueues): Promise<number> {
  return db.transaction(async (tx) => {
    const events = await tx.query(
      (sql) => sql<EventRef[]>`
      update outbox o set relayed_at = now()
      from (select site_id, id from outbox where relayed_at is null order by id limit ${BATCH} for update skip locked) w
      where o.site_id = w.site_id and o.id = w.id
      returning o.site_id, o.id`,
    )
    if (events.length === 0) return 0
    const made = await makeDeliveries(tx, events)
    await queues.deliveries.many(
      tx,
      made.map(({ url, ...data }) => ({ data, group: new URL(url).host })),
    )
    await noteNews(tx, events)
    const purged = await notePurges(tx, events)
    await queues.purges.many(
      tx,
      purged.map((siteId) => ({ data: { siteId }, key: siteId, group: siteId })),
    )
    const unsettled = await findUnsettled(tx, events)
    await queues.settles.many(
      tx,
      unsettled.map((data) => ({ data })),
    )
    const escalated = await findEscalations(tx, events)
    await queues.escalations.many(
      tx,
      escalated.map((data) => ({ data })),
    )
    const correctable = await findCorrectable(tx, events)
    const startAfter = new Date(Date.now() + CORRECT_AFTER_MS)
    await queues.corrections.many(
      tx,
      correctable.map((data) => ({ data, key: keyOf(data), startAfter })),
    )
    return events.length
  })
}

/** A delivery for each webhook of the site that wants events of this type. */
async function makeDeliveries(tx: Queryable, events: readonly EventRef[]) {
  return tx.query(
    (sql) => sql<(DeliveryRef & { url: string })[]>`
    with made as (
      insert into deliveries (site_id, webhook_id, event_id, type, article_id, comment_id, version, data, occurred_at,
        next_at)
      select o.site_id, w.id, o.id, o.type, o.article_id, o.comment_id, o.version, o.data, o.created_at, now()
      from outbox o join webhooks w on w.site_id = o.site_id and w.disabled_at is null
        and (w.events is null or o.type = any(w.events))
      where ${isAmong(sql, events)}
      on conflict do nothing
      returning site_id, webhook_id, event_id
    )
    select made.*, w.url
    from made join webhooks w on w.site_id = made.site_id and w.id = made.webhook_id`,
  )
}
