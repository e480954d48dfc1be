import { call, messageOf } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import { plural } from '../format.ts'
import { announce, toast } from '../ui/say.tsx'
import { answered, desk, readItem, refresh } from './desk.ts'
import { type Listed, type Many, withoutDone } from './done.ts'
import { putBack } from './state.ts'

const TIME_LIMIT_MS = 60_000

let undoing: Promise<void> = Promise.resolve()

/**
 * Takes back the last act at this desk, one decision or many, also one whose answer is still outstanding. Asked for
 * again meanwhile, it takes back the one before as well.
 */
export function undoLast(): Promise<void> {
  undoing = undoing.then(takeBackLast, takeBackLast)
  return undoing
}

async function takeBackLast(): Promise<void> {
  await answered()
  const [last] = desk.get().done
  if (last === undefined) return announce('There is nothing to undo.')
  if ('decisionIds' in last) return undoMany(last)
  if ('onUndone' in last) return undoListed(last)
  if ('takeBack' in last) {
    desk.set((now) => withoutDone(now, last, 0))
    return last.takeBack()
  }
  const { id, site, author } = last.item.comment
  try {
    await call('POST', `/v1/review/decisions/${last.decisionId}/undo`)
    const item = (await readItem(id, site)) ?? last.item
    desk.set((now) => putBack(now, last, item))
    announce(`Undone. The comment by ${author.name} is back.`)
  } catch (error) {
    desk.set((now) => withoutDone(now, last, 0))
    toast(`Not undone: ${messageOf(error)}`)
  }
}

/** Takes back a decision made in a list. */
export async function undoListed(listed: Listed): Promise<void> {
  const isUndone = await call('POST', `/v1/review/decisions/${listed.decisionId}/undo`).then(
    () => true,
    (error: unknown) => toast(`Not undone: ${messageOf(error)}`),
  )
  desk.set((now) => withoutDone(now, listed, isUndone ? 1 : 0))
  if (isUndone) toast('Undone.')
  listed.onUndone()
}

/** Takes back what was decided at once; what changed since is left as it is. */
export async function undoMany(many: Many): Promise<void> {
  const ids = many.decisionIds
  try {
    const { results } = await call<{ readonly results: readonly { readonly status: number }[] }>(
      'POST',
      '/v1/review/decisions/undo',
      { ids },
      { timeoutMs: TIME_LIMIT_MS },
    )
    const undone = results.filter(({ status }) => status === 200).length
    desk.set((now) => withoutDone(now, many, undone))
    toast(
      `${plural(undone, 'decision')} taken back${undone < results.length ? `, ${results.length - undone} not` : ''}.`,
    )
  } catch (error) {
    toast(`Not undone: ${messageOf(error)}`)
  }
  many.onUndone?.()
  readAgain()
}

/** Reads the desk and the lists again. */
export function readAgain(): void {
  bulkTurns.set(({ turn }) => ({ turn: turn + 1 }))
  void refresh()
}
