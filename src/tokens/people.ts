import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import type { Moderator } from '../http/auth.ts'

type SignedIn = {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly role: Moderator['role']
  readonly siteIds: readonly string[] | null
}

/**
 * The row of a person who signs in elsewhere, updated with what the login says about them; like a token's, but
 * without a secret. Undefined if the row was revoked.
 */
export async function upsertPerson(db: Queryable, person: SignedIn): Promise<Moderator | undefined> {
  const { issuer, subject, name, role } = person
  const siteIds = person.siteIds ? [...person.siteIds] : null
  const [row] = await db.query(
    (sql) => sql<Moderator[]>`
    insert into tokens (id, issuer, subject, name, role, site_ids)
    values (${randomUUIDv7()}, ${issuer}, ${subject}, ${name}, ${role}, ${siteIds})
    on conflict (issuer, subject) do update
      set name = excluded.name, role = excluded.role, site_ids = excluded.site_ids
      where tokens.revoked_at is null
    returning id, name, role, site_ids`,
  )
  return row
}
