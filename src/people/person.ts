import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { addressHash } from '../mail/address.ts'

/** Who is meant: the author behind an e-mail address, one comment alone, or its author with everything they wrote. */
export type PersonRequest =
  | { readonly email: string }
  | { readonly commentId: string; readonly scope: 'comment' | 'author' }

/** An e-mail address in the form it may have been stored in; anything else was never anybody's here. */
export const KeptEmail = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'Name an e-mail address.')

/** Whether comment `c` is theirs. */
export function belongsTo(sql: Sql, secret: string, siteId: string, request: PersonRequest) {
  if ('email' in request) return sql`c.email_hash = ${addressHash(secret, siteId, request.email)}`
  const { commentId, scope } = request
  if (scope === 'comment') return sql`c.id = ${commentId}`
  return sql`c.author_hash = (select o.author_hash from comments o where o.site_id = ${siteId} and o.id = ${commentId})`
}
