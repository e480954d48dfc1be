import { z } from 'zod'
import type { Db, Queryable } from '../db/client.ts'
import { type EventRef, isAmong } from '../db/events.ts'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { articleNotice } from '../live.ts'
import { lockArticle } from './move.ts'
import { settleBelow } from './visibility.ts'

const SettleRefData = z.object({ siteId: z.uuid(), commentId: z.uuid() })
export type SettleRef = z.infer<typeof SettleRefData>

/**
 * Shows or hides the remaining replies of comments that have too many for one transaction, in turns, between which
 * others can work on the article.
 */
export function defineSettling({ db, jobs }: Pick<Deps, 'db' | 'jobs'>): Enqueue<SettleRef> {
  return jobs.define({
    name: 'settle',
    data: SettleRefData,
    expiresInSeconds: 600,
    // Until it is done, everybody reads what stands below a rejected comment.
    retries: { limit: 100, delaySeconds: 1, maxDelaySeconds: 60 },
    async run(ref, { signal }) {
      while (!(await settleTurn(db, ref))) signal.throwIfAborted()
    },
  })
}

/** The comments of these events that left replies to be shown or hidden. */
export function findUnsettled(tx: Queryable, events: readonly EventRef[]): Promise<SettleRef[]> {
  return tx.query(
    (sql) => sql<SettleRef[]>`
    select distinct o.site_id, o.comment_id from outbox o
    where ${isAmong(sql, events)} and o.data->>'unsettled' is not null`,
  )
}

/** @returns true once everything below the comment matches its visibility. */
function settleTurn(db: Db, { siteId, commentId }: SettleRef): Promise<boolean> {
  return db.transaction(async (tx) => {
    const article = await lockArticle(tx, siteId, commentId)
    const [comment] = await tx.query(
      (sql) => sql<{ visible: boolean }[]>`
      select visible from comments where site_id = ${siteId} and id = ${commentId}`,
    )
    if (article === undefined || comment === undefined) return true
    const { visible } = comment
    const isSettled = await settleBelow(tx, siteId, { id: commentId, articleId: article.id, visible })
    await tx.query(
      (sql) => sql`
      with changed as (
        update articles set version = version + 1 where site_id = ${siteId} and id = ${article.id}
        returning key, version
      )
      select ${articleNotice(sql, siteId, sql`${visible ? 'article' : 'removed'}::text`)} from changed`,
    )
    return isSettled
  })
}
