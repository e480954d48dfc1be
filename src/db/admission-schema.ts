import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, siteId } from './columns.ts'
import { sites } from './site-schema.ts'
import type { CommentStatus } from './states.ts'

/* What a submission is compared with before it is judged. */

export const bans = pgTable(
  'bans',
  {
    siteId: siteId().references(() => sites.id),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    /** What admission compares: a keyed hash, a folded name or a domain, always written as `kind:value`. */
    match: text('match').notNull(),
    /** What moderators are shown. */
    label: text('label').notNull(),
    note: text('note'),
    /** What happens to comments it applies to: they are refused, or held for a moderator. */
    effect: text('effect').notNull().default('refuse'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at'),
    liftedAt: at('lifted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.siteId, t.id] }),
    check('bans_kind', sql`${t.kind} in ('email','network','name','domain','author')`),
    check('bans_effect', sql`${t.effect} in ('refuse','hold')`),
    index('bans_match').on(t.siteId, t.match).where(sql`lifted_at is null`),
  ],
)

/** Fixed windows of a minute; two neighbouring ones make up a sliding window. */
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

/** The keys of repeatable submissions: by the hash of a key, the comment of the first answer, for 48 hours. */
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

/**
 * What is used up until it expires by itself: captcha tokens and proofs of work that let a comment in and, under no
 * site, console sessions that were signed out.
 */
export const spentTokens = pgTable(
  'spent_tokens',
  {
    siteId: siteId(),
    tokenHash: bytea('token_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.tokenHash] }), index('spent_tokens_expiry').on(t.expiresAt)],
)

/** Where a text was seen: one band for its exact folded form, several for its likeness (`src/checks/repeats.ts`). */
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
