import { customType, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/*
 * The tables of `*-schema.ts` are the truth for rows. Every table that belongs to a site has `site_id` first in its
 * keys, so they can be distributed by it; ids are UUIDv7 made by the service; statuses are text with CHECK; times
 * keep milliseconds. Hashes are keyed (HMAC) and hold nothing that can be reversed without SECRET_KEY.
 */

export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
export const siteId = () => uuid('site_id').notNull()
/** Who did it, under the name they had then. */
export const byModerator = () => ({
  moderatorId: uuid('moderator_id').notNull(),
  moderatorName: text('moderator_name').notNull(),
})
