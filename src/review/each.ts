import type { Deps } from '../deps.ts'
import { AppError, ERRORS } from '../errors.ts'
import type { Moderator } from '../http/auth.ts'
import { type Decided, type DecisionRequest, decide } from './decide.ts'
import { undo } from './undo.ts'

/** What became of one of many: the decision, or the problem it met. */
type EachResult =
  | ({ readonly id: string; readonly status: 200 } & Decided)
  | { readonly id: string; readonly status: number; readonly problem: Readonly<Record<string, unknown>> }

/** Decides each by itself and answers in the order given; trouble with one does not stop the others. */
export function decideEach(
  deps: Deps,
  moderator: Moderator,
  requests: readonly DecisionRequest[],
): Promise<EachResult[]> {
  return each(requests, (request) => decide(deps, moderator, request))
}

/** Takes each decision back by itself; `id` is the decision's. */
export function undoEach(
  deps: Deps,
  moderator: Moderator,
  decisionIds: readonly string[],
): Promise<EachResult[]> {
  return each(
    decisionIds.map((id) => ({ id })),
    ({ id }) => undo(deps, moderator, id),
  )
}

/** Under way at once for one call: a part of the pool, so that readers are served meanwhile. */
const AT_ONCE = 4

async function each<T extends { readonly id: string }>(
  requests: readonly T[],
  act: (request: T) => Promise<Decided>,
): Promise<EachResult[]> {
  const results: EachResult[] = []
  const waiting = requests.entries()
  const worker = async () => {
    for (const [index, request] of waiting) results[index] = await settle(request.id, act(request))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

async function settle(id: string, acting: Promise<Decided>): Promise<EachResult> {
  try {
    return { id, status: 200, ...(await acting) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, errors, members } = error
    const [status, title] = ERRORS[code]
    const problem = { type: `urn:postbag:problem:${code}`, title, status, detail: message, ...members }
    return { id, status, problem: errors.length > 0 ? { ...problem, errors } : problem }
  }
}
