import { z } from 'zod'
import type { Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, listName, type Page, toPage } from '../http/paging.ts'
import { notice } from '../live.ts'
import { FEATURE_SET } from './features.ts'

type ModelRow = {
  readonly version: number
  readonly lessons: number
  readonly through: Date
  readonly state: Uint8Array
}

/** The model in force. */
export async function findModel(db: Queryable, siteId: string): Promise<ModelRow | undefined> {
  const [row] = await db.query(
    (sql) => sql<ModelRow[]>`
    select m.version, m.lessons, m.through, m.state
    from sites s join models m on m.site_id = s.id and m.version = s.model_version
    where s.id = ${siteId}`,
  )
  return row
}

export type NewestFit = { readonly version: number; readonly lessons: number; readonly through: Date }

/** What the newest fit, accepted or not, was made from: the next one waits for more. */
export async function findNewestFit(db: Queryable, siteId: string): Promise<NewestFit | undefined> {
  const [row] = await db.query(
    (sql) => sql<NewestFit[]>`
    select version, lessons, through from models where site_id = ${siteId} order by version desc limit 1`,
  )
  return row
}

export type Trial = {
  /** Decisions that neither model had seen. */
  readonly decisions: number
  /** Mean log loss on them; less is better. */
  readonly loss: number
  readonly lossBefore: number
}

type NewModel = {
  readonly siteId: string
  readonly lessons: number
  readonly through: Date
  readonly trial: Trial | null
  readonly isAccepted: boolean
  readonly state: Uint8Array
  /** The newest version when the decisions were read; 0 for none. */
  readonly after: number
}

/** How many versions are kept besides the one in force. */
const KEPT = 20

/**
 * Keeps a model as the next version and, if accepted, puts it in force unless the site is held to another. A site held
 * to a model of another feature set, which says nothing any more, is let go.
 * @returns undefined if another process stored a model with decisions as new in the meantime, or if it equals the
 * newest one.
 */
export async function insertModel(
  db: Queryable,
  model: NewModel,
): Promise<{ readonly version: number; readonly wasLetGo: boolean } | undefined> {
  const { siteId, trial } = model
  const [row] = await db.query(
    (sql) => sql<{ version: number; wasLetGo: boolean }[]>`
    with next as (
      insert into models (site_id, version, feature_set, lessons, through, trial, is_accepted, state)
      select ${siteId}, coalesce(max(m.version), 0) + 1, ${FEATURE_SET}, ${model.lessons}, ${model.through},
        ${trial === null ? null : sql.json(trial)}, ${model.isAccepted}, ${Buffer.from(model.state)}
      from models m where m.site_id = ${siteId}
      having not coalesce(bool_or(m.version > ${model.after} and m.through >= ${model.through}
        or m.version = ${model.after} and m.state = ${Buffer.from(model.state)}), false)
      on conflict (site_id, version) do nothing
      returning version
    ), live as (
      update sites s set model_version = next.version, model_pinned = false
      from next, (select model_pinned from sites where id = ${siteId}) before
      where s.id = ${siteId} and ${model.isAccepted} and (not s.model_pinned or exists (select from models m
        where m.site_id = s.id and m.version = s.model_version and m.feature_set <> ${FEATURE_SET}))
      returning before.model_pinned as was_let_go
    ), old as (
      delete from models m using next, sites s
      where m.site_id = ${siteId} and s.id = m.site_id and m.version <= next.version - ${KEPT}
        and m.version is distinct from s.model_version
    )
    select version, coalesce((select was_let_go from live), false) as was_let_go,
      ${notice(sql, sql`'model', ${siteId}::text`)}
    from next`,
  )
  return row
}

/** A version as admins see it. */
export type ModelView = {
  readonly version: number
  /** How many decisions it was made from, the newest of them made at `through`. */
  readonly lessons: number
  readonly through: Date
  readonly trial: Trial | null
  readonly isAccepted: boolean
  readonly isInForce: boolean
  /** Not made by another version of Postbag that read comments otherwise. */
  readonly isUsable: boolean
  readonly createdAt: Date
}

/** The versions of a site's model, newest first. @throws {AppError} `invalid-request` for another list's cursor. */
export async function listModels(
  db: Queryable,
  siteId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ModelView> & { readonly pinned: boolean }> {
  const list = listName('models', [{ id: siteId }])
  const [before] = cursor === undefined ? [null] : decodeCursor(list, cursor, z.tuple([z.int32()]))
  const rows = await db.query(
    (sql) => sql<(ModelView & { readonly pinned: boolean })[]>`
    select m.version, m.lessons, m.through, m.trial, m.is_accepted, m.version is not distinct from s.model_version as is_in_force,
      m.feature_set = ${FEATURE_SET} as is_usable, m.created_at, s.model_pinned as pinned
    from sites s join models m on m.site_id = s.id
    where s.id = ${siteId} and (${before}::int is null or m.version < ${before}::int)
    order by m.version desc limit ${limit + 1}`,
  )
  const { items, next } = toPage(rows, limit, ({ version }) => encodeCursor(list, [version]))
  return { items: items.map(({ pinned: _, ...view }) => view), next, pinned: rows[0]?.pinned ?? false }
}

/**
 * Holds a site to one version of its model or, with null, lets it follow the newest accepted one again.
 * @returns the version in force.
 * @throws {AppError} `not-found` when there is no such version, `conflict` when it is of another feature set.
 */
export async function putModelInForce(
  db: Queryable,
  siteId: string,
  version: number | null,
): Promise<{ readonly version: number | null }> {
  const [row] = await db.query(
    (sql) => sql<{ version: number | null; isKnown: boolean; isPut: boolean }[]>`
    with wanted as (
      select m.feature_set = ${FEATURE_SET} as is_usable from models m
      where m.site_id = ${siteId} and m.version = ${version}::int
    ), put as (
      update sites set model_pinned = ${version !== null},
        model_version = coalesce(${version}::int,
          (select max(m.version) from models m where m.site_id = ${siteId} and m.is_accepted))
      where id = ${siteId} and (${version}::int is null or (select is_usable from wanted))
      returning model_version as version, ${notice(sql, sql`'model', ${siteId}::text`)}
    )
    select (select version from put) as version, exists (select from wanted) as is_known,
      exists (select from put) as is_put`,
  )
  if (row?.isPut) return { version: row.version }
  if (!row?.isKnown) throw new AppError('not-found', 'There is no such version of the model.')
  throw new AppError(
    'conflict',
    'This version was made by another version of Postbag, which read comments otherwise. Choose a newer one.',
  )
}
