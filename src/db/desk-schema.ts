import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, byModerator, siteId } from './columns.ts'
import { sites } from './site-schema.ts'
import type { BulkState } from './states.ts'

/*
 * Rows of the moderators' desk. Jobs and views belong to a moderator, who may work on many sites, so they name the
 * sites they reach; what belongs to one site has `site_id` first in its key.
 */

/** One action on everything that matched when it was asked for, done in the background in small transactions. */
export const bulkJobs = pgTable(
  'bulk_jobs',
  {
    id: uuid('id').primaryKey(),
    siteIds: uuid('site_ids').array().notNull(),
    action: text('action').notNull(),
    match: jsonb('match').notNull(),
    reason: text('reason'),
    note: text('note'),
    state: text('state').$type<BulkState>().notNull(),
    total: integer('total').notNull(),
    done: integer('done').notNull().default(0),
    /** Decided by others meanwhile, or in a colleague's hands. */
    skipped: integer('skipped').notNull().default(0),
    ...byModerator(),
    moderatorRole: text('moderator_role').notNull(),
    /** The job that this one takes back. */
    undoes: uuid('undoes'),
    createdAt: at('created_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    check('bulk_jobs_action', sql`${t.action} in ('approve','reject','undo')`),
    check('bulk_jobs_state', sql`${t.state} in ('waiting','running','done','stopped','failed')`),
    unique('bulk_jobs_undone_once').on(t.undoes),
    index('bulk_jobs_newest').on(t.createdAt, t.id),
  ],
)

/** What a job still has to do, as it was found. Each row is removed in the transaction that deals with it. */
export const bulkItems = pgTable(
  'bulk_items',
  {
    siteId: siteId(),
    jobId: uuid('job_id').notNull(),
    commentId: uuid('comment_id').notNull(),
    version: integer('version').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.jobId, t.commentId] }),
    index('bulk_items_job').on(t.jobId, t.siteId, t.commentId),
  ],
)

/** A filter of the queue under a name, with a link of its own. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id').notNull(),
    ownerName: text('owner_name').notNull(),
    /** Whom it may be shared with: people who work on one of these sites; null means everybody. */
    siteIds: uuid('site_ids').array(),
    name: text('name').notNull(),
    query: jsonb('query').notNull(),
    shared: boolean('shared').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('saved_views_name').on(t.name, t.id)],
)

/** How many comments waited, and for how long, every few minutes; nothing else could tell that afterwards. */
export const queueSamples = pgTable(
  'queue_samples',
  {
    siteId: siteId().references(() => sites.id),
    at: at('at').notNull(),
    depth: integer('depth').notNull(),
    reported: integer('reported').notNull(),
    oldestSeconds: integer('oldest_seconds').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.at] })],
)

/** A site's own wording of a reason, in one language; without a row the standard text applies. */
export const statementTexts = pgTable(
  'statement_texts',
  {
    siteId: siteId().references(() => sites.id),
    reason: text('reason').notNull(),
    locale: text('locale').notNull(),
    clause: text('clause').notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.reason, t.locale] })],
)
