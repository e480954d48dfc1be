import { call, messageOf } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import { plural } from '../format.ts'
import type { Decision } from '../types.ts'
import { announce, passing, toast } from '../ui/say.tsx'
import { byItself, onAnswer } from './by-itself.ts'
import { putBack, withoutDone } from './changes.ts'
import { decide, readFresh, refresh } from './desk.ts'
import { claimItem } from './leases.ts'
import { type Done, desk, type Listed, type Many, type Redo, type Sent } from './state.ts'
import { answered } from './under-way.ts'
import { isFromHere, whoHolds } from './whose.ts'

let turn: Promise<void> = Promise.resolve()

/**
 * Undoes the last act at this desk, one decision or many, even if its answer is still outstanding. Called again
 * meanwhile, it undoes the one before as well.
 */
export function undo(): Promise<void> {
  return inTurn(undoLast)
}

/** Makes the decision again that was undone last, if nothing else was decided since. */
export function redo(): Promise<void> {
  return inTurn(redoLast)
}

function inTurn(act: () => Promise<void>): Promise<void> {
  turn = turn.then(act, act)
  return turn
}

async function undoLast(): Promise<void> {
  const [asked] = desk.get().done
  const change = onAnswer()
  await answered()
  // Only what was asked for: neither what was done since, nor anything else if it failed and is back on the desk.
  const last = desk.get().done.find((one) => isSame(one, asked))
  if (last === undefined) return announce('There is nothing to undo.')
  if ('decisionIds' in last) return undoMany(last)
  if ('onUndone' in last) return undoListed(last)
  if ('takeBack' in last) return last.takeBack()
  return undoAtDesk(last, change)
}

/** A decision is another object once it is answered. */
function isSame(one: Done, other: Done | undefined): boolean {
  if (one === other) return true
  return other !== undefined && 'item' in one && 'item' in other && one.item === other.item
}

async function undoAtDesk(last: Sent, change: typeof byItself): Promise<void> {
  const { id, author } = last.item.comment
  try {
    const { decision } = await call<Undone>('POST', `/v1/review/decisions/${last.decisionId}/undo`)
    const [item = { ...last.item, version: decision.version }, claim] = await Promise.all([
      readFresh(last.item),
      claimItem(last.item),
    ])
    const isHeld = claim !== null && !isFromHere(desk.get(), claim)
    change((now) =>
      isHeld ? withoutDone(now, last, 1) : putBack(now, last, { ...item, claim: claim ?? item.claim }),
    )
    if (isHeld) return toast(`Undone. ${whoHolds(desk.get(), claim)} already.`)
    announceUndone(`Undone. The comment by ${author.name} is back.`, async () => {
      const again = desk.get().items.find(({ comment }) => comment.id === id)
      if (again?.version === decision.version) decide(again, last.act, byItself)
      else announce('It does not wait any more.')
    })
  } catch (error) {
    desk.set((now) => withoutDone(now, last, 0))
    toast(`Not undone: ${messageOf(error)}`)
  }
}

type Undone = { readonly decision: Decision }

/** Undoes a decision that was made in a list. */
export async function undoListed(listed: Listed): Promise<void> {
  const undone = await call<Undone>('POST', `/v1/review/decisions/${listed.decisionId}/undo`).catch(
    (error: unknown) => toast(`Not undone: ${messageOf(error)}`),
  )
  desk.set((now) => withoutDone(now, listed, undone ? 1 : 0))
  if (undone) announceUndone('Undone.', listed.redo && (() => listed.redo?.(undone.decision)))
  listed.onUndone()
}

type Result = { readonly status: number; readonly decision?: Decision }

/** Undoes what was decided at once; what changed since is left as it is. */
export async function undoMany(many: Many): Promise<void> {
  const ids = many.decisionIds
  try {
    const { results } = await call<{ readonly results: readonly Result[] }>(
      'POST',
      '/v1/review/decisions/undo',
      { ids },
      { isLong: true },
    )
    const undone = results.flatMap(({ decision }) => decision ?? [])
    desk.set((now) => withoutDone(now, many, undone.length))
    const rest = undone.length < results.length ? `, ${results.length - undone.length} not` : ''
    announceUndone(
      `${plural(undone.length, 'decision')} taken back${rest}.`,
      many.redo && (() => many.redo?.(undone)),
    )
  } catch (error) {
    toast(`Not undone: ${messageOf(error)}`)
  }
  many.onUndone?.()
  refreshAll()
}

/** Announces that something was undone, and offers to decide it again, if that is possible. */
function announceUndone(what: string, redo: Redo | undefined): void {
  if (redo === undefined) {
    toast(what)
    return
  }
  const once = () => {
    dismiss()
    return redo()
  }
  desk.set((now) => ({ ...now, undone: [once, ...now.undone] }))
  const dismiss = passing(what, { name: 'Redo', run: () => void inTurn(() => redoThis(once)) })
}

async function redoLast(): Promise<void> {
  await answered()
  const [last] = desk.get().undone
  return last === undefined ? announce('There is nothing to redo.') : redoThis(last)
}

/** What was undone before it can still be decided again afterwards. */
async function redoThis(redo: Redo): Promise<void> {
  const others = desk.get().undone.filter((other) => other !== redo)
  await redo()
  await answered()
  desk.set({ undone: others })
}

/** Loads the desk and the lists again. */
export function refreshAll(): void {
  bulkTurns.set(({ turn }) => ({ turn: turn + 1 }))
  void refresh()
}
