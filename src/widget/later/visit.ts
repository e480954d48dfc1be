import { listOwn } from '../own/own.ts'
import { forgetVisits, keepVisit, type Seen, seenBefore, seenIn } from '../own/visits.ts'
import type { State } from '../thread/store.ts'
import type { Widget } from '../widget.ts'
import { branch } from './doubt.ts'

export type Returned = typeof import('../returned/returned.ts')

/**
 * Keeps what a reader has seen of the thread for the next time. Readers who were here before, or wrote something on
 * the site, are told what is new, by code that only they load.
 */
export async function startVisit(widget: Widget): Promise<void> {
  const { store, settings } = widget
  const { site, article } = settings
  const before = seenBefore(site, article)
  const own = listOwn(site)
  if (isOff(widget, 'visits')) {
    forgetVisits(site, new Set(isOff(widget, 'answers') ? [] : own.map((one) => one.article)))
  }
  watchVisit(widget, before)
  if (before === undefined && own.length === 0) return
  // It lies beside this file.
  const returned: Returned = await import(import.meta.url.replace(/later(?=-\w+\.js)/, 'returned'))
  store.set({ returned })
  returned.tell(widget, before)
}

/** Whether the embedding page switched it off: `without="answers visits"`. */
export function isOff({ host }: Widget, what: 'answers' | 'visits'): boolean {
  return host.getAttribute('without')?.split(' ').includes(what) === true
}

/** Whether the loaded comments include all the newest ones. */
export function showsNewest({ sort, next }: State): boolean {
  return sort === 'newest' || (sort !== 'picked' && next === null)
}

/** Runs from when the comments come into view until the reader leaves. */
function watchVisit(widget: Widget, before: Seen | undefined): void {
  const { host, store, settings, ended } = widget
  let seen: Seen | undefined
  const keep = () => {
    const state = store.get()
    const isFor = !isOff(widget, 'visits') || (!isOff(widget, 'answers') && state.mine.size > 0)
    if (state.phase !== 'ready' || !isFor) return
    seen = seenNow(state) ?? seen ?? seenByTime(state)
    keepVisit(settings.site, settings.article, { seen, before })
  }
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    watch.disconnect()
    keep()
    document.addEventListener('visibilitychange', () => document.hidden && keep(), { signal: ended })
    ended.addEventListener('abort', keep)
  })
  watch.observe(host)
  ended.addEventListener('abort', () => watch.disconnect())
}

/** Undefined if the order shown does not begin with the newest, and not everything is loaded. */
function seenNow(state: State): Seen | undefined {
  const { comments, next, news } = state
  if (!showsNewest(state)) return undefined
  const from = next === null ? '' : (comments.at(-1)?.createdAt ?? '')
  return seenIn([...comments.flatMap(branch), ...(news?.answers ?? [])], { from, count: shownCount(state) })
}

/** By this browser's clock, which may be slightly wrong. */
function seenByTime(state: State): Seen {
  const now = new Date().toISOString()
  return { ids: [], from: now, to: now, count: shownCount(state) }
}

/** New comments that were not looked at are still new the next time. */
function shownCount({ count, fresh }: State): number {
  return count - fresh.length
}
