import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, byModerator, siteId } from './columns.ts'
import { sites } from './site-schema.ts'
import type { EvidenceCause } from './states.ts'

/* Copies of comments that are kept because the law demands it. */

/**
 * A sealed copy of one comment at one moment. It has no foreign key to the comment, so withdrawal, erasure and retention
 * of the comment do not touch it.
 */
export const evidence = pgTable(
  'evidence',
  {
    siteId: siteId().references(() => sites.id),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** Of the comment's text. */
    revision: integer('revision').notNull(),
    cause: text('cause').$type<EvidenceCause>().notNull(),
    /** The moderator's own words on why; deleted with the copy. */
    note: text('note'),
    /** Null once the copy has expired or was released: the row then only records that there was one. */
    sealedCopy: text('sealed_copy'),
    ...byModerator(),
    createdAt: at('created_at').notNull(),
    keepUntil: at('keep_until').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    check('evidence_cause', sql`${t.cause} in ('danger-to-life','authority-order','legal-claim')`),
    check('evidence_ended', sql`(${t.endedAt} is null) = (${t.sealedCopy} is not null)`),
    uniqueIndex('evidence_once').on(t.siteId, t.commentId, t.cause, t.revision).where(sql`ended_at is null`),
    index('evidence_comment').on(t.siteId, t.commentId),
    index('evidence_over').on(t.keepUntil).where(sql`ended_at is null`),
  ],
)

/** Who read a copy, told an authority about it, changed its end date or released it. Append-only. */
export const evidenceActs = pgTable(
  'evidence_acts',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    evidenceId: uuid('evidence_id').notNull(),
    action: text('action').notNull(),
    /** Depends on the action: the authority told, when, and its reference; or the new end date and the reason. */
    detail: jsonb('detail').notNull(),
    /** Null for somebody at the command line. */
    moderatorId: uuid('moderator_id'),
    moderatorName: text('moderator_name').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    foreignKey({ columns: [t.siteId, t.evidenceId], foreignColumns: [evidence.siteId, evidence.id] }),
    check('evidence_acts_action', sql`${t.action} in ('read','tell','keep','release')`),
    index('evidence_acts_of').on(t.siteId, t.evidenceId, t.id),
  ],
)
