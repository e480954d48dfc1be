import { call, Problem } from '../api.ts'
import type { Widget } from '../widget.ts'
import type { SiteInfo, Sort, ThreadPage } from '../wire.ts'

const PAGE = 25

/**
 * Loads the first page, and what the site wants the widget to know. The latest request counts; if it fails, what is
 * there stays.
 */
export async function loadThread(widget: Widget, sort: Sort = widget.store.get().wanted): Promise<void> {
  const { store, settings } = widget
  store.set({ wanted: sort, phase: store.get().phase === 'ready' ? 'ready' : 'loading' })
  const isOutdated = () => store.get().wanted !== sort
  try {
    const [info, page] = await Promise.all([
      store.get().info ?? call<SiteInfo>(`${settings.siteUrl}/widget`),
      fetchPage(widget, sort),
    ])
    if (isOutdated()) return
    store.set({
      phase: 'ready',
      sort,
      info,
      key: page.article.key,
      isOpen: page.article.open && info.open,
      picks: page.article.picks,
      comments: page.comments,
      next: page.next,
      fresh: [],
      marked: null,
    })
    setCount(widget, page.article.count)
  } catch (error) {
    if (isOutdated()) return
    if (store.get().phase === 'ready') {
      store.set({ wanted: store.get().sort })
      widget.complain(widget.speak.text('failed'))
    } else store.set({ phase: 'failed' })
    widget.emit('error', { code: error instanceof Problem ? error.code : 'no-answer' })
  }
}

/** @param more the cursor of a later page, as a parameter: `&cursor=…`. */
export function fetchPage(widget: Widget, sort: Sort, more = ''): Promise<ThreadPage> {
  return call<ThreadPage>(`${widget.settings.articleUrl}/comments?sort=${sort}&limit=${PAGE}${more}`, {
    cache: more ? 'default' : 'no-cache',
  })
}

/** Shows the count and tells the page. */
export function setCount(widget: Widget, count: number): void {
  const { store, settings } = widget
  store.set({ count })
  widget.emit('count', { article: settings.article, count })
}
