import { randomUUIDv7 } from 'node:crypto'
import { type Db, longTransaction, type Queryable, type Sql } from '../../db/client.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { IN_QUEUE, IS_UNDONE, LAST_VERDICT } from '../../db/states.ts'
import { PLAN_MS } from '../../db/time-limits.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import type { Enqueue } from '../../jobs/kind.ts'
import { type SiteRef, visibleSites } from '../access.ts'
import { shownGrounds } from '../audit.ts'
import { type ItemKey, loadItems, type ReviewItem } from '../items.ts'
import { filters, type Match, resolveMatch } from '../match.ts'
import { type BulkJob, type BulkMatch, getJob, insertJob, type NewJob, shown } from './job.ts'

/** How many comments one job may take on. */
const MOST = 100_000
const EXAMPLES = 10
const TOP = 20

export type Preview = {
  readonly total: number
  /** True when there are more than one job takes on. */
  readonly capped: boolean
  readonly authors: number
  readonly articles: number
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly sample: readonly ReviewItem[]
}

type Figures = Omit<Preview, 'sample' | 'capped'> & { readonly examples: readonly ItemKey[] }

/** What a job with this match would take on at present, with a few examples. */
export async function previewBulk(db: Db, moderator: Moderator, asked: BulkMatch): Promise<Preview> {
  const { sites, match } = await readMatch(db, moderator, asked)
  const [row] = await longTransaction(db, PLAN_MS, (tx) =>
    tx.query(
      (sql) => sql<Figures[]>`
    with found as materialized (
      ${waiting(sql, { sites, match }, sql`c.site_id, c.id, c.article_id, c.author_hash, c.audit`)}
    ), reasons as (
      select g.reason, count(*)::int as count
      from (select * from found limit 20000) c
      join lateral (${sql.unsafe(LAST_VERDICT)}) v on true
      join lateral (${shownGrounds(sql)}) g on g.reason is not null
      group by 1 order by 2 desc, 1 limit ${TOP}
    ), spread as (
      -- Every n-th, so that the examples come from all of it.
      select site_id, id, row_number() over (order by id) - 1 as place, count(*) over () as of from found
    )
    select (select count(*) from found) as total, (select count(distinct author_hash) from found) as authors,
      (select count(distinct article_id) from found) as articles,
      (select coalesce(jsonb_agg(reasons), '[]') from reasons) as reasons,
      (select coalesce(jsonb_agg(jsonb_build_object('siteId', site_id, 'id', id)), '[]') from spread
        where place % greatest(1, of / ${EXAMPLES}) = 0 and place / greatest(1, of / ${EXAMPLES}) < ${EXAMPLES}) as examples`,
    ),
  )
  if (row === undefined) throw new Error('a count returned nothing')
  const { examples, total, ...figures } = row
  const sample = await loadItems(db, examples)
  return { ...figures, total: Math.min(total, MOST), capped: total > MOST, sample }
}

type BulkOrder = {
  readonly match: BulkMatch
  readonly action: 'approve' | 'reject'
  readonly reason: string | null
  readonly note: string | null
  /** The number of comments that the moderator was shown before. */
  readonly total?: number | undefined
}

/**
 * Enqueues a job that decides on everything that waits and matches at this moment.
 * @throws {AppError} `invalid-fields` for a match without a filter or a reject without a reason, `conflict` with the
 * present total when there are clearly more than were shown, or none.
 */
export async function startBulk(
  deps: Deps,
  moderator: Moderator,
  order: BulkOrder,
  enqueue: Enqueue<{ jobId: string }>,
): Promise<BulkJob> {
  if (order.action === 'reject' && order.reason === null)
    throw missing('reason', 'A rejection needs a reason.')
  const { sites, match } = await readMatch(deps.db, moderator, order.match)
  const siteIds = sites.map(({ id }) => id)
  const job = { ...order, siteIds, moderator, undoes: null }
  return begin(deps, job, enqueue, async (tx, jobId) => {
    const found = await tx.query(
      (sql) => sql`
      insert into bulk_items (job_id, site_id, comment_id, version)
      select ${jobId}::uuid, f.* from (${waiting(sql, { sites, match }, sql`c.site_id, c.id, c.version`)}) f
      limit ${MOST}`,
    )
    refuseSurprise(found.count, order.total)
    return found.count
  })
}

/**
 * Enqueues a job that undoes another job's decisions, as far as nobody has changed them since.
 * @throws {AppError} `not-found`, `conflict` for a job that runs, is an undo itself or has been undone already.
 */
export async function undoBulk(
  deps: Deps,
  moderator: Moderator,
  jobId: string,
  enqueue: Enqueue<{ jobId: string }>,
): Promise<BulkJob> {
  const undone = await getJob(deps.db, moderator, jobId)
  if (undone.action === 'undo') throw new AppError('conflict', 'An undo cannot be undone: decide again.')
  if (undone.endedAt === null) throw new AppError('conflict', 'It is still under way: stop it first.')
  const { siteIds } = undone
  const job = { ...undone, action: 'undo', moderator, undoes: jobId } as const
  return begin(deps, job, enqueue, async (tx, id) => {
    const found = await tx.query(
      (sql) => sql`
      insert into bulk_items (job_id, site_id, comment_id, version)
      select ${id}::uuid, d.site_id, d.comment_id, d.version from decisions d
      where d.site_id = any(${[...siteIds]}::uuid[]) and d.bulk_id = ${jobId}
        and not ${sql.unsafe(IS_UNDONE)}`,
    )
    return found.count
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'bulk_jobs_undone_once')) throw error
    throw new AppError('conflict', 'This is already being taken back.', { cause: error })
  })
}

/**
 * Stops a job between two of its transactions: what it has decided stays decided.
 * @throws {AppError} `not-found`, `conflict` when it is over already.
 */
export async function stopBulk(deps: Deps, moderator: Moderator, id: string): Promise<BulkJob> {
  const job = await getJob(deps.db, moderator, id)
  const stopped = await deps.db.transaction(async (tx) => {
    const rows = await tx.query(
      (sql) => sql`
      update bulk_jobs set state = 'stopped', ended_at = ${deps.now()}
      where id = ${job.id} and state in ('waiting', 'running') returning id`,
    )
    await tx.query((sql) => sql`delete from bulk_items where job_id = ${job.id}`)
    return rows.length > 0
  })
  if (!stopped) throw new AppError('conflict', 'This has ended already: there is nothing to stop.')
  deps.log.info({ bulkId: id, moderatorId: moderator.id }, 'bulk.stopped')
  return shown(await getJob(deps.db, moderator, id))
}

/** Stores the job and its items and enqueues the work: all or nothing. */
async function begin(
  deps: Deps,
  asked: Omit<NewJob, 'id' | 'createdAt'>,
  enqueue: Enqueue<{ jobId: string }>,
  addItems: (tx: Queryable, jobId: string) => Promise<number>,
): Promise<BulkJob> {
  await enqueue.open()
  const job = { ...asked, id: randomUUIDv7(), createdAt: deps.now() }
  await longTransaction(deps.db, PLAN_MS, async (tx) => {
    await insertJob(tx, job, await addItems(tx, job.id))
    await enqueue(tx, { jobId: job.id })
  })
  const made = await getJob(deps.db, job.moderator, job.id)
  deps.log.info(
    { bulkId: job.id, action: job.action, total: made.total, moderatorId: job.moderator.id },
    'bulk.started',
  )
  return shown(made)
}

/** @throws {AppError} `not-found` for a site, `invalid-fields` for a match that covers everything. */
async function readMatch(db: Queryable, moderator: Moderator, { site, ...match }: BulkMatch) {
  if (Object.values(match).every((part) => part === undefined)) {
    throw missing('match', 'Say which: by author, likeness, domain, search, reason or section.')
  }
  const sites = await visibleSites(db, moderator, site)
  return { sites, match: await resolveMatch(db, sites, match) }
}

/** Comments that wait and match; one more than a job may take on, so that the caller can tell that there are more. */
function waiting(
  sql: Sql,
  { sites, match }: { readonly sites: readonly SiteRef[]; readonly match: Match },
  columns: ReturnType<Sql>,
) {
  return sql`select ${columns} from comments c
    where c.site_id = any(${sites.map(({ id }) => id)}::uuid[]) and (${sql.unsafe(IN_QUEUE)}) ${filters(sql, match)}
    limit ${MOST + 1}`
}

function refuseSurprise(found: number, seen: number | undefined): void {
  if (found === 0) throw new AppError('conflict', 'Nothing that waits matches.', { members: { total: 0 } })
  if (seen === undefined || found <= seen * 1.1 + 20) return
  throw new AppError('conflict', `There are ${found} by now: look again and confirm.`, {
    members: { total: found },
  })
}

function missing(field: string, message: string): AppError {
  return new AppError('invalid-fields', message, { errors: [{ field, code: 'required', message }] })
}
