import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { seal, unseal } from '../seal.ts'

/** Secrets that a site may give us to use: for purges of its shared cache, and to check its readers' logins. */
export const SITE_SECRETS = ['purge-token', 'identity-secret'] as const
type SiteSecret = (typeof SITE_SECRETS)[number]

/** That a secret exists, never what it is. */
type SecretView = { readonly name: string; readonly setBy: string; readonly setAt: Date }

export function listSecrets(db: Queryable, siteId: string): Promise<SecretView[]> {
  return db.query(
    (sql) => sql<SecretView[]>`
    select name, set_by, set_at from site_secrets where site_id = ${siteId} order by name limit 100`,
  )
}

export async function putSecret(
  { db, secret }: Pick<Deps, 'db' | 'secret'>,
  siteId: string,
  { name, value, setBy }: { readonly name: SiteSecret; readonly value: string; readonly setBy: string },
): Promise<void> {
  const sealed = seal(secret, placeOf(siteId, name), value)
  await db.query(
    (sql) => sql`
    insert into site_secrets (site_id, name, sealed, set_by) values (${siteId}, ${name}, ${sealed}, ${setBy})
    on conflict (site_id, name) do update set sealed = excluded.sealed, set_by = excluded.set_by, set_at = now()`,
  )
}

/** @throws {AppError} `not-found`. */
export async function deleteSecret(db: Queryable, siteId: string, name: SiteSecret): Promise<void> {
  const gone = await db.query(
    (sql) => sql`delete from site_secrets where site_id = ${siteId} and name = ${name}`,
  )
  if (gone.count === 0) throw new AppError('not-found')
}

/** The secret itself; null when the site has not given one. */
export async function findSecret(
  { db, secret }: Pick<Deps, 'db' | 'secret'>,
  siteId: string,
  name: SiteSecret,
): Promise<string | null> {
  const [row] = await db.query(
    (sql) => sql<{ sealed: string }[]>`
    select sealed from site_secrets where site_id = ${siteId} and name = ${name}`,
  )
  return row === undefined ? null : unseal(secret, placeOf(siteId, name), row.sealed)
}

function placeOf(siteId: string, name: string): string {
  return `site secret ${siteId} ${name}`
}
