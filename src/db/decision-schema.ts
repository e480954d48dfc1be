import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, byModerator, bytea, siteId } from './columns.ts'
import { commentRef } from './comment-schema.ts'
import { articles } from './site-schema.ts'
import type { CommentStatus } from './states.ts'

/* What people do about comments and the articles they stand under. */

/** People's decisions, append only; what the judge learns from. */
export const decisions = pgTable(
  'decisions',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    action: text('action').notNull(),
    reason: text('reason'),
    note: text('note'),
    /** The token that decided, and the name it had then. */
    ...byModerator(),
    /** The comment before the decision: undo restores this. */
    fromStatus: text('from_status').$type<CommentStatus>().notNull(),
    fromReason: text('from_reason'),
    toStatus: text('to_status').$type<CommentStatus>().notNull(),
    /** The comment's version after this decision. */
    version: integer('version').notNull(),
    revision: integer('revision').notNull(),
    /** The decision that this one takes back. */
    undoes: uuid('undoes'),
    /**
     * Set when the comment had been decided by machine and this was a blind check: the rate at which it was drawn.
     */
    auditRate: real('audit_rate'),
    /** The job that made this decision among many. */
    bulkId: uuid('bulk_id'),
    /** The statement of reasons (Digital Services Act, article 17), as its author can read it. */
    statement: jsonb('statement'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    commentRef(t),
    check('decisions_action', sql`${t.action} in ('approve','reject','undo')`),
    index('decisions_comment').on(t.siteId, t.commentId, t.createdAt),
    index('decisions_log').on(t.siteId, t.createdAt, t.id),
    unique('decisions_undone_once').on(t.siteId, t.undoes),
    index('decisions_bulk').on(t.siteId, t.bulkId, t.id).where(sql`bulk_id is not null`),
  ],
)

/** Picks and unpicks by the newsroom, append only. They are no decisions, and the judge learns nothing from them. */
export const picks = pgTable(
  'picks',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    articleId: uuid('article_id').notNull(),
    /** False takes it back. */
    picked: boolean('picked').notNull(),
    ...byModerator(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    commentRef(t),
    index('picks_log').on(t.siteId, t.createdAt, t.id),
    index('picks_comment').on(t.siteId, t.commentId),
    index('picks_article').on(t.siteId, t.articleId),
  ],
)

/** Articles closed, reopened or pre-moderated by people, append only; one row for each switch turned. */
export const articleChanges = pgTable(
  'article_changes',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    articleId: uuid('article_id').notNull(),
    action: text('action').notNull(),
    ...byModerator(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    foreignKey({ columns: [t.siteId, t.articleId], foreignColumns: [articles.siteId, articles.id] }),
    check('article_changes_action', sql`${t.action} in ('close','reopen','premoderate','unpremoderate')`),
    index('article_changes_log').on(t.siteId, t.createdAt, t.id),
  ],
)

/** An author's request to look again at a rejection; somebody other than the person who rejected it answers. */
export const appeals = pgTable(
  'appeals',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** The comment's version when it was rejected: there is one appeal for each. */
    rejectedVersion: integer('rejected_version').notNull(),
    /** The moderator who rejected it; null for a machine. */
    againstId: uuid('against_id'),
    note: text('note'),
    createdAt: at('created_at').notNull(),
    /** `granted` when the comment was published after all, `refused` when not. */
    outcome: text('outcome'),
    /** The decision that answered it. */
    decisionId: uuid('decision_id'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    unique('appeals_once').on(t.siteId, t.commentId, t.rejectedVersion),
    commentRef(t),
    check('appeals_outcome', sql`${t.outcome} in ('granted','refused')`),
  ],
)

/**
 * Notes that moderators leave for colleagues, on a comment or its author; no reader ever sees them. A note is never
 * changed; taking it back removes it.
 */
export const notes = pgTable(
  'notes',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    /** The comment where it was written. */
    commentId: uuid('comment_id').notNull(),
    /** The author it is about, by the same hash as in comments; null for a note about the comment. */
    authorHash: bytea('author_hash'),
    text: text('text').notNull(),
    ...byModerator(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    commentRef(t),
    index('notes_comment').on(t.siteId, t.commentId),
    index('notes_author').on(t.siteId, t.authorHash).where(sql`author_hash is not null`),
  ],
)

/** Who left a comment to colleagues. It counts only for that version of the comment, so any change ends it. */
export const secondOpinions = pgTable(
  'second_opinions',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    ...byModerator(),
    version: integer('version').notNull(),
    note: text('note'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.commentId, t.moderatorId] }), commentRef(t)],
)

export const claims = pgTable(
  'claims',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    ...byModerator(),
    /** The moderator's window that works on it; null where the claim named none. */
    windowId: uuid('window_id'),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.commentId] }),
    commentRef(t),
    index('claims_moderator').on(t.siteId, t.moderatorId),
  ],
)
