import type { Queryable } from '../../db/client.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { withinSites } from '../access.ts'
import { announceDecisions, type Decided } from './decide.ts'
import { outcomesOf } from './subject.ts'
import { takeBack, type Undoable, undoableColumns } from './take-back.ts'
import { attempt, type Outcome, onlyOutcome, together } from './together.ts'

/**
 * Restores a comment as it was before a decision, as a new decision.
 * @throws {AppError} `not-found`, `conflict` for an undo or a second undo, `already-decided` when something happened
 * to the comment since.
 */
export async function undo(deps: Deps, moderator: Moderator, decisionId: string): Promise<Decided> {
  return onlyOutcome(await undoMany(deps, moderator, [decisionId]))
}

/** Undoes many decisions, grouped as `decideMany` groups them; one outcome each, in order. */
export async function undoMany(
  deps: Deps,
  moderator: Moderator,
  decisionIds: readonly string[],
): Promise<Outcome<Decided>[]> {
  const found = await findUndoable(deps.db, moderator, decisionIds)
  const wanted = decisionIds.map((id) => attempt(() => mayBeUndone(found.get(id.toLowerCase()))))
  return together(
    wanted,
    ({ action, siteId }) => `${action} ${siteId}`,
    (some) => undoTogether(deps, moderator, some),
  )
}

function mayBeUndone(done: Undoable | undefined): Undoable {
  if (done === undefined) throw new AppError('not-found')
  if (done.action === 'undo') throw new AppError('conflict', 'An undo cannot be undone: decide again.')
  if (done.isUndone) throw undoneAlready()
  return done
}

/** Undoes several decisions of one site and action, in one transaction. */
async function undoTogether(
  deps: Deps,
  moderator: Moderator,
  some: readonly Undoable[],
): Promise<Outcome<Decided>[]> {
  const [first] = some
  if (first === undefined) return []
  const { siteId } = first
  const outcomes = await deps.db
    .transaction(async (tx) => {
      // Of several decisions on one comment only the newest can be undone.
      const done = some.filter(({ version, decidedVersion }) => version === decidedVersion)
      const made = await takeBack(tx, siteId, { done, moderator, decidedAt: deps.now() })
      const byUndone = new Map(made.map((one) => [one.decision.undoes, one]))
      const wanted = some.map(({ decisionId, id, decidedVersion }) => ({
        key: decisionId,
        id,
        seen: decidedVersion,
      }))
      return outcomesOf(tx, siteId, byUndone, wanted)
    })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error, 'decisions_undone_once')) throw error
      throw undoneAlready(error)
    })
  return announceDecisions(deps, first, outcomes)
}

function undoneAlready(cause?: unknown): AppError {
  return new AppError('conflict', 'This decision has been taken back already.', { cause })
}

async function findUndoable(
  db: Queryable,
  moderator: Moderator,
  decisionIds: readonly string[],
): Promise<Map<string, Undoable>> {
  const found = await db.query(
    (sql) => sql<Undoable[]>`
    select ${undoableColumns(sql)}
    from unnest(${[...decisionIds]}::uuid[]) as i(id)
    cross join sites s
    join decisions d on d.site_id = s.id and d.id = i.id
    join comments c on c.site_id = d.site_id and c.id = d.comment_id
    where ${withinSites(sql, moderator)}`,
  )
  return new Map(found.map((done) => [done.decisionId, done]))
}
