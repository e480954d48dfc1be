import { randomUUIDv7 } from 'node:crypto'
import type { Queryable } from '../db/client.ts'
import { newToken, tokenHash } from '../hash.ts'
import type { Moderator, Role } from '../http/auth.ts'
import { decodeCursor, encodeCursor, type Page, timeAndId, toPage } from '../http/paging.ts'
import { notice } from '../live.ts'
import { NIL_UUID } from '../text/uuid.ts'

export type Token = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly siteIds: readonly string[] | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

/** The holder of a live token. */
export async function findModerator(db: Queryable, token: string): Promise<Moderator | undefined> {
  const [row] = await db.query(
    (sql) => sql<Moderator[]>`
    select id, name, role, site_ids from tokens
    where hash = ${tokenHash(token)} and revoked_at is null and (expires_at is null or expires_at > now())`,
  )
  return row
}

type Begun = { readonly tokenId: string; readonly startedAt: Date }

/** The holder of a live token by its id, as named in a console session; undefined once the session was ended. */
export async function findSessionModerator(
  db: Queryable,
  session: Begun & { readonly epoch: number },
): Promise<Moderator | undefined> {
  const [row] = await db.query(
    (sql) => sql<Moderator[]>`
    select id, name, role, site_ids from tokens
    where id = ${session.tokenId} and session_epoch = ${session.epoch}
      and revoked_at is null and (expires_at is null or expires_at > now())
      and not exists (select from spent_tokens where site_id = ${NO_SITE} and token_hash = ${sessionHash(session)})`,
  )
  return row
}

/** Sessions belong to no site. */
const NO_SITE = NIL_UUID

function sessionHash({ tokenId, startedAt }: Begun): Buffer {
  return tokenHash(`session ${tokenId} ${startedAt.toISOString()}`)
}

/**
 * Ends one console session and with it every copy of its cookie; remembered until the session would have ended by
 * itself.
 */
export async function endSession(db: Queryable, session: Begun, overAt: Date): Promise<void> {
  await db.query(
    (sql) => sql`
    insert into spent_tokens (site_id, token_hash, expires_at)
    values (${NO_SITE}, ${sessionHash(session)}, ${overAt}) on conflict do nothing`,
  )
}

/** The epoch to put into a new session of this token. */
export async function getSessionEpoch(db: Queryable, tokenId: string): Promise<number> {
  const [row] = await db.query(
    (sql) => sql<{ sessionEpoch: number }[]>`select session_epoch from tokens where id = ${tokenId}`,
  )
  return row?.sessionEpoch ?? 0
}

/** Ends every console session of a token and the event streams they opened; the token itself stays. */
export async function endSessions(db: Queryable, tokenId: string): Promise<void> {
  await db.query(
    (sql) => sql`
    with ended as (update tokens set session_epoch = session_epoch + 1 where id = ${tokenId} returning id)
    select ${notice(sql, sql`'signed-out', id`)} from ended`,
  )
}

/** Creates a token; its secret is returned only here and stored only as a hash. */
export async function insertToken(
  db: Queryable,
  token: {
    readonly name: string
    readonly role: Role
    readonly siteIds?: readonly string[] | null
    readonly expiresAt?: Date | null
    /** A secret chosen by somebody else (`ADMIN_TOKEN`); by default a new one is generated. */
    readonly secret?: string
  },
): Promise<Token & { readonly secret: string }> {
  const secret = token.secret ?? newToken()
  const siteIds = token.siteIds ? [...token.siteIds] : null
  const [row] = await db.query(
    (sql) => sql<Token[]>`
    insert into tokens (id, hash, name, role, site_ids, expires_at)
    values (${randomUUIDv7()}, ${tokenHash(secret)}, ${token.name}, ${token.role}, ${siteIds}, ${token.expiresAt ?? null})
    on conflict (hash) do update set name = excluded.name, role = excluded.role, revoked_at = null
    returning id, name, role, site_ids, created_at, expires_at, revoked_at`,
  )
  if (!row) throw new Error('insert into tokens returned nothing')
  return { ...row, secret }
}

/** Tokens, and people who sign in elsewhere, in the order they were added. */
export async function listTokens(
  db: Queryable,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Token>> {
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor('tokens', cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<Token[]>`
    select id, name, role, site_ids, created_at, expires_at, revoked_at from tokens
    where ${at}::timestamptz is null or (created_at, id) > (${at}::timestamptz, ${id}::uuid)
    order by created_at, id limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor('tokens', [last.createdAt.toISOString(), last.id]))
}

/** Ends a token and its open event streams at once. False if no live token has that id. */
export async function revokeToken(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.query(
    (sql) => sql`
    with gone as (update tokens set revoked_at = now() where id = ${id} and revoked_at is null returning id)
    select ${notice(sql, sql`'revoked', id`)} from gone`,
  )
  return rows.length > 0
}

/** Whether the token with this id may still act. */
export async function isLive(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.query(
    (sql) => sql`
    select 1 from tokens where id = ${id} and revoked_at is null and (expires_at is null or expires_at > now())`,
  )
  return rows.length > 0
}
