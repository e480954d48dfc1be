import { randomUUIDv7 } from 'node:crypto'
import type { PendingQuery, Row } from 'postgres'
import type { Queryable, Sql } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { SealedOtherwise } from '../seal.ts'
import { type EvidenceCopy, unsealCopy } from './copy.ts'
import { checkUntil } from './keep.ts'
import { type Evidence, type EvidenceRef, getEvidence } from './queries.ts'

/** Who acts; the id is null at the command line, where nobody has a token. */
type By = { readonly id: string | null; readonly name: string }
/** A piece of evidence, with the slug of its site for the log. */
type Held = EvidenceRef & { readonly site: string }

/**
 * Opens a copy. Who reads it, and when, is recorded before the copy is returned.
 * @throws {AppError} `not-found`; `conflict` if it is no longer held, or was sealed with another `SECRET_KEY`.
 */
export async function readEvidence(
  { db, secret, log }: Pick<Deps, 'db' | 'secret' | 'log'>,
  held: Held,
  by: By,
): Promise<EvidenceCopy> {
  const sealed = await act(db, held, by, {
    action: 'read',
    detail: {},
    on: (sql) => sql`select * from evidence where ${isHeld(sql, held)}`,
  })
  log.info({ site: held.site, evidenceId: held.id, moderatorId: by.id }, 'evidence.read')
  try {
    return unsealCopy(secret, held, sealed ?? '')
  } catch (error) {
    if (!(error instanceof SealedOtherwise)) throw error
    throw new AppError('conflict', 'This copy was kept with another SECRET_KEY: give that back to read it.', {
      cause: error,
    })
  }
}

/** Records that an authority was told; also possible when the copy is gone. @throws {AppError} `not-found`. */
export async function recordAuthorityTold(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  held: Held,
  by: By,
  told: { readonly authority: string; readonly reference: string | null; readonly toldAt: Date },
): Promise<Evidence> {
  await act(db, held, by, {
    action: 'tell',
    detail: { ...told, toldAt: told.toldAt.toISOString() },
    on: (sql) => sql`select * from evidence where site_id = ${held.siteId} and id = ${held.id}`,
  })
  log.info({ site: held.site, evidenceId: held.id, moderatorId: by.id }, 'evidence.told')
  return getEvidence(db, held)
}

/** @throws {AppError} `not-found`; `conflict` if it is no longer held; `invalid-fields` for a date out of range. */
export async function keepUntil(
  { db, log, now }: Pick<Deps, 'db' | 'log' | 'now'>,
  held: Held,
  by: By,
  { until, reason }: { readonly until: Date; readonly reason: string },
): Promise<Evidence> {
  checkUntil(until, now())
  await act(db, held, by, {
    action: 'keep',
    detail: { keepUntil: until.toISOString(), reason },
    on: (sql) => sql`update evidence set keep_until = ${until} where ${isHeld(sql, held)} returning *`,
  })
  log.info({ site: held.site, evidenceId: held.id, until, moderatorId: by.id }, 'evidence.kept-until')
  return getEvidence(db, held)
}

/** Deletes a copy before its date. @throws {AppError} `not-found`; `conflict` if it is no longer held. */
export async function release(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  held: Held,
  by: By,
  reason: string,
): Promise<Evidence> {
  await act(db, held, by, {
    action: 'release',
    detail: { reason },
    on: (sql) => sql`
      update evidence set sealed_copy = null, note = null, ended_at = now() where ${isHeld(sql, held)} returning *`,
  })
  log.info({ site: held.site, evidenceId: held.id, moderatorId: by.id }, 'evidence.released')
  return getEvidence(db, held)
}

type Act = {
  readonly action: 'read' | 'tell' | 'keep' | 'release'
  readonly detail: Readonly<Record<string, string | null>>
  /** Selects or updates the row, with all its columns. */
  readonly on: (sql: Sql) => PendingQuery<Row[]>
}

/** Acts on a copy and records who did, in one statement. @returns the sealed copy as it is afterwards. */
async function act(
  db: Queryable,
  held: EvidenceRef,
  by: By,
  { action, detail, on }: Act,
): Promise<string | null> {
  const [row] = await db.query(
    (sql) => sql<{ sealedCopy: string | null }[]>`
    with found as (${on(sql)}), written as (
      insert into evidence_acts (site_id, id, evidence_id, action, detail, moderator_id, moderator_name, created_at)
      select site_id, ${randomUUIDv7()}, id, ${action}, ${sql.json(detail)}, ${by.id}, ${by.name}, now() from found
    )
    select sealed_copy from found`,
  )
  if (row !== undefined) return row.sealedCopy
  const { endedAt } = await getEvidence(db, held)
  throw new AppError(
    'conflict',
    `The copy is no longer held: it was deleted at ${endedAt?.toISOString() ?? 'this moment'}.`,
  )
}

const isHeld = (sql: Sql, { siteId, id }: EvidenceRef) =>
  sql`site_id = ${siteId} and id = ${id} and ended_at is null`
