import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { type CommentStatus, type DeliveryState, IN_QUEUE } from './states.ts'

/*
 * The truth for rows. Every table that belongs to a site has `site_id` first in its keys, so the schema can
 * be distributed by it; ids are UUIDv7 made by the service; statuses are text with CHECK; times keep
 * milliseconds. Hashes are keyed (HMAC) and hold nothing that can be reversed without SECRET_KEY.
 */

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const siteId = () => uuid('site_id').notNull()

export const sites = pgTable('sites', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  /** Exact origins (`https://news.example`) or `https://*.news.example`. */
  origins: text('origins').array().notNull(),
  policyVersion: integer('policy_version').notNull().default(1),
  /** What the site's judge works with; null until it has learned enough. */
  modelVersion: integer('model_version'),
  /** Newer models are made and kept, but this one stays. */
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

/** What a site's judge learned, each time anew from people's decisions; the site names the one in force. */
export const models = pgTable(
  'models',
  {
    siteId: siteId().references(() => sites.id),
    version: integer('version').notNull(),
    featureSet: integer('feature_set').notNull(),
    /** Decisions it was made from, and when the newest of them was taken. */
    lessons: integer('lessons').notNull(),
    through: at('through').notNull(),
    /** How it did on decisions that were kept from it, beside the model before it; null where there were too few. */
    trial: jsonb('trial'),
    /** False for one that did worse: it is kept to be looked at, and never went into force by itself. */
    isAccepted: boolean('is_accepted').notNull(),
    state: bytea('state').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.version] })],
)

/** What the service makes for itself when a setting is absent, shared by all processes. */
export const secrets = pgTable('secrets', { name: text('name').primaryKey(), value: text('value').notNull() })

export const tokens = pgTable(
  'tokens',
  {
    id: uuid('id').primaryKey(),
    /** Of the secret; null for a person who signs in through the newsroom's login. */
    hash: bytea('hash').unique(),
    /** Who that person is there: OpenID Connect's issuer and subject. */
    issuer: text('issuer'),
    subject: text('subject'),
    name: text('name').notNull(),
    role: text('role').notNull(),
    /** Sites this token may see; null means all. */
    siteIds: uuid('site_ids').array(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    /** Console sessions carry it; raised to end them all at once. */
    sessionEpoch: integer('session_epoch').notNull().default(0),
  },
  (t) => [
    check('tokens_role', sql`${t.role} in ('moderator','admin')`),
    check('tokens_holder', sql`(${t.hash} is null) = (${t.subject} is not null and ${t.issuer} is not null)`),
    unique('tokens_subject').on(t.issuer, t.subject),
  ],
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
    /** Comments a reader can see; changed with them in one transaction, and can be recomputed. */
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
  ],
)

export const comments = pgTable(
  'comments',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    articleId: uuid('article_id').notNull(),
    /** The comment it answers. */
    parentId: uuid('parent_id'),
    /** The comment under which it is shown: `parent_id`, or an ancestor once nesting ends. */
    shownUnderId: uuid('shown_under_id'),
    /** 1 for top level. */
    depth: smallint('depth').notNull(),
    status: text('status').$type<CommentStatus>().notNull(),
    /** Approved, and every ancestor visible: what readers may see. */
    visible: boolean('visible').notNull(),
    /** Grows with each decision, edit and withdrawal; decisions name the version they saw. */
    version: integer('version').notNull().default(1),
    reason: text('reason'),
    name: text('name').notNull(),
    text: text('text').notNull(),
    html: text('html').notNull(),
    email: text('email'),
    website: text('website'),
    badge: text('badge'),
    /** Of a signed-in reader's avatar, `#rrggbb`. */
    color: text('color'),
    /** The publisher's own login vouched for the name. */
    verified: boolean('verified').notNull().default(false),
    /** Author: network and name (or e-mail) together, so that a stranger's typing touches nobody's record. */
    authorHash: bytea('author_hash').notNull(),
    networkHash: bytea('network_hash').notNull(),
    emailHash: bytea('email_hash'),
    likes: integer('likes').notNull().default(0),
    replyCount: integer('reply_count').notNull().default(0),
    reportCount: integer('report_count').notNull().default(0),
    /** Its open reports, each worth what that reader's earlier ones were: 0 only without reports. */
    reportWeight: real('report_weight').notNull().default(0),
    /** Probability that a moderator would reject it, as judged last. */
    risk: real('risk').notNull(),
    /** A machine's decision that a person still has to check blindly; false once somebody did. */
    audit: boolean('audit').notNull().default(false),
    /** Its author appealed, and nobody has answered yet: its place in the queue. */
    appealed: boolean('appealed').notNull().default(false),
    source: text('source').notNull().default('reader'),
    createdAt: at('created_at').notNull(),
    editedAt: at('edited_at'),
    decidedAt: at('decided_at'),
    /** Everything of its author was taken out; an answered one stays as an empty place. */
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
    index('comments_article').on(t.siteId, t.articleId, t.createdAt, t.id),
    index('comments_queue').on(t.siteId, t.createdAt, t.id).where(sql.raw(IN_QUEUE)),
    // Negated, so that one row comparison pages through "weightiest reports, appeals, highest risk, oldest first".
    index('comments_queue_priority')
      .on(t.siteId, sql`(-report_weight)`, sql`(not appealed)`, sql`(-risk)`, t.createdAt, t.id)
      .where(sql.raw(IN_QUEUE)),
    index('comments_author').on(t.siteId, t.authorHash, t.createdAt),
    index('comments_network').on(t.siteId, t.networkHash, t.createdAt),
    index('comments_email').on(t.siteId, t.emailHash).where(sql`email_hash is not null`),
  ],
)

const commentRef = (t: { siteId: never; commentId: never }) =>
  foreignKey({ columns: [t.siteId, t.commentId], foreignColumns: [comments.siteId, comments.id] }).onDelete(
    'cascade',
  )

/** What the machine made of one revision of a comment, with all its evidence. */
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
    /** Drawn for a blind check, at this rate; the checked count for one over it. */
    audit: boolean('audit').notNull().default(false),
    auditRate: real('audit_rate'),
    /** What was known of author, thread and repeats at the time: what the judge learns from beside the text. */
    context: jsonb('context'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.commentId, t.revision] }),
    commentRef(t as never),
    check('verdicts_action', sql`${t.action} in ('approve','hold','reject')`),
    index('verdicts_log').on(t.siteId, t.createdAt, t.id),
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
  (t) => [primaryKey({ columns: [t.siteId, t.commentId, t.revision] }), commentRef(t as never)],
)

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
    /** The token that decided, and the name it had. */
    moderatorId: uuid('moderator_id').notNull(),
    moderatorName: text('moderator_name').notNull(),
    /** The comment as it was: undo puts this back. */
    fromStatus: text('from_status').$type<CommentStatus>().notNull(),
    fromReason: text('from_reason'),
    toStatus: text('to_status').$type<CommentStatus>().notNull(),
    /** The comment's version after this decision. */
    version: integer('version').notNull(),
    revision: integer('revision').notNull(),
    /** The decision this one takes back. */
    undoes: uuid('undoes'),
    /** The comment had been decided by machine and this was a blind check of it, with the rate it was drawn at. */
    auditRate: real('audit_rate'),
    /** The job that decided it among many. */
    bulkId: uuid('bulk_id'),
    /** The statement of reasons (Digital Services Act, article 17) as the author can read it. */
    statement: jsonb('statement'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    commentRef(t as never),
    check('decisions_action', sql`${t.action} in ('approve','reject','undo')`),
    index('decisions_comment').on(t.siteId, t.commentId, t.createdAt),
    index('decisions_log').on(t.siteId, t.createdAt, t.id),
    unique('decisions_undone_once').on(t.siteId, t.undoes),
    index('decisions_bulk').on(t.siteId, t.bulkId, t.id).where(sql`bulk_id is not null`),
  ],
)

/** An author's request to look again at a rejection; somebody else than who rejected it answers. */
export const appeals = pgTable(
  'appeals',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** The comment's version when it was rejected: one appeal each. */
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
    commentRef(t as never),
    check('appeals_outcome', sql`${t.outcome} in ('granted','refused')`),
  ],
)

export const claims = pgTable(
  'claims',
  {
    siteId: siteId(),
    commentId: uuid('comment_id').notNull(),
    moderatorId: uuid('moderator_id').notNull(),
    moderatorName: text('moderator_name').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.commentId] }),
    commentRef(t as never),
    index('claims_moderator').on(t.siteId, t.moderatorId),
  ],
)

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
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    unique('reports_once').on(t.siteId, t.commentId, t.reporterHash),
    commentRef(t as never),
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
  (t) => [primaryKey({ columns: [t.siteId, t.commentId, t.readerHash] }), commentRef(t as never)],
)

export const bans = pgTable(
  'bans',
  {
    siteId: siteId().references(() => sites.id),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    /** What admission compares: a keyed hash, a folded name or a domain, always as `kind:value`. */
    match: text('match').notNull(),
    /** What moderators see. */
    label: text('label').notNull(),
    note: text('note'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at'),
    liftedAt: at('lifted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    check('bans_kind', sql`${t.kind} in ('email','network','name','domain','author')`),
    index('bans_match').on(t.siteId, t.match).where(sql`lifted_at is null`),
  ],
)

/** Fixed windows of a minute; two neighbouring ones make a sliding one. */
export const rates = pgTable(
  'rates',
  {
    siteId: siteId(),
    bucket: bytea('bucket').notNull(),
    minute: bigint('minute', { mode: 'number' }).notNull(),
    count: integer('count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.bucket, t.minute] }), index('rates_minute').on(t.minute)],
)

/** What makes a submission repeatable: the first answer's comment, by hash of the key, for 48 hours. */
export const repeatKeys = pgTable(
  'repeat_keys',
  {
    siteId: siteId(),
    keyHash: bytea('key_hash').notNull(),
    bodyDigest: bytea('body_digest').notNull(),
    commentId: uuid('comment_id').notNull(),
    status: text('status').$type<CommentStatus>().notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.keyHash] }), index('repeat_keys_age').on(t.createdAt)],
)

/** Captcha tokens and proofs of work that bought a comment, until they expire by themselves. */
export const spentTokens = pgTable(
  'spent_tokens',
  {
    siteId: siteId(),
    tokenHash: bytea('token_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.tokenHash] }), index('spent_tokens_expiry').on(t.expiresAt)],
)

/** Where a text was seen: one band of its exact folded form, some of its likeness (`src/checks/repeats.ts`). */
export const sightings = pgTable(
  'sightings',
  {
    siteId: siteId(),
    band: bigint('band', { mode: 'bigint' }).notNull(),
    commentId: uuid('comment_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.band, t.commentId] }), index('sightings_age').on(t.createdAt)],
)

/** Events, written with what caused them, for webhooks, purges and live pages. */
export const outbox = pgTable(
  'outbox',
  {
    siteId: siteId(),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    articleId: uuid('article_id').notNull(),
    commentId: uuid('comment_id').notNull(),
    /** The comment's version: receivers drop what is older than they know. */
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
    commentId: uuid('comment_id').notNull(),
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

/** Secrets of a site that are used and never shown again: sealed, by name. */
export const siteSecrets = pgTable(
  'site_secrets',
  {
    siteId: siteId().references(() => sites.id),
    name: text('name').notNull(),
    sealed: text('sealed').notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.name] })],
)

/** Imported comments that are not below their parents yet, unseen by readers until they are. */
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
