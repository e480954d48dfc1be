import { type PublicCommentRow, publicColumns, publicComment } from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import type { OutgoingAnswer } from '../http/outgoing.ts'
import { callReceiver, type Receiver, type WebhookRef } from './receiver.ts'
import { MAX_ATTEMPTS, pauseAfter, retryAfterSeconds } from './schedule.ts'

export type DeliveryRef = WebhookRef & { readonly eventId: string }

/** The outcome of one try. */
export type Outcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'parked'; readonly why: string }
  | { readonly kind: 'again'; readonly at: Date; readonly why: string }

/** Plans the next try, in the transaction that notes this one. */
type TryAgain = (tx: Queryable, next: { readonly at: Date; readonly host: string }) => Promise<void>

type Trying = {
  readonly signal: AbortSignal
  readonly again: TryAgain
  /** Whether a failure of this kind, at this receiver, is to be told again by now. */
  readonly isDue?: (key: string) => boolean
}

type Row = Pick<Receiver, 'url' | 'sealedSecret' | 'formerSealedSecret'> & {
  readonly sendsText: boolean
  readonly attempts: number
  readonly type: string
  readonly occurredAt: Date
  readonly version: number
  readonly data: Record<string, unknown>
  readonly site: string
  readonly articleKey: string
  readonly articleUrl: string | null
  readonly commentId: string | null
}

/**
 * One try to bring one event to one receiver, signed over id, time and body. Any complete 2xx answer counts as
 * success, and 410 ends the receiver for good. Anything else is retried by the schedule and parked after it, as is
 * whatever comes up while the receiver is switched off. An aborted try does not count.
 */
export async function deliver(
  deps: Deps,
  ref: DeliveryRef,
  { signal, again, isDue = () => true }: Trying,
): Promise<Outcome> {
  const row = await findWaiting(deps.db, ref)
  if (row === undefined) {
    await parkSwitchedOff(deps.db, ref)
    return { kind: 'settled' }
  }
  const attempts = row.attempts + 1
  const message = { id: ref.eventId, body: JSON.stringify(await messageOf(deps.db, row, ref)) }
  const answer = await callReceiver(deps, { ...ref, ...row }, message, signal)
  const outcome = outcomeOf(answer, attempts, deps.now())
  await deps.db.transaction(async (tx) => {
    await settle(tx, ref, { attempts, answer, outcome })
    if (outcome.kind === 'again') await again(tx, { at: outcome.at, host: new URL(row.url).host })
  })
  deps.metrics.deliveries.inc({ outcome: outcome.kind })
  const { webhookId, eventId } = ref
  const said = typeof answer === 'string' ? { why: answer } : { status: answer.status }
  const tried = { site: row.site, webhookId, eventId, attempt: attempts, outcome: outcome.kind, ...said }
  deps.log[levelOf(outcome, webhookId, isDue)](tried, 'webhook.tried')
  return outcome
}

/** A receiver that is away fails thousands of deliveries in the same way. */
function levelOf({ kind }: Outcome, webhookId: string, isDue: (key: string) => boolean) {
  if (kind === 'delivered') return 'info'
  if (!isDue(`${webhookId} ${kind}`)) return 'debug'
  return kind === 'again' ? 'info' : 'warn'
}

function outcomeOf(answer: OutgoingAnswer | string, attempts: number, now: Date): Outcome {
  const status = typeof answer === 'string' ? null : answer.status
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone' }
  const why = typeof answer === 'string' ? answer : `answered ${status}`
  const wish = typeof answer === 'string' ? undefined : answer.headers['retry-after']
  const pause =
    attempts >= MAX_ATTEMPTS ? null : pauseAfter(attempts, { wishSeconds: retryAfterSeconds(wish, now) })
  if (pause === null) return { kind: 'parked', why }
  return { kind: 'again', at: new Date(now.getTime() + pause * 1000), why }
}

/** Ids and states; the words only if the receiver asked for them and readers may see them at this moment. */
async function messageOf(db: Queryable, row: Row, { siteId }: DeliveryRef): Promise<Record<string, unknown>> {
  const { site, commentId, version, articleKey, articleUrl } = row
  const comment = row.sendsText && commentId !== null ? await findShown(db, siteId, commentId) : undefined
  return {
    type: row.type,
    timestamp: row.occurredAt.toISOString(),
    data: {
      site,
      ...(commentId !== null && { commentId }),
      version,
      article: { key: articleKey, url: articleUrl },
      ...row.data,
      ...(comment !== undefined && { comment: publicComment(comment) }),
    },
  }
}

async function findShown(db: Queryable, siteId: string, commentId: string) {
  const [row] = await db.query(
    (sql) => sql<PublicCommentRow[]>`
    select ${publicColumns(sql)} from comments c
    where c.site_id = ${siteId} and c.id = ${commentId} and c.visible`,
  )
  return row
}

async function findWaiting(db: Queryable, { siteId, webhookId, eventId }: DeliveryRef) {
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select w.url, w.sealed_secret, w.sends_text, d.attempts, d.type, d.occurred_at, d.version, d.data,
      case when w.former_secret_ends_at > now() then w.former_sealed_secret end as former_sealed_secret,
      s.slug as site, a.key as article_key, a.url as article_url, d.comment_id
    from deliveries d
    join webhooks w on w.site_id = d.site_id and w.id = d.webhook_id and w.disabled_at is null
    join sites s on s.id = d.site_id
    join articles a on a.site_id = d.site_id and a.id = d.article_id
    where d.site_id = ${siteId} and d.webhook_id = ${webhookId} and d.event_id = ${eventId} and d.state = 'waiting'`,
  )
  return row
}

/** Parks a delivery that comes up while its webhook is switched off: nobody retries it, but it can be replayed. */
async function parkSwitchedOff(db: Queryable, { siteId, webhookId, eventId }: DeliveryRef): Promise<void> {
  await db.query(
    (sql) => sql`
    update deliveries d set state = 'parked', last_error = 'the webhook is switched off', next_at = null,
      last_at = coalesce(last_at, now())
    from webhooks w
    where d.site_id = ${siteId} and d.webhook_id = ${webhookId} and d.event_id = ${eventId} and d.state = 'waiting'
      and w.site_id = d.site_id and w.id = d.webhook_id and w.disabled_at is not null`,
  )
}

type Settling = {
  readonly attempts: number
  readonly answer: OutgoingAnswer | string
  readonly outcome: Outcome
}

async function settle(
  db: Queryable,
  { siteId, webhookId, eventId }: DeliveryRef,
  { attempts, answer, outcome }: Settling,
): Promise<void> {
  const state = {
    settled: 'waiting',
    again: 'waiting',
    delivered: 'delivered',
    gone: 'parked',
    parked: 'parked',
  }
  const status = typeof answer === 'string' ? null : answer.status
  const error = outcome.kind === 'again' || outcome.kind === 'parked' ? outcome.why : null
  await db.query(
    (sql) => sql`
    with ended as (
      update webhooks set disabled_at = now(), disabled_because = 'gone'
      where ${outcome.kind === 'gone'} and site_id = ${siteId} and id = ${webhookId} and disabled_at is null
    )
    update deliveries set state = ${state[outcome.kind]}, attempts = ${attempts}, last_status = ${status},
      last_error = ${error}, last_at = now(), next_at = ${outcome.kind === 'again' ? outcome.at : null}
    where site_id = ${siteId} and webhook_id = ${webhookId} and event_id = ${eventId} and state = 'waiting'`,
  )
}
