import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { type BulkJob, getJob, shown } from './job.ts'

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
