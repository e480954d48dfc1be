import { call, messageOf } from '../api.ts'
import { onAnswer } from '../desk/by-itself.ts'
import { withDecided } from '../desk/changes.ts'
import { removeDecided } from '../desk/desk.ts'
import { type Act, desk, type Many } from '../desk/state.ts'
import { awaitAnswer } from '../desk/under-way.ts'
import { refreshAll, undoMany } from '../desk/undo.ts'
import { plural } from '../format.ts'
import type { Decision, Item } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { deselect } from './selection.ts'

type Result =
  | { readonly id: string; readonly status: 200; readonly decision: Decision }
  | { readonly id: string; readonly status: number }

/**
 * Decides on all of them in one request, each by itself: what somebody else decided meanwhile is left alone and
 * counted. One undo takes back everything that was decided.
 * @throws {Problem} when the request as a whole was refused or not answered.
 */
export function decideMany(items: readonly Item[], act: Act): Promise<void> {
  return decideEach(
    items.map(({ comment: { id, site }, version }) => ({ id, site, version })),
    act,
  )
}

type Seen = { readonly id: string; readonly site: string; readonly version: number }

async function decideEach(seen: readonly Seen[], act: Act): Promise<void> {
  const { action, reason, note } = act
  const decisions = seen.map((one) => ({ ...one, action, ...(reason && { reason }), ...(note && { note }) }))
  const change = onAnswer()
  const answer = call<{ readonly results: readonly Result[] }>(
    'POST',
    '/v1/review/decisions',
    { decisions },
    { isLong: true },
  )
  const outcome = answer.catch(() => undefined)
  for (const { id } of seen) awaitAnswer(id, outcome)
  const { results } = await answer
  const decided = results.flatMap((result) => ('decision' in result ? [result.decision] : []))
  removeDecided(decided, change)
  deselect(seen.map(({ id }) => id))
  const left = results.length - decided.length
  const what = `${plural(decided.length, 'comment')} ${action === 'approve' ? 'approved' : 'rejected'}`
  const rest =
    left > 0
      ? `; ${plural(left, 'comment')} had changed meanwhile and ${left === 1 ? 'is' : 'are'} left alone`
      : ''
  const many: Many = {
    decisionIds: decided.map(({ id }) => id),
    redo: (undone) =>
      decideEach(
        undone.map(({ commentId: id, site, version }) => ({ id, site, version })),
        act,
      ).catch((error: unknown) => toast(messageOf(error))),
  }
  if (decided.length > 0) desk.set((now) => withDecided(now, many))
  const undoAll = { name: 'Undo all', run: () => void undoMany(many) }
  toast(`${what}${rest}.`, decided.length > 0 ? undoAll : undefined)
  refreshAll()
}
