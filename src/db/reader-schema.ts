import { boolean, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, siteId } from './columns.ts'
import { commentRef } from './comment-schema.ts'

/* What readers say of comments. */

export const reports = pgTable(
  'reports',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    reason: text('reason').notNull(),
    note: text('note'),
    reporterHash: bytea('reporter_hash').notNull(),
    createdAt: at('created_at').notNull(),
    /** `upheld` when a moderator then rejected the comment, `dismissed` when one approved it. */
    outcome: text('outcome'),
    /**
     * A notice of illegal content (Digital Services Act, article 16): `note` explains it, and its sender gets an
     * answer.
     */
    notice: boolean('notice').notNull().default(false),
    /** The name under a notice; null where none was asked for, or it was forgotten. */
    notifier: text('notifier'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    unique('reports_once').on(t.siteId, t.commentId, t.reporterHash),
    commentRef(t),
    index('reports_reporter').on(t.siteId, t.reporterHash),
  ],
)

export const likes = pgTable(
  'likes',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    readerHash: bytea('reader_hash').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.commentId, t.readerHash] }), commentRef(t)],
)
