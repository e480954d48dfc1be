import { z } from 'zod'
import type { Moved } from '../../comments/move.ts'
import type { Queryable } from '../../db/client.ts'
import type { Deps } from '../../deps.ts'
import type { Enqueue } from '../../jobs/kind.ts'
import { notice, tellArticle } from '../../live.ts'
import { makeDecisions } from '../decisions/make.ts'
import { listWaiting } from '../decisions/subject.ts'
import { takeBack, type Undoable, undoableColumns } from '../decisions/take-back.ts'
import { getJob, type JobRow } from './job.ts'

/** How many comments one transaction decides on: it locks their articles for as long as it lasts. */
const CHUNK = 200
/** A run hands over to the next after this long, so that a run that hangs is noticed soon. */
const RUN_MS = 20_000
const NOTIFY_EVERY_MS = 500
/** More than an hour: by then it is no outage. */
const RETRIES = { limit: 100, delaySeconds: 1, maxDelaySeconds: 60 }
const EVERYTHING = { siteIds: null }

/** Registers the work on jobs, and returns what enqueues it. */
export function defineBulk(deps: Deps): Enqueue<{ jobId: string }> {
  const enqueue: Enqueue<{ jobId: string }> = deps.jobs.define({
    name: 'bulk',
    data: z.object({ jobId: z.uuid() }),
    concurrency: 2,
    expiresInSeconds: (2 * RUN_MS) / 1_000,
    retries: RETRIES,
    async run({ jobId }, { attempt, signal }) {
      const state = await workOn(deps, jobId, () => signal.aborted).catch(async (error: unknown) => {
        if (attempt > RETRIES.limit) await giveUp(deps.db, jobId)
        throw error
      })
      if (state === 'unfinished') await enqueue(deps.db, { jobId })
    },
  })
  return enqueue
}

/** Works through a job until it is done, its time is over, or it is told to stop; what is done stays done. */
export async function workOn(
  deps: Deps,
  jobId: string,
  isAborted: () => boolean,
): Promise<'over' | 'unfinished'> {
  const job = await getJob(deps.db, EVERYTHING, jobId)
  const ends = performance.now() + RUN_MS
  let announcedAt = performance.now()
  while (performance.now() < ends && !isAborted()) {
    const chunk = await workOnce(deps, job)
    deps.metrics.decisions.inc({ action: job.action }, chunk.changes.length)
    for (const change of chunk.changes) tellArticle(deps.live, change)
    if (chunk.isOver || performance.now() - announcedAt > NOTIFY_EVERY_MS) {
      announcedAt = performance.now()
      await notifyDesks(deps.db, job)
    }
    if (chunk.isOver) {
      deps.log.info({ bulkId: jobId, action: job.action }, 'bulk.ended')
      return 'over'
    }
  }
  return 'unfinished'
}

type Chunk = {
  readonly isOver: boolean
  readonly changes: readonly (Moved & { readonly siteId: string })[]
}

/** One transaction of a job: takes some items off its list, decides on them and counts them, all or nothing. */
function workOnce(deps: Deps, job: JobRow): Promise<Chunk> {
  return deps.db.transaction(async (tx) => {
    const isWanted = await markRunning(tx, job)
    const items = isWanted ? await takeItems(tx, job.id) : []
    if (items.length === 0) {
      await end(tx, job.id)
      return { isOver: true, changes: [] }
    }
    const changes: (Moved & { siteId: string })[] = []
    for (const [siteId, ofSite] of Map.groupBy(items, (item) => item.siteId)) {
      const made =
        job.action === 'undo'
          ? await undoSome(tx, deps, job, ofSite)
          : await decideSome(tx, deps, job, ofSite)
      for (const { moved } of made) changes.push({ siteId, ...moved })
    }
    await tx.query(
      (sql) => sql`
      update bulk_jobs set done = done + ${changes.length}, skipped = skipped + ${items.length - changes.length}
      where id = ${job.id}`,
    )
    return { isOver: false, changes }
  })
}

type Item = { readonly siteId: string; readonly commentId: string; readonly version: number }

async function decideSome(tx: Queryable, deps: Deps, job: JobRow, items: readonly Item[]) {
  const [first] = items
  if (first === undefined || job.action === 'undo') return []
  const moderator = { id: job.moderatorId, name: job.createdBy, role: job.moderatorRole }
  const seen = items.map(({ commentId, version }) => ({ id: commentId, version }))
  const subjects = await listWaiting(tx, moderator, first.siteId, seen)
  if (subjects.length === 0) return []
  return makeDecisions(tx, first.siteId, {
    orders: subjects.map((subject) => ({
      subject,
      version: subject.version,
      reason: job.action === 'reject' ? job.reason : null,
      note: job.note,
    })),
    action: job.action,
    moderator,
    decidedAt: deps.now(),
    bulkId: job.id,
  })
}

async function undoSome(tx: Queryable, deps: Deps, job: JobRow, items: readonly Item[]) {
  const [first] = items
  if (first === undefined) return []
  const done = await tx.query(
    (sql) => sql<Undoable[]>`
    select ${undoableColumns(sql)}
    from unnest(${items.map(({ commentId }) => commentId)}::uuid[]) as i(id)
    join sites s on s.id = ${first.siteId}
    join comments c on c.site_id = s.id and c.id = i.id
    -- By comment, not by job: written so that no index of jobs serves it, whose size statistics learn too late.
    join decisions d on d.site_id = c.site_id and d.comment_id = c.id and d.bulk_id is not distinct from ${job.undoes}`,
  )
  return takeBack(tx, first.siteId, {
    done: done.filter(({ isUndone }) => !isUndone),
    moderator: { id: job.moderatorId, name: job.createdBy },
    decidedAt: deps.now(),
    bulkId: job.id,
  })
}

/** False if the job was stopped, or its moderator may no longer decide on all of its sites. */
async function markRunning(tx: Queryable, { id, moderatorId }: JobRow): Promise<boolean> {
  const rows = await tx.query(
    (sql) => sql`
    update bulk_jobs j set state = 'running' where id = ${id} and state in ('waiting', 'running')
      and exists (select from tokens t where t.id = ${moderatorId} and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > now()) and (t.site_ids is null or j.site_ids <@ t.site_ids))
    returning id`,
  )
  return rows.length > 0
}

async function takeItems(tx: Queryable, jobId: string): Promise<Item[]> {
  return tx.query(
    (sql) => sql<Item[]>`
    with next as materialized (
      select site_id, comment_id from bulk_items where job_id = ${jobId}
      order by site_id, comment_id limit ${CHUNK} for update skip locked
    )
    delete from bulk_items b using next n
    where b.job_id = ${jobId} and b.site_id = n.site_id and b.comment_id = n.comment_id
    returning b.site_id, b.comment_id, b.version`,
  )
}

/** Ends a job when nothing is left of it. A job that may not go on is stopped, and its open items are dropped. */
async function end(tx: Queryable, jobId: string): Promise<void> {
  await tx.query(
    (sql) => sql`
    with left_over as (delete from bulk_items where job_id = ${jobId} returning 1)
    update bulk_jobs set ended_at = now(),
      state = case when (select count(*) from left_over) = 0 and state = 'running' then 'done' else 'stopped' end
    where id = ${jobId} and ended_at is null`,
  )
}

/** Nobody works on it any more: what is decided stays decided, and the rest is left as it is. */
async function giveUp(db: Queryable, jobId: string): Promise<void> {
  await db.query(
    (sql) => sql`
    with left_over as (delete from bulk_items where job_id = ${jobId})
    update bulk_jobs set ended_at = now(), state = 'failed' where id = ${jobId} and ended_at is null`,
  )
}

async function notifyDesks(db: Queryable, { id, siteIds }: JobRow): Promise<void> {
  await db.query(
    (sql) => sql`
    select ${notice(sql, sql`'bulk', s.id, j.id, j.state, j.total, j.done, j.skipped`)}
    from bulk_jobs j cross join unnest(${siteIds.slice(0, 100)}::uuid[]) as s(id) where j.id = ${id}`,
  )
}
