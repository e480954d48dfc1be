import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea, siteId } from './columns.ts'
import { commentRef } from './comment-schema.ts'
import { reports } from './reader-schema.ts'
import { sites } from './site-schema.ts'
import type { DeliveryState } from './states.ts'

/* Events, and what is still on its way to those who want to hear of them. */

/** Events, written with what caused them, for webhooks, purges and live pages. */
export const outbox = pgTable(
  'outbox',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    articleId: uuid('article_id').notNull(),
    /** Null for what happened to the article itself. */
    commentId: uuid('comment_id'),
    /** The comment's version, or the article's: receivers drop what is older than they know. */
    version: integer('version').notNull(),
    data: jsonb('data').notNull(),
    createdAt: at('created_at').notNull(),
    relayedAt: at('relayed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    index('outbox_article').on(t.siteId, t.articleId, t.id),
    index('outbox_waiting').on(t.id).where(sql`relayed_at is null`),
  ],
)

/** Where a site wants to hear of events. Secrets are sealed (`src/seal.ts`): they are used, never shown again. */
export const webhooks = pgTable(
  'webhooks',
  {
    siteId: siteId().references(() => sites.id),
    id: uuid('id').notNull(),
    url: text('url').notNull(),
    /** Types of events; null for all. */
    events: text('events').array(),
    /** Whether the comment's words go along, where readers may see them. */
    sendsText: boolean('sends_text').notNull().default(false),
    sealedSecret: text('sealed_secret').notNull(),
    /** Signs too, until it ends. */
    formerSealedSecret: text('former_sealed_secret'),
    formerSecretEndsAt: at('former_secret_ends_at'),
    disabledAt: at('disabled_at'),
    /** `gone` when the receiver said so, `admin` when a person did. */
    disabledBecause: text('disabled_because'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    check('webhooks_disabled', sql`${t.disabledBecause} in ('gone','admin')`),
  ],
)

/** One event on its way to one receiver: tried again for days, then parked until somebody sends it again. */
export const deliveries = pgTable(
  'deliveries',
  {
    siteId: siteId(),
    webhookId: uuid('webhook_id').notNull(),
    eventId: uuid('event_id').notNull(),
    type: text('type').notNull(),
    articleId: uuid('article_id').notNull(),
    commentId: uuid('comment_id'),
    version: integer('version').notNull(),
    data: jsonb('data').notNull(),
    occurredAt: at('occurred_at').notNull(),
    state: text('state').$type<DeliveryState>().notNull().default('waiting'),
    attempts: smallint('attempts').notNull().default(0),
    /** What the receiver answered last, or why there was no answer. */
    lastStatus: smallint('last_status'),
    lastError: text('last_error'),
    lastAt: at('last_at'),
    nextAt: at('next_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.webhookId, t.eventId] }),
    foreignKey({ columns: [t.siteId, t.webhookId], foreignColumns: [webhooks.siteId, webhooks.id] }).onDelete(
      'cascade',
    ),
    check('deliveries_state', sql`${t.state} in ('waiting','delivered','parked')`),
    index('deliveries_state_list').on(t.siteId, t.webhookId, t.state, t.eventId),
    index('deliveries_age').on(t.lastAt),
  ],
)

/** What shared caches still have to forget; gone once they were told. */
export const purges = pgTable(
  'purges',
  {
    siteId: siteId().references(() => sites.id),
    tag: text('tag').notNull(),
    /** Grows with each event, so that one that comes while a purge is under way is not lost. */
    round: integer('round').notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.tag] }), index('purges_age').on(t.createdAt)],
)

/** The newsroom's chat, told when comments wait too long. Its address lets anybody write there, so it is sealed. */
export const alerts = pgTable('alerts', {
  siteId: siteId()
    .references(() => sites.id)
    .primaryKey(),
  sealedUrl: text('sealed_url').notNull(),
  /** Of the address: all of it that is shown. */
  host: text('host').notNull(),
  /** How long a comment waits before the chat is told. */
  afterMinutes: integer('after_minutes').notNull(),
  /** The chat hears no more often than this. */
  everyMinutes: integer('every_minutes').notNull(),
  setBy: text('set_by').notNull(),
  setAt: at('set_at').notNull().defaultNow(),
  triedAt: at('tried_at'),
  /** When the chat last took one. */
  sentAt: at('sent_at'),
  /** Why it did not take the last one. */
  lastError: text('last_error'),
})

/**
 * An author who wants to hear by e-mail of one comment, from the asking on. What is told is noted here with the events and
 * read anew when a message is made.
 */
export const subscriptions = pgTable(
  'subscriptions',
  {
    siteId: siteId(),
    /** Stands in the links of its messages. */
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** As comments keep that of theirs. */
    addressHash: bytea('address_hash').notNull(),
    /** Null once it ended: what is left of it for a while counts against those who type addresses of others. */
    sealedAddress: text('sealed_address'),
    /** Who asked. */
    networkHash: bytea('network_hash').notNull(),
    askedAt: at('asked_at').notNull(),
    /** Messages that asked the address whether it is meant. */
    asks: smallint('asks').notNull(),
    confirmedAt: at('confirmed_at'),
    /** Of somebody who sent a notice of illegal content rather than of the author: which. */
    reportId: uuid('report_id'),
    /**
     * What the author knows of the decision: `approved` or `rejected`; null while there is none, or a new one. What who
     * sent a notice knows of its state.
     */
    told: text('told'),
    /** Replies since, in the order of their arrival, and how many of them were told. */
    replies: uuid('replies').array().notNull().default(sql`'{}'`),
    repliesTold: integer('replies_told').notNull().default(0),
    /** When a message is to be made; while one is under way, when another process may take it for lost. */
    dueAt: at('due_at'),
    /** Grows with whatever there is to tell, so that what comes while a message is under way is not lost. */
    round: integer('round').notNull().default(1),
    tries: smallint('tries').notNull().default(0),
    /** The day of the last message, and how many went on it; the question is none of them. */
    sentOn: date('sent_on'),
    sent: smallint('sent').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    unique('subscriptions_once').on(t.siteId, t.commentId, t.addressHash),
    commentRef(t),
    foreignKey({ columns: [t.siteId, t.reportId], foreignColumns: [reports.siteId, reports.id] }).onDelete(
      'cascade',
    ),
    check('subscriptions_told', sql`${t.told} in ('approved','rejected','open','upheld','dismissed','gone')`),
    index('subscriptions_due').on(t.dueAt).where(sql`due_at is not null`),
    index('subscriptions_address').on(t.siteId, t.addressHash),
    index('subscriptions_network').on(t.siteId, t.networkHash).where(sql`confirmed_at is null`),
  ],
)
