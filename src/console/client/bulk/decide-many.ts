import { call, messageOf } from '../api.ts'
import { refresh, removeDecided } from '../desk/desk.ts'
import { plural } from '../format.ts'
import type { Decision, Item, ReasonCode } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { bulkTurns, deselect } from './selection.ts'

type Result =
  | { readonly id: string; readonly status: 200; readonly decision: Decision }
  | { readonly id: string; readonly status: number; readonly problem: { readonly detail?: string } }

type Wanted = {
  readonly action: 'approve' | 'reject'
  readonly reason: ReasonCode | null
  readonly note: string
}

const TIME_LIMIT_MS = 60_000

/**
 * Decides on all of them in one request, each for itself: what somebody else decided meanwhile is left alone
 * and counted. Everything that was decided can be taken back with one act.
 * @throws {Problem} when the request as a whole was refused or not answered.
 */
export async function decideMany(items: readonly Item[], { action, reason, note }: Wanted): Promise<void> {
  const decisions = items.map(({ comment, version }) => ({
    id: comment.id,
    site: comment.site,
    action,
    version,
    ...(reason && { reason }),
    ...(note && { note }),
  }))
  const { results } = await call<{ readonly results: readonly Result[] }>(
    'POST',
    '/v1/review/decisions',
    { decisions },
    { timeoutMs: TIME_LIMIT_MS },
  )
  const decided = results.flatMap((result) => ('decision' in result ? [result.decision] : []))
  removeDecided(decided)
  deselect(items.map(({ comment }) => comment.id))
  const left = results.length - decided.length
  const what = `${plural(decided.length, 'comment')} ${action === 'approve' ? 'approved' : 'rejected'}`
  const rest =
    left > 0
      ? `; ${plural(left, 'comment')} had changed meanwhile and ${left === 1 ? 'is' : 'are'} left alone`
      : ''
  toast(`${what}${rest}.`, { name: 'Undo all', run: () => void undoMany(decided) })
  again()
}

async function undoMany(decisions: readonly Decision[]): Promise<void> {
  try {
    const { results } = await call<{ readonly results: readonly { readonly status: number }[] }>(
      'POST',
      '/v1/review/decisions/undo',
      { ids: decisions.map(({ id }) => id) },
      { timeoutMs: TIME_LIMIT_MS },
    )
    const undone = results.filter(({ status }) => status === 200).length
    toast(
      `${plural(undone, 'decision')} taken back${undone < results.length ? `, ${results.length - undone} not` : ''}.`,
    )
  } catch (error) {
    toast(`Not undone: ${messageOf(error)}`)
  }
  again()
}

/** Reads the desk and the lists again. */
function again(): void {
  bulkTurns.set(({ turn }) => ({ turn: turn + 1 }))
  void refresh()
}
