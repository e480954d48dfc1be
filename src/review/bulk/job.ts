import type { Queryable, Sql } from '../../db/client.ts'
import type { BulkState } from '../../db/states.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { decodeCursor, encodeCursor, type Page, timeAndId, toPage } from '../../http/paging.ts'
import type { Match } from '../match.ts'

/** What a job decides about: a filter of the queue, on one site or on all that the moderator sees. */
export type BulkMatch = Omit<Match, 'sightings'> & { readonly site?: string | undefined }

export type BulkJob = {
  readonly id: string
  readonly site: string | null
  readonly match: BulkMatch
  readonly action: 'approve' | 'reject' | 'undo'
  readonly reason: string | null
  readonly note: string | null
  readonly state: BulkState
  readonly total: number
  readonly done: number
  /** Decided meanwhile, changed, or in a colleague's hands. */
  readonly skipped: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly endedAt: Date | null
  /** The job that took this one back. */
  readonly undoneBy: string | null
}

/** A job with everything needed to run it. */
export type JobRow = BulkJob & {
  readonly siteIds: readonly string[]
  readonly moderatorId: string
  readonly moderatorRole: Moderator['role']
  readonly undoes: string | null
}

type Visible = { readonly siteIds: readonly string[] | null }

/** Jobs that reach no sites other than this moderator's, newest first. */
export async function listJobs(
  db: Queryable,
  { siteIds }: Visible,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<BulkJob>> {
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor('bulk', cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<JobRow[]>`
    select ${columns(sql)} from bulk_jobs j
    where ${within(sql, siteIds)}
      and (${at}::timestamptz is null or (j.created_at, j.id) < (${at}::timestamptz, ${id}::uuid))
    order by j.created_at desc, j.id desc limit ${limit + 1}`,
  )
  const page = toPage(rows, limit, (last) => encodeCursor('bulk', [last.createdAt.toISOString(), last.id]))
  return { ...page, items: page.items.map(shown) }
}

/** @throws {AppError} `not-found`, also for a job that reaches further than the moderator may. */
export async function getJob(db: Queryable, { siteIds }: Visible, id: string): Promise<JobRow> {
  const [row] = await db.query(
    (sql) => sql<JobRow[]>`
    select ${columns(sql)} from bulk_jobs j where j.id = ${id} and ${within(sql, siteIds)}`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}

export type NewJob = {
  readonly id: string
  readonly siteIds: readonly string[]
  readonly action: BulkJob['action']
  readonly match: BulkMatch
  readonly reason: string | null
  readonly note: string | null
  readonly moderator: Moderator
  readonly undoes: string | null
  readonly createdAt: Date
}

/** Stores a job with its total, which is the number of its items. */
export async function insertJob(tx: Queryable, job: NewJob, total: number): Promise<void> {
  const { id, siteIds, action, match, reason, note, moderator, undoes, createdAt } = job
  await tx.query(
    (sql) => sql`
    insert into bulk_jobs (id, site_ids, action, match, reason, note, state, total, moderator_id, moderator_name,
      moderator_role, undoes, created_at)
    values (${id}, ${[...siteIds]}::uuid[], ${action}, ${sql.json(match)}, ${reason}, ${note}, 'waiting',
      ${total}, ${moderator.id}, ${moderator.name}, ${moderator.role}, ${undoes}, ${createdAt})`,
  )
}

/** What callers see of a job. */
export function shown(row: JobRow): BulkJob {
  const { siteIds: _, moderatorId: __, moderatorRole: ___, undoes: ____, ...job } = row
  return job
}

function columns(sql: Sql) {
  return sql`j.id, j.match->>'site' as site, j.match, j.action, j.reason, j.note, j.state, j.total, j.done, j.skipped,
    j.moderator_name as created_by, j.created_at, j.ended_at, j.site_ids, j.moderator_id, j.moderator_role, j.undoes,
    (select u.id from bulk_jobs u where u.undoes = j.id) as undone_by`
}

function within(sql: Sql, siteIds: readonly string[] | null) {
  return siteIds === null ? sql`true` : sql`j.site_ids <@ ${[...siteIds]}::uuid[]`
}
