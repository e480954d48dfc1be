import { loadThread } from '../thread/load.ts'
import { findComment, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { reply, toggleLike } from './acts.ts'
import { showFresh } from './arrivals.ts'
import { hideAuthor } from './hidden.tsx'
import { followLink, loadMore, loadReplies, showWhole } from './pages.ts'

/** What each `data-do` does at a comment. */
const AT_COMMENT: Readonly<Record<string, (widget: Widget, comment: Comment) => unknown>> = {
  // Not awaited: while it runs, the button would be busy and could not take the like back.
  like: (widget, { id }) => void toggleLike(widget, id),
  reply: (widget, { id }) => reply(widget, id),
  quote: (widget, { id, text }) => {
    showWhole(widget, id)
    reply(widget, id, text)
  },
  report: (widget, comment) => widget.store.set({ reporting: comment }),
  hideAuthor,
  replies: (widget, comment) => loadReplies(widget, comment),
  fold: (widget, { id }) => {
    const { collapsed } = widget.store.get()
    widget.store.set({ collapsed: toggled(collapsed, id, !collapsed.has(id)) })
  },
  whole: ({ store, root }, { id }) => {
    const { whole } = store.get()
    const isWhole = whole.has(id)
    store.set({ whole: toggled(whole, id, !isWhole) })
    if (!isWhole) return
    // What was in sight may be gone.
    requestAnimationFrame(() =>
      root.querySelector(`#comment-${id} article`)?.scrollIntoView({ block: 'nearest' }),
    )
  },
}

const AT_THREAD: Readonly<Record<string, (widget: Widget) => unknown>> = {
  more: loadMore,
  fresh: showFresh,
  retry: async (widget) => {
    await loadThread(widget)
    // The pressed button will be gone; the keyboard focus goes on from what replaces it.
    requestAnimationFrame(() => widget.root.querySelector<HTMLElement>('.quiet, h2')?.focus())
  },
}

/** Runs what a button's `data-do` names. */
export async function clicked(widget: Widget, button: HTMLElement): Promise<void> {
  const { do: what = '', id = '' } = {
    ...button.closest<HTMLElement>('[data-id]')?.dataset,
    ...button.dataset,
  }
  const { store } = widget
  if (store.get().isTrouble) store.set({ isTrouble: false })
  if (what === 'link') {
    // A bare fragment would be resolved against the page's `<base>`. The page's own history state is kept.
    history.replaceState(history.state, '', `${location.href.replace(/#.*/, '')}#comment-${id}`)
    // Its place in the conversation is not in the list of the newsroom's choices.
    if (store.get().sort === 'picked') await loadThread(widget, 'newest')
    return followLink(widget, id)
  }
  const comment = findComment(store.get().comments, id)
  if (comment !== undefined) await AT_COMMENT[what]?.(widget, comment)
  await AT_THREAD[what]?.(widget)
}
