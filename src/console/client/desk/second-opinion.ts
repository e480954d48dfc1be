import { call, messageOf, Problem } from '../api.ts'
import type { Item } from '../types.ts'
import { alarm, toast } from '../ui/say.tsx'
import { byItself, onAnswer } from './by-itself.ts'
import { reviewPath } from './decide-now.ts'
import { readItem } from './desk.ts'
import { desk } from './desk-store.ts'
import { type Reversible, withDone, withoutDone } from './done.ts'
import { claimNext } from './leases.ts'
import { readOpinionRequests } from './opinion-requests.ts'
import { keepItem, leaveItem, takeItem } from './state.ts'
import { awaitAnswer } from './under-way.ts'

/**
 * Leaves a comment to colleagues, at once on the screen, and offers an undo; false when the answer brings it back.
 */
export function leaveToColleagues(item: Item, note: string): Promise<boolean> {
  const { id } = item.comment
  const done: Reversible = {
    takeBack() {
      desk.set((now) => withoutDone(now, done, 0))
      return askNoMore(item)
    },
  }
  desk.set((now) => withDone(leaveItem(now, item), done))
  const body = { version: item.version, ...(note && { note }) }
  const answer = call('PUT', reviewPath(item, '/second-opinion'), body, { outlives: true }).then(
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
  const { id, site } = item.comment
  const change = onAnswer()
  try {
    await call('DELETE', reviewPath(item, '/second-opinion'))
    void readOpinionRequests()
    const fresh = (await readItem(id, site)) ?? item
    if (fresh.version !== item.version) return toast('A colleague has decided it meanwhile.')
    change((now) => takeItem(now, fresh))
    toast('It is yours again.')
  } catch (error) {
    toast(`Not undone: ${messageOf(error)}`)
  }
}
