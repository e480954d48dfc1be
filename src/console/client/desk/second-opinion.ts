import { call, messageOf, Problem, reviewPath } from '../api.ts'
import type { Item } from '../types.ts'
import { alarm, toast } from '../ui/say.tsx'
import { byItself, onAnswer } from './by-itself.ts'
import { keepItem, leaveItem, takeItem, withoutDone } from './changes.ts'
import { reversible } from './decide-now.ts'
import { readItem } from './desk.ts'
import { claimNext } from './leases.ts'
import { readOpinionRequests } from './opinion-requests.ts'
import { desk } from './state.ts'
import { awaitAnswer } from './under-way.ts'

/**
 * Leaves a comment to colleagues, at once on the screen, and offers an undo; false when the answer brings it back.
 */
export function leaveToColleagues(item: Item, note: string): Promise<boolean> {
  const { id } = item.comment
  desk.set((now) => leaveItem(now, item))
  const done = reversible(() => askNoMore(item))
  const body = { version: item.version, ...(note && { note }) }
  const answer = call('PUT', reviewPath(item.comment, '/second-opinion'), body, { outlives: true }).then(
    () => {
      void readOpinionRequests()
      toast('Left to colleagues.', { name: 'Undo', run: () => void done.takeBack() })
      return true
    },
    (error: unknown) => {
      const kind = error instanceof Problem && error.status === 409 ? 'conflict' : 'failed'
      const message = messageOf(error)
      byItself((now) => keepItem(withoutDone(now, done, 0), id, { kind, message }))
      alarm(message)
      return false
    },
  )
  awaitAnswer(id, answer)
  void claimNext()
  return answer
}

/** The moderator decides after all: the comment is back on the desk, unless a colleague was quicker. */
export async function askNoMore(item: Item): Promise<void> {
  const change = onAnswer()
  try {
    await call('DELETE', reviewPath(item.comment, '/second-opinion'))
    void readOpinionRequests()
    const fresh = await readItem(item)
    if (fresh.version !== item.version) return toast('A colleague has decided it meanwhile.')
    change((now) => takeItem(now, fresh))
    toast('It is yours again.')
  } catch (error) {
    toast(`Not undone: ${messageOf(error)}`)
  }
}
