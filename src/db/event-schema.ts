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

/*
 * Events, and what is still on its way to those who want to hear of them.
 */

/** Events, written with what caused them, for webhooks, purges and live pages. */
export const outbox = pgTable(
  'outbox',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    articleId: uuid('article_id').notNull(),
    /** Null for an event of the article itself. */
    commentId: uuid('comment_id'),
    /** The comment's version, or the article's: receivers drop what is older than what they know. */
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
    /** Whether the comment's text is sent along, if readers may see it. */
    sendsText: boolean('sends_text').notNull().default(false),
    sealedSecret: text('sealed_secret').notNull(),
    /** The former secret, which signs as well until it ends. */
    formerSealedSecret: text('former_sealed_secret'),
    formerSecretEndsAt: at('former_secret_ends_at'),
    disabledAt: at('disabled_at'),
    /** `gone` when the receiver answered so, `admin` when a person switched it off. */
    disabledBecause: text('disabled_because'),
    /** Deleted by a person: it is nowhere to be found, and its deliveries are being removed. It is switched off too. */
    deletedAt: at('deleted_at'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    check('webhooks_disabled', sql`${t.disabledBecause} in ('gone','admin')`),
  ],
)

/** One event on its way to one receiver: retried for days, then parked for a month, so that somebody can send it again. */
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
    /** The receiver's last answer, or why there was none. */
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

/** What shared caches still have to forget; removed once they were told. */
export const purges = pgTable(
  'purges',
  {
    siteId: siteId().references(() => sites.id),
    tag: text('tag').notNull(),
    /** Grows with each event, so that one that arrives during a purge is not lost. */
    round: integer('round').notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.tag] }), index('purges_age').on(t.createdAt)],
)

/**
 * The newsroom's chat, told when comments wait too long. Whoever knows its address can write there, so it is sealed.
 */
export const alerts = pgTable('alerts', {
  siteId: siteId()
    .references(() => sites.id)
    .primaryKey(),
  sealedUrl: text('sealed_url').notNull(),
  /** The host in the address, which is all of it that is ever shown. */
  host: text('host').notNull(),
  /** How long a comment has to wait before the chat is told. */
  afterMinutes: integer('after_minutes').notNull(),
  /** The chat is told no more often than this. */
  everyMinutes: integer('every_minutes').notNull(),
  setBy: text('set_by').notNull(),
  setAt: at('set_at').notNull().defaultNow(),
  triedAt: at('tried_at'),
  /** When the chat last took an alert. */
  sentAt: at('sent_at'),
  /** Why it did not take the last one. */
  lastError: text('last_error'),
})

/**
 * An author who wants e-mail about one comment, from the request on. What there is to tell is noted here along with
 * the events, and read again when a message is made.
 */
export const subscriptions = pgTable(
  'subscriptions',
  {
    siteId: siteId(),
    /** Part of the links in its messages. */
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** The same hash that comments keep of their author's address. */
    addressHash: bytea('address_hash').notNull(),
    /**
     * Null once it has ended. The rest of the row is kept for a while, to count against people who type other
     * people's addresses.
     */
    sealedAddress: text('sealed_address'),
    /** The network that asked. */
    networkHash: bytea('network_hash').notNull(),
    askedAt: at('asked_at').notNull(),
    /** How many messages asked the address to confirm. */
    asks: smallint('asks').notNull(),
    confirmedAt: at('confirmed_at'),
    /** Set if this is the sender of a notice of illegal content rather than the author: which notice. */
    reportId: uuid('report_id'),
    /**
     * What the author was last told: `approved` or `rejected`; null while there is no decision, or a new one. For the
     * sender of a notice, the last state they were told.
     */
    told: text('told'),
    /** New replies in the order they arrived, and how many of them were told. */
    replies: uuid('replies').array().notNull().default(sql`'{}'`),
    repliesTold: integer('replies_told').notNull().default(0),
    /** When a message is to be made; while one is under way, when another process may take over. */
    dueAt: at('due_at'),
    /** Grows with everything there is to tell, so that what arrives while a message is under way is not lost. */
    round: integer('round').notNull().default(1),
    tries: smallint('tries').notNull().default(0),
    /**
     * The day of the last message, and how many went out on it; the question whether the address is meant does not
     * count.
     */
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

/** Addresses that said no to the question whether they are meant. Nothing goes there until they allow it again. */
export const mailRefusals = pgTable(
  'mail_refusals',
  {
    siteId: siteId().references(() => sites.id),
    addressHash: bytea('address_hash').notNull(),
    /** The subscription that its latest no was about, by which its owner finds it again. */
    subscriptionId: uuid('subscription_id').notNull(),
    refusedAt: at('refused_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.addressHash] }),
    index('mail_refusals_subscription').on(t.siteId, t.subscriptionId),
  ],
)
