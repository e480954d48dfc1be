import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { DEMO_SITE, NEWSPAPER } from '../demo/articles.ts'
import { seedDemo } from '../demo/seed.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash, newToken } from '../hash.ts'
import { findSite, insertSite } from '../sites/queries.ts'
import { insertToken, revokeToken } from '../tokens/queries.ts'

/** `SECRET_KEY`, or the key made at the first start and kept in the database, which all processes share. */
export async function ensureSecret(db: Db, { SECRET_KEY }: Config): Promise<string> {
  if (SECRET_KEY !== undefined) return SECRET_KEY
  const [row] = await db.query(
    (sql) => sql<{ value: string }[]>`
    insert into secrets (name, value) values ('secret-key', ${randomBytes(32).toString('base64url')})
    on conflict (name) do update set value = secrets.value returning value`,
  )
  if (!row) throw new Error('the secret key cannot be kept')
  return row.value
}

/**
 * Stores a fingerprint of the key, and warns if the process before had another one. After restoring a backup without
 * its key, or with processes that have different keys, nothing that was signed, hashed or sealed fits any more.
 */
export async function warnOfOtherSecret({ db, secret, log }: Pick<Deps, 'db' | 'secret' | 'log'>) {
  const print = keyedHash(secret, 'secret-key-print').toString('hex')
  const [before] = await db.query(
    (sql) => sql<{ value: string }[]>`
    with before as (select value from secrets where name = 'secret-key-print'),
      kept as (insert into secrets (name, value) values ('secret-key-print', ${print})
        on conflict (name) do update set value = excluded.value)
    select value from before`,
  )
  if (before !== undefined && before.value !== print) log.warn('secret-key.changed')
}

/**
 * Makes `ADMIN_TOKEN` a live token and revokes the one that was set before, since a token may be changed because it
 * leaked. Without the setting, a token is made once for the embedded database, kept in the data directory and
 * returned to be shown; with a database of your own, tokens come from the command line.
 */
export async function ensureAdmin(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  config: Config,
  isEmbedded: boolean,
): Promise<string | null> {
  if (config.ADMIN_TOKEN !== undefined) {
    await putAdminToken({ db, log }, config.ADMIN_TOKEN)
    return null
  }
  if (!isEmbedded) return null
  const file = join(config.DATA_DIR, 'admin-token')
  // A disk that was full at the first start may have left it empty.
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim()
  const token = kept || newToken()
  if (kept === '') await writeFile(file, `${token}\n`, { mode: 0o600 })
  await insertToken(db, { name: 'first admin', role: 'admin', secret: token })
  return token
}

/** Stores which token came from the environment: by name alone, it could be anybody's. */
async function putAdminToken({ db, log }: Pick<Deps, 'db' | 'log'>, secret: string): Promise<void> {
  const { id } = await insertToken(db, { name: 'ADMIN_TOKEN', role: 'admin', secret })
  const [before] = await db.query(
    (sql) => sql<{ value: string }[]>`
    with before as (select value from secrets where name = 'admin-token-id'),
      kept as (insert into secrets (name, value) values ('admin-token-id', ${id})
        on conflict (name) do update set value = excluded.value)
    select value from before`,
  )
  if (before === undefined || before.value === id) return
  if (await revokeToken(db, before.value)) log.warn({ tokenId: before.value }, 'admin-token.changed')
}

/**
 * The site of the demo's newspaper, so that a fresh start has something to comment on. Only the embedded database
 * gets the made-up letters.
 */
export async function ensureDemo(
  db: Db,
  config: Config,
  { isEmbedded, now }: { readonly isEmbedded: boolean; readonly now: Date },
): Promise<void> {
  if (await findSite(db, DEMO_SITE)) return
  const hosts = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${config.PORT}`)
  const origins = config.PUBLIC_URL === undefined ? hosts : [new URL(config.PUBLIC_URL).origin, ...hosts]
  const site = { slug: DEMO_SITE, name: NEWSPAPER, origins, policy: {}, createdBy: 'first start' }
  // If two processes start at once, one of them makes it.
  const made = await insertSite(db, site).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'conflict') return undefined
    throw error
  })
  if (made && isEmbedded) await seedDemo(db, made, { base: origins[0] ?? '', now })
}
