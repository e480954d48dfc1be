import { takeTime } from '../../db/in-time.ts'
import { DECIDE_BATCH_MS, DECIDE_MS } from '../../db/time-limits.ts'
import type { Deps } from '../../deps.ts'
import { AppError, problemOf } from '../../errors.ts'
import type { Moderator } from '../../http/auth.ts'
import { type Decided, type DecisionRequest, decideMany } from './decide.ts'
import type { Outcome } from './together.ts'
import { undoMany } from './undo.ts'

/** The outcome for one of many: the decision, or the problem. */
type EachResult =
  | ({ readonly id: string; readonly status: 200 } & Decided)
  | { readonly id: string; readonly status: number; readonly problem: Readonly<Record<string, unknown>> }

/** Decides on each by itself and answers in the given order; a problem with one does not stop the others. */
export function decideEach(
  deps: Deps,
  moderator: Moderator,
  requests: readonly DecisionRequest[],
): Promise<EachResult[]> {
  return each(requests, (batch) => decideMany(deps, moderator, batch))
}

/** Undoes each decision by itself; `id` is that of the decision. */
export function undoEach(
  deps: Deps,
  moderator: Moderator,
  decisionIds: readonly string[],
): Promise<EachResult[]> {
  return each(
    decisionIds.map((id) => ({ id })),
    (batch) =>
      undoMany(
        deps,
        moderator,
        batch.map(({ id }) => id),
      ),
  )
}

/** How many comments one transaction decides on: it locks their articles for as long as it lasts. */
const BATCH = 100

async function each<T extends { readonly id: string }>(
  requests: readonly T[],
  act: (batch: readonly T[]) => Promise<readonly Outcome<Decided>[]>,
): Promise<EachResult[]> {
  const ends = performance.now() + DECIDE_MS
  const results: EachResult[] = []
  for (const batch of batchesOf(requests)) {
    takeTime(Math.min(DECIDE_BATCH_MS, ends - performance.now()))
    const outcomes = await act(batch)
    results.push(...outcomes.map((outcome, at) => resultOf(batch[at]?.id ?? '', outcome)))
  }
  return results
}

/**
 * Cuts requests into batches, in order. No batch names an id twice (in any case of letters), so a repeated request
 * meets the effect of the first.
 */
function batchesOf<T extends { readonly id: string }>(requests: readonly T[]): T[][] {
  const batches: Map<string, T>[] = []
  for (const request of requests) {
    const id = request.id.toLowerCase()
    const last = batches.at(-1)
    if (last === undefined || last.size === BATCH || last.has(id)) batches.push(new Map([[id, request]]))
    else last.set(id, request)
  }
  return batches.map((batch) => [...batch.values()])
}

function resultOf(id: string, outcome: Outcome<Decided>): EachResult {
  if (!(outcome instanceof AppError)) return { id, status: 200, ...outcome }
  const problem = problemOf(outcome)
  return { id, status: problem.status, problem }
}
