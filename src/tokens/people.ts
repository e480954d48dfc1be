import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import type { Moderator } from '../http/auth.ts'
import { notice } from '../live.ts'

type SignedIn = {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly role: Moderator['role']
  readonly siteIds: readonly string[] | null
}

/**
 * The row of a person who signs in elsewhere, updated with what the login says about them; like a token's, but
 * without a secret. Undefined if the row was revoked. Event streams that they have open elsewhere end when their sites
 * change: the next ones tell of the sites of now.
 */
export async function upsertPerson(db: Queryable, person: SignedIn): Promise<Moderator | undefined> {
  const { issuer, subject, name, role } = person
  const siteIds = person.siteIds ? [...person.siteIds] : null
  const [row] = await db.query(
    (sql) => sql<Moderator[]>`
    with put as (
      insert into tokens (id, issuer, subject, name, role, site_ids)
      values (${randomUUIDv7()}, ${issuer}, ${subject}, ${name}, ${role}, ${siteIds})
      on conflict (issuer, subject) do update
        set name = excluded.name, role = excluded.role, site_ids = excluded.site_ids
        where tokens.revoked_at is null
      returning id, name, role, site_ids
    ), told as (
      select ${notice(sql, sql`'other-sites', put.id`)}
      from put join tokens before on before.id = put.id and before.site_ids is distinct from put.site_ids
    )
    select put.* from put left join told on true`,
  )
  return row
}
