import type { Queryable } from '../db/client.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { tellArticle } from '../live.ts'
import { type Decided, noteDecision } from './decide.ts'
import { explainStale } from './subject.ts'
import { takeBack, type Undoable, undoableColumns } from './take-back.ts'

/**
 * Puts a comment back as it was before a decision, as a decision of its own.
 * @throws {AppError} `not-found`, `conflict` for an undo or a second undo, `already-decided` when something
 * happened to the comment since.
 */
export async function undo(deps: Deps, moderator: Moderator, decisionId: string): Promise<Decided> {
  const done = await getUndoable(deps.db, moderator, decisionId)
  if (done.action === 'undo') throw new AppError('conflict', 'An undo is not undone: decide again.')
  if (done.isUndone) throw undoneAlready()
  const { siteId, site } = done
  const { comment, decision, moved } = await deps.db
    .transaction(async (tx) => {
      const [back] = await takeBack(tx, siteId, { done: [done], moderator, decidedAt: deps.now() })
      if (back === undefined) throw await explainStale(tx, done, done.decidedVersion)
      return back
    })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error, 'decisions_undone_once')) throw error
      throw undoneAlready(error)
    })
  tellArticle(deps.live, { siteId, ...moved })
  noteDecision(deps, site, decision)
  return { comment, decision: { ...decision, site } }
}

function undoneAlready(cause?: unknown): AppError {
  return new AppError('conflict', 'This decision was taken back already.', { cause })
}

async function getUndoable(db: Queryable, moderator: Moderator, decisionId: string): Promise<Undoable> {
  const siteIds = moderator.siteIds ? [...moderator.siteIds] : null
  const [found] = await db.query(
    (sql) => sql<Undoable[]>`
    select ${undoableColumns(sql)}
    from sites s
    join decisions d on d.site_id = s.id and d.id = ${decisionId}
    join comments c on c.site_id = d.site_id and c.id = d.comment_id
    where ${siteIds}::uuid[] is null or s.id = any(${siteIds}::uuid[])`,
  )
  if (found === undefined) throw new AppError('not-found')
  return found
}
