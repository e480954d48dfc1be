import { sql } from 'drizzle-orm'
import { check, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, siteId } from './columns.ts'
import { sites } from './site-schema.ts'

/* Who may come in, and what is known only to the service. */

/** What the service generates when a setting is absent, shared by all processes. */
export const secrets = pgTable('secrets', { name: text('name').primaryKey(), value: text('value').notNull() })

/** Secrets of a site that are used but never shown again: sealed, by name. */
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

export const tokens = pgTable(
  'tokens',
  {
    id: uuid('id').primaryKey(),
    /** The hash of its secret; null for a person who signs in through the newsroom's login. */
    hash: bytea('hash').unique(),
    /** How the newsroom's login knows that person: OpenID Connect's issuer and subject. */
    issuer: text('issuer'),
    subject: text('subject'),
    name: text('name').notNull(),
    role: text('role').notNull(),
    /** Sites this token may see; null means all. */
    siteIds: uuid('site_ids').array(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    /** Console sessions carry this number; raising it ends all of them. */
    sessionEpoch: integer('session_epoch').notNull().default(0),
  },
  (t) => [
    check('tokens_role', sql`${t.role} in ('moderator','admin')`),
    check('tokens_holder', sql`(${t.hash} is null) = (${t.subject} is not null and ${t.issuer} is not null)`),
    unique('tokens_subject').on(t.issuer, t.subject),
  ],
)
