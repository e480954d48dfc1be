import { toast } from '../ui/say.tsx'
import { type Desk, desk } from './state.ts'

/* Nothing is taken from under the moderator's hands, and no key that was meant for one comment counts for another. */

/** Keys that follow one another faster are one movement of the hand. */
const PAUSE_MS = 400
/** Whoever has waited for this long may well be doing something else. */
const AWAITED_MS = 600

type Change = (now: Desk) => Desk

let touchedAt = 0
for (const type of ['keydown', 'pointerdown'])
  addEventListener(type, ({ timeStamp }) => (touchedAt = timeStamp), true)

/** The comment that came onto the desk by itself, until the hand has paused since. */
let came: { readonly id: string; at: number } | null = null

/**
 * Changes the desk when the moderator does not expect it. A comment about which something is being written stays,
 * and what would have taken its place comes next.
 */
export function byItself(change: Change): void {
  const before = desk.get()
  const after = change(before)
  const { currentId } = after
  const isOther = before.currentId !== null && currentId !== null && currentId !== before.currentId
  if (isOther && isWriting() && after.items.some(({ comment }) => comment.id === before.currentId)) {
    desk.set(() => stayingAt(before.currentId, after))
    return
  }
  desk.set(() => after)
  if (isOther) came = { id: currentId, at: performance.now() }
}

/**
 * Called when something is asked of the service. The returned function makes what the answer changes, which is
 * expected if the moderator has touched nothing since.
 */
export function onAnswer(): (change: Change) => void {
  const askedAt = performance.now()
  const touchedBefore = touchedAt
  return (change) => {
    const isAwaited = touchedAt === touchedBefore && performance.now() - askedAt < AWAITED_MS
    if (isAwaited) desk.set(change)
    else byItself(change)
  }
}

/** Whether what the moderator does just now was begun before the comment on the desk came there, which is said. */
export function isMeantForFormer(): boolean {
  if (came === null) return false
  const now = performance.now()
  if (came.id !== desk.get().currentId || now - came.at > PAUSE_MS) {
    came = null
    return false
  }
  came.at = now
  toast('Another comment has come onto the desk: look at it first.')
  return true
}

/** Whether a field about the comment on the desk, or a dialog, is open. */
function isWriting(): boolean {
  return isNoting() || document.querySelector('dialog[open]') !== null
}

/** Whether a note about the comment on the desk is being written. */
export function isNoting(): boolean {
  return document.activeElement?.closest('article.item textarea') != null
}

function stayingAt(currentId: string | null, desk: Desk): Desk {
  const next = desk.items.filter(({ comment }) => comment.id === desk.currentId)
  const others = desk.items.filter((item) => !next.includes(item))
  const place = others.findIndex(({ comment }) => comment.id === currentId) + 1
  return { ...desk, currentId, items: others.toSpliced(place, 0, ...next) }
}
