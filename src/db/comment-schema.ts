import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea, siteId } from './columns.ts'
import { articles } from './site-schema.ts'
import { type AkismetSaid, type CommentStatus, IN_QUEUE } from './states.ts'

/* Comments, what the machine made of them, and what they said before. */

export const comments = pgTable(
  'comments',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    articleId: uuid('article_id').notNull(),
    /** The comment it answers. */
    parentId: uuid('parent_id'),
    /** The comment it is shown under: `parent_id`, or an ancestor where nesting ends. */
    shownUnderId: uuid('shown_under_id'),
    /** 1 for top level. */
    depth: smallint('depth').notNull(),
    status: text('status').$type<CommentStatus>().notNull(),
    /** What readers may see: approved, and every ancestor visible. */
    visible: boolean('visible').notNull(),
    /** Grows with each decision, edit and withdrawal; a decision names the version it saw. */
    version: integer('version').notNull().default(1),
    reason: text('reason'),
    name: text('name').notNull(),
    text: text('text').notNull(),
    html: text('html').notNull(),
    email: text('email'),
    website: text('website'),
    badge: text('badge'),
    /** The colour of a signed-in reader's avatar, `#rrggbb`. */
    color: text('color'),
    /** The publisher's own login vouches for the name. */
    verified: boolean('verified').notNull().default(false),
    /** The author: network and name (or e-mail) together, so that what a stranger types touches nobody's record. */
    authorHash: bytea('author_hash').notNull(),
    networkHash: bytea('network_hash').notNull(),
    emailHash: bytea('email_hash'),
    likes: integer('likes').notNull().default(0),
    replyCount: integer('reply_count').notNull().default(0),
    reportCount: integer('report_count').notNull().default(0),
    /** The weight of its open reports (`reportWeight`); 0 only without reports. */
    reportWeight: real('report_weight').notNull().default(0),
    /** The probability that a moderator would reject it, as last judged. */
    risk: real('risk').notNull(),
    /**
     * The probabilities that it would be rejected as spam and as abuse; for moderators only, null where not judged.
     */
    spamRisk: real('spam_risk'),
    abuseRisk: real('abuse_risk'),
    /** Decided by machine, and a person still has to check that blindly; false once somebody has. */
    audit: boolean('audit').notNull().default(false),
    /** Its author appealed and nobody has answered yet; decides its place in the queue. */
    appealed: boolean('appealed').notNull().default(false),
    source: text('source').notNull().default('reader'),
    createdAt: at('created_at').notNull(),
    editedAt: at('edited_at'),
    decidedAt: at('decided_at'),
    /** The pick in force: the newsroom chose this comment. An edit ends it. */
    pickId: uuid('pick_id'),
    /** When everything of its author was removed; a comment with replies stays as an empty place. */
    erasedAt: at('erased_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    foreignKey({ columns: [t.siteId, t.articleId], foreignColumns: [articles.siteId, articles.id] }),
    foreignKey({ columns: [t.siteId, t.parentId], foreignColumns: [t.siteId, t.id] }),
    check('comments_status', sql`${t.status} in ('pending','approved','rejected','withdrawn')`),
    check('comments_visible', sql`not ${t.visible} or ${t.status} = 'approved'`),
    check('comments_likes', sql`${t.likes} >= 0`),
    check('comments_replies', sql`${t.replyCount} >= 0`),
    check('comments_parent', sql`${t.parentId} <> ${t.id}`),
    index('comments_thread')
      .on(t.siteId, t.articleId, t.createdAt, t.id)
      .where(sql`visible and shown_under_id is null`),
    index('comments_thread_top')
      .on(t.siteId, t.articleId, t.likes, t.createdAt, t.id)
      .where(sql`visible and shown_under_id is null`),
    index('comments_replies_shown')
      .on(t.siteId, t.shownUnderId, t.createdAt, t.id)
      .where(sql`visible and shown_under_id is not null`),
    index('comments_children').on(t.siteId, t.parentId).where(sql`parent_id is not null`),
    // For the decisions that bear on a thread's next comment, and on the next answer to a comment.
    index('comments_decided').on(t.siteId, t.articleId, t.decidedAt, t.id).where(sql`decided_at is not null`),
    index('comments_decided_answers')
      .on(t.siteId, t.parentId, t.decidedAt, t.id)
      .where(sql`decided_at is not null and parent_id is not null`),
    index('comments_article').on(t.siteId, t.articleId, t.createdAt, t.id),
    // Ids tell no time: those of imported comments are made of where they come from, others by readers' clocks.
    index('comments_time').on(t.siteId, t.createdAt, t.id),
    index('comments_queue').on(t.siteId, t.createdAt, t.id).where(sql.raw(IN_QUEUE)),
    // Columns are negated so that one row comparison pages through "weightiest reports, appeals, highest risk,
    // oldest".
    index('comments_queue_priority')
      .on(t.siteId, sql`(-report_weight)`, sql`(not appealed)`, sql`(-risk)`, t.createdAt, t.id)
      .where(sql.raw(IN_QUEUE)),
    index('comments_author').on(t.siteId, t.authorHash, t.createdAt),
    index('comments_network').on(t.siteId, t.networkHash, t.createdAt),
    index('comments_email').on(t.siteId, t.emailHash).where(sql`email_hash is not null`),
  ],
)

export const commentRef = (t: { siteId: AnyPgColumn; commentId: AnyPgColumn }) =>
  foreignKey({ columns: [t.siteId, t.commentId], foreignColumns: [comments.siteId, comments.id] }).onDelete(
    'cascade',
  )

/**
 * What the machine made of a comment, with all its evidence, each time it was judged: when it came, after each edit,
 * and once a check that could not be asked has answered. `revision` counts these.
 */
export const verdicts = pgTable(
  'verdicts',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    revision: integer('revision').notNull(),
    id: uuid('id').notNull(),
    action: text('action').notNull(),
    probability: real('probability'),
    because: text('because').array().notNull(),
    reason: text('reason'),
    signals: jsonb('signals').notNull(),
    thresholds: jsonb('thresholds'),
    explanation: jsonb('explanation'),
    policyVersion: integer('policy_version').notNull(),
    modelVersion: integer('model_version'),
    /** Drawn for a blind check, at this rate; a checked comment counts for one divided by the rate. */
    audit: boolean('audit').notNull().default(false),
    auditRate: real('audit_rate'),
    /** What was known of author, thread and repeats at the time: what the judge learns from besides the text. */
    context: jsonb('context'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.commentId, t.revision] }),
    commentRef(t),
    check('verdicts_action', sql`${t.action} in ('approve','hold','reject')`),
    index('verdicts_log').on(t.siteId, t.createdAt, t.id),
  ],
)

/**
 * What stays beside a comment for a day at most. Where a check, or the judge, had no answer, that somebody is asked
 * again. And what Akismet was asked, for when people decide otherwise than it said.
 */
export const waitingChecks = pgTable(
  'waiting_checks',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    /** Of the comment; any other version is no longer asked about. */
    version: integer('version').notNull(),
    sealedSender: text('sealed_sender'),
    /** `spam` or `ham`; null where Akismet was not asked, or did not answer. */
    akismetSaid: text('akismet_said').$type<AkismetSaid>(),
    /** The last thing it was told of people's decisions. */
    akismetTold: text('akismet_told').$type<AkismetSaid>(),
    /** Null where nobody is asked again. */
    dueAt: at('due_at'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.commentId] }),
    commentRef(t),
    index('waiting_checks_due').on(t.dueAt),
  ],
)

/** Texts that an edit replaced; the comment holds the current one. */
export const revisions = pgTable(
  'revisions',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    revision: integer('revision').notNull(),
    text: text('text').notNull(),
    replacedAt: at('replaced_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.commentId, t.revision] }), commentRef(t)],
)

/** Imported comments that have not been placed below their parents yet; readers do not see them before that. */
export const imported = pgTable(
  'imported',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    parentId: uuid('parent_id'),
    articleId: uuid('article_id').notNull(),
    approved: boolean('approved').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    foreignKey({ columns: [t.siteId, t.id], foreignColumns: [comments.siteId, comments.id] }).onDelete(
      'cascade',
    ),
    index('imported_parent').on(t.siteId, t.parentId),
  ],
)
