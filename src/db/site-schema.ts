import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { at, bytea, siteId } from './columns.ts'

/* A site and what it is made of: the versions of its policy and of its model, its articles. */

export const sites = pgTable('sites', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  /** Exact origins (`https://news.example`) or `https://*.news.example`. */
  origins: text('origins').array().notNull(),
  policyVersion: integer('policy_version').notNull().default(1),
  /** The model that the site's judge works with; null until it has learned enough. */
  modelVersion: integer('model_version'),
  /** The site stays with this model, although newer ones are made and kept. */
  modelPinned: boolean('model_pinned').notNull().default(false),
  createdAt: at('created_at').notNull().defaultNow(),
})

/** Every version of a site's policy as it was given; the site names the one in force. */
export const policies = pgTable(
  'policies',
  {
    siteId: siteId().references(() => sites.id),
    version: integer('version').notNull(),
    policy: jsonb('policy').notNull(),
    note: text('note'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.version] })],
)

/** What a site's judge learned, learned anew each time from people's decisions; the site names the one in force. */
export const models = pgTable(
  'models',
  {
    siteId: siteId().references(() => sites.id),
    version: integer('version').notNull(),
    featureSet: integer('feature_set').notNull(),
    /** The number of decisions it was made from, and when the newest of them was made. */
    lessons: integer('lessons').notNull(),
    through: at('through').notNull(),
    /**
     * How it did on decisions that were kept from it, compared with the model before; null where there were too few.
     */
    trial: jsonb('trial'),
    /** False if it did worse: then it is kept for inspection, and never went into force by itself. */
    isAccepted: boolean('is_accepted').notNull(),
    state: bytea('state').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.version] })],
)

export const articles = pgTable(
  'articles',
  {
    siteId: siteId().references(() => sites.id),
    id: uuid('id').notNull(),
    key: text('key').notNull(),
    url: text('url'),
    title: text('title'),
    section: text('section'),
    open: boolean('open').notNull().default(true),
    /** Every comment waits for a person, whoever wrote it. */
    premoderated: boolean('premoderated').notNull().default(false),
    /** The last change of these two; null where nobody has made one. */
    changeId: uuid('change_id'),
    /** Comments that readers can see. Changed in the same transaction as they are, and can be recomputed. */
    commentCount: integer('comment_count').notNull().default(0),
    /** Grows with each change a reader could notice. */
    version: bigint('version', { mode: 'number' }).notNull().default(0),
    createdAt: at('created_at').notNull().defaultNow(),
    lastCommentAt: at('last_comment_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    unique('articles_key').on(t.siteId, t.key),
    check('articles_count', sql`${t.commentCount} >= 0`),
    index('articles_restricted')
      .on(t.siteId, sql`coalesce(change_id, id)`)
      .where(sql`not open or premoderated`),
  ],
)
