import { call } from '../api.ts'
import { load, save } from '../own/storage.ts'
import { loadThread } from '../thread/load.ts'
import { append, findComment } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Sort, ThreadPage } from '../wire.ts'

/** Where a reader was when they left the page or loaded it again. */
type Place = {
  /** The first comment in view, and where its upper edge was. */
  readonly id: string
  readonly top: number
  /** How far the page was scrolled. */
  readonly scrolled: number
  readonly sort: Sort
  /** How many of the thread's own comments were loaded. */
  readonly loaded: number
  /** What they had folded away and read in full, and the comment below which a form was open. */
  readonly collapsed: readonly string[]
  readonly whole: readonly string[]
  /** Absent in what earlier versions stored. */
  readonly uncovered?: readonly string[]
  readonly replyingTo: string | null
}

/** How long a page is may differ by a margin or an empty line. */
const ABOUT_PX = 24

/** The most comments that one request may ask for, and how many requests are made. */
const PAGE = 100
const PAGES_AT_MOST = 5
/** Whoever has waited for longer has begun to read where they are. */
const WITHIN_MS = 5_000

/**
 * Takes a reader who comes back to where they were, with the form that was open there: a browser can only scroll as
 * far as the page reaches, and without its thread it is short. Whoever scrolls meanwhile is left alone, and so are
 * pages that scroll by themselves.
 * @returns whether there is such a place.
 */
export function comeBack(widget: Widget): boolean {
  const { store, settings, ended } = widget
  const key = `place:${settings.site}:${settings.article}`
  const before = load<Place>(key)
  // Only while the page is left: an element that starts again later is not on the way back.
  const keep = () => save(key, placeOf(widget), true)
  const forget = () => save(key, undefined, true)
  forget()
  addEventListener('pagehide', keep, { signal: ended })
  document.addEventListener('visibilitychange', () => (document.hidden ? keep() : forget()), {
    signal: ended,
  })
  if (before === undefined || !isComingBack()) return false
  const { collapsed, whole, uncovered = [], replyingTo: id } = before
  store.set({
    collapsed: new Set(collapsed),
    whole: new Set(whole),
    uncovered: new Set([...(store.get().uncovered ?? []), ...uncovered]),
    replyingTo: id === null ? null : { id, openedAt: Date.now() },
  })
  const touched = hearTouch()
  let isDue = true
  const goWhenReady = () => {
    if (!isDue || store.get().phase !== 'ready') return
    isDue = false
    void goBack(widget, before, touched)
  }
  store.subscribe(goWhenReady)
  goWhenReady()
  return true
}

function isComingBack(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return /reload|back_forward/.test(visit?.type ?? '') && history.scrollRestoration === 'auto'
}

/** Aborted as soon as the reader does anything themselves. */
function hearTouch(): AbortSignal {
  const heard = new AbortController()
  for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
    addEventListener(kind, () => heard.abort(), { signal: heard.signal, passive: true, capture: true })
  }
  return heard.signal
}

async function goBack(widget: Widget, before: Place, touched: AbortSignal): Promise<void> {
  // Until then the browser scrolls by itself.
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }))
  if (!isWhereLeft(widget, before)) return
  const since = performance.now()
  const drawn = isDrawn(widget)
  await loadUpTo(widget, before).catch(() => undefined)
  await drawn
  requestAnimationFrame(() => {
    const comment = widget.root.querySelector(`#comment-${before.id} article`)
    if (comment === null || touched.aborted || performance.now() - since > WITHIN_MS) return
    scrollBy({ top: comment.getBoundingClientRect().top - before.top, behavior: 'instant' })
  })
}

async function isDrawn({ host, root }: Widget): Promise<void> {
  if (root.querySelector('h2') === null)
    await new Promise((resolve) => host.addEventListener('postbag:ready', resolve, { once: true }))
}

/** The same, or as far as the browser could take them, where the page keeps room for the thread and where it does not. */
function isWhereLeft({ host }: Widget, { scrolled }: Place): boolean {
  const end = document.documentElement.scrollHeight - innerHeight
  return [scrolled, end, end - host.offsetHeight].some((at) => Math.abs(scrollY - at) < ABOUT_PX)
}

async function loadUpTo(widget: Widget, { id, sort, loaded }: Place): Promise<void> {
  const { store, settings } = widget
  if (store.get().sort !== sort) await loadThread(widget, sort)
  for (let pages = 0; pages < PAGES_AT_MOST; pages++) {
    const { comments, next } = store.get()
    if (next === null || comments.length >= loaded || findComment(comments, id) !== undefined) return
    const page = await call<ThreadPage>(
      `${settings.articleUrl}/comments?sort=${sort}&limit=${PAGE}&cursor=${next}`,
    )
    if (store.get().next !== next) return
    store.set({ comments: append(store.get().comments, page.comments), next: page.next })
  }
}

/** Undefined while the thread is not in view. */
function placeOf({ root, host, store }: Widget): Place | undefined {
  if (host.getBoundingClientRect().top > innerHeight) return undefined
  const all = [...root.querySelectorAll('article')]
  const first = all.find((article) => article.getBoundingClientRect().bottom > 0) ?? all.at(-1)
  const id = first?.closest<HTMLElement>('[data-id]')?.dataset['id']
  if (first === undefined || id === undefined) return undefined
  const { sort, comments, collapsed, whole, uncovered = [], replyingTo } = store.get()
  const { top } = first.getBoundingClientRect()
  return {
    id,
    top,
    scrolled: scrollY,
    sort,
    loaded: comments.length,
    collapsed: [...collapsed],
    whole: [...whole],
    uncovered: [...uncovered],
    replyingTo: replyingTo?.id ?? null,
  }
}
