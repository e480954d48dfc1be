import { call, get, messageOf, Problem } from '../api.ts'
import { ago } from '../format.ts'
import { createStore } from '../store.ts'
import type { Decision, Item, Page, ReasonCode } from '../types.ts'
import { alarm, announce, toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'
import * as state from './state.ts'
import { isPlain, type View } from './view.ts'

const PAGE = 50
const CLAIM_AT_ONCE = 5
const CLAIM_BELOW = 3
const RENEW_MS = 2 * 60_000

export const desk = createStore<state.Desk>(state.emptyDesk(''))

let view: View | null = null
let claiming = false
const answers = new Map<string, Promise<unknown>>()

/** Lays out another view of the queue. */
export async function openView(me: string, chosen: View): Promise<void> {
  view = chosen
  const { done, decidedHere } = desk.get()
  desk.set({ ...state.emptyDesk(me), done, decidedHere })
  await refresh()
}

/** Reads the queue again and claims what comes next. */
export async function refresh(): Promise<void> {
  const asked = view
  if (asked === null) return
  try {
    const page = await get<Page<Item>>('/v1/review/queue', { ...asked, limit: PAGE })
    if (asked !== view) return
    desk.set((now) => state.withItems(now, page.items, page.next))
    await claimNext()
  } catch (error) {
    desk.set({ loading: false })
    alarm(messageOf(error))
  }
}

export async function loadMore(): Promise<void> {
  const { next } = desk.get()
  if (view === null || next === null) return
  const page = await get<Page<Item>>('/v1/review/queue', { ...view, limit: PAGE, cursor: next })
  desk.set((now) => state.withMoreItems(now, page.items, page.next))
}

/** Leases the next items when few of ours are left, so that no colleague gets them. */
async function claimNext(isRenewal = false): Promise<void> {
  const now = desk.get()
  const mine = now.items.filter((item) => state.isMine(now, item)).length
  if (view === null || claiming || !isPlain(view) || (mine >= CLAIM_BELOW && !isRenewal)) return
  claiming = true
  try {
    const body = { ...(view.site && { site: view.site }), count: CLAIM_AT_ONCE }
    const claimed = await call<{ readonly items: readonly Item[] }>('POST', '/v1/review/claims', body)
    desk.set((before) => state.withClaimed(before, claimed.items))
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) announce(messageOf(error))
  } finally {
    claiming = false
  }
}

/** Keeps our claims while the desk is open and gives them back when it closes. Returns what ends it. */
export function holdClaims(): () => void {
  const timer = setInterval(() => void claimNext(true), RENEW_MS)
  const release = () => void fetch('/v1/review/claims', { method: 'DELETE', keepalive: true }).catch(() => {})
  addEventListener('pagehide', release)
  return () => {
    clearInterval(timer)
    removeEventListener('pagehide', release)
    release()
  }
}

/** Decides at once on the screen; the answer may bring the item back. */
export function decide(
  item: Item,
  action: 'approve' | 'reject',
  reason: ReasonCode | null,
  note: string,
): void {
  const { id, site } = item.comment
  desk.set((now) => state.decideItem(now, id, action, reason))
  announce(action === 'approve' ? 'Approved.' : `Rejected: ${reasonName(reason)}.`)
  const body = { action, version: item.version, ...(reason && { reason }), ...(note && { note }) }
  const answer = call<{ readonly decision: Decision }>(
    'PUT',
    `/v1/review/comments/${id}/decision?site=${encodeURIComponent(site)}`,
    body,
  )
    .then(({ decision }) => desk.set((now) => state.confirmDecision(now, id, decision)))
    .catch((error: unknown) => bringBack(item, error))
    .finally(() => answers.delete(id))
  answers.set(id, answer)
  void claimNext()
}

async function bringBack(item: Item, error: unknown): Promise<void> {
  const { id, site } = item.comment
  const isConflict = error instanceof Problem && error.status === 409
  if (error instanceof Problem && error.status === 404) {
    desk.set((now) => state.dropItem(state.returnItem(now, id, { kind: 'failed', message: '' }), id))
    toast(`The comment by ${item.comment.author.name} is gone: it was withdrawn or erased.`)
    return
  }
  const message = isConflict ? whoDecided(error) : messageOf(error)
  const fresh = isConflict ? await readItem(id, site) : undefined
  desk.set((now) => state.returnItem(now, id, { kind: isConflict ? 'conflict' : 'failed', message }, fresh))
  alarm(message)
}

function whoDecided(problem: Problem): string {
  const decision = problem.body.decision as Partial<Decision> | undefined
  if (!decision?.action || !decision.createdAt) return `${problem.message} Yours was not counted.`
  const who = decision.moderator?.name ?? 'A colleague'
  const what =
    decision.action === 'approve'
      ? 'approved this'
      : decision.action === 'reject'
        ? `rejected this (${reasonName(decision.reason ?? null)})`
        : 'put this back'
  return `${who} ${what} ${ago(decision.createdAt)}. Your decision was not counted.`
}

async function readItem(id: string, site: string): Promise<Item | undefined> {
  try {
    return await get<Item>(`/v1/review/comments/${id}`, { site })
  } catch {
    return undefined
  }
}

/** Takes back the last decision made here, also one whose answer is still outstanding. */
export async function undoLast(): Promise<void> {
  await Promise.all(answers.values())
  const [last] = desk.get().done
  if (last === undefined) return announce('There is nothing to undo.')
  const { id, site, author } = last.item.comment
  try {
    await call('POST', `/v1/review/decisions/${last.decisionId}/undo?site=${encodeURIComponent(site)}`)
    const item = (await readItem(id, site)) ?? last.item
    desk.set((now) => state.putBack(now, last.decisionId, item))
    announce(`Undone. The comment by ${author.name} is back.`)
  } catch (error) {
    desk.set((now) => ({ ...now, done: now.done.filter((done) => done !== last) }))
    toast(`Not undone: ${messageOf(error)}`)
  }
}

export function skip(item: Item): void {
  desk.set((now) => state.skipItem(now, item.comment.id))
  announce('Skipped.')
  void claimNext()
}

export function select(id: string): void {
  desk.set((now) => state.selectItem(now, id))
}

/** Steps through the list without deciding. */
export function step(by: 1 | -1): void {
  const { items, currentId } = desk.get()
  const place = items.findIndex(({ comment }) => comment.id === currentId)
  const item = items[place + by]
  if (item !== undefined) select(item.comment.id)
}

export function drop(id: string): void {
  desk.set((now) => state.dropItem(now, id))
  void claimNext()
}
