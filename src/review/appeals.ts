import { randomUUIDv7 } from 'node:crypto'
import { changedMeanwhile, moveComment } from '../comments/move.ts'
import { LAST_DECISION } from '../db/states.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Site } from '../sites/queries.ts'
import { isAppealable, statementFor } from '../statements/statement.ts'

type Appealed = { readonly id: string; readonly status: 'pending'; readonly createdAt: Date }

type Rejected = {
  readonly version: number
  readonly status: string
  readonly againstId: string | null
  readonly isErased: boolean
}

/**
 * An author asks to look again at a rejection: the comment goes back into the queue, for somebody other than the
 * person who rejected it. Once for each rejection, within six months.
 * @throws {AppError} `not-found`, `conflict` when there is nothing to appeal against, or no longer.
 */
export async function appeal(
  deps: Deps,
  site: Site,
  { commentId, note }: { readonly commentId: string; readonly note: string | null },
): Promise<Appealed> {
  const statement = await statementFor(deps.db, { siteId: site.id, commentId })
  if (statement === null) throw new AppError('conflict', 'Only a rejected comment can be looked at again.')
  const now = deps.now()
  if (!isAppealable(statement, now)) throw new AppError('conflict', 'The time to appeal is over.')
  const id = randomUUIDv7()
  await deps.db.transaction(async (tx) => {
    const [rejected] = await tx.query(
      (sql) => sql<Rejected[]>`
      select c.version, c.status, c.erased_at is not null as is_erased, d.moderator_id as against_id from comments c
      left join lateral (${sql.unsafe(LAST_DECISION)}) d on true
      where c.site_id = ${site.id} and c.id = ${commentId}`,
    )
    if (rejected?.status !== 'rejected') throw changedMeanwhile()
    if (rejected.isErased)
      throw new AppError('conflict', 'Its words were erased: there is nothing to look at again.')
    const made = await tx.query(
      (sql) => sql`
      insert into appeals (site_id, id, comment_id, rejected_version, against_id, note, created_at)
      select ${site.id}, ${id}, ${commentId}, ${rejected.version}, ${rejected.againstId}, ${note}, ${now}
      where not exists (select from appeals where site_id = ${site.id} and comment_id = ${commentId}
        and outcome = 'refused')
      on conflict (site_id, comment_id, rejected_version) do nothing
      returning id`,
    )
    if (made.length === 0)
      throw new AppError('conflict', 'An appeal about this comment has been decided already.')
    const moved = await moveComment(tx, {
      siteId: site.id,
      commentId,
      from: ['rejected'],
      to: 'pending',
      expectedVersion: rejected.version,
      reason: null,
      decidedAt: null,
      eventType: 'comment.held',
      eventData: { appeal: id },
    })
    if (moved === undefined) throw changedMeanwhile()
  })
  deps.log.info({ site: site.slug, commentId, appealId: id }, 'appeal.made')
  return { id, status: 'pending', createdAt: now }
}
