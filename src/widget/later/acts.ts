import { call } from '../api.ts'
import { changeComment, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import { goOnIn } from './caret.ts'
import { loginOf } from './identity.ts'
import { keepLiked } from './keep.ts'
import { whatWentWrong } from './send.ts'

/** Comments whose likes are on their way to the service. */
const telling = new Set<string>()

/**
 * Likes, or takes the like back: shown at once, and reverted if the service refuses. If it is pressed again
 * meanwhile, the service is told the final state.
 */
export async function toggleLike(widget: Widget, id: string): Promise<void> {
  const { store } = widget
  let known = store.get().liked.has(id)
  showLiked(widget, id, !known)
  if (telling.has(id)) return
  telling.add(id)
  const isLiked = () => store.get().liked.has(id)
  try {
    while (isLiked() !== known) {
      const liked = isLiked()
      const likes = await tellLiked(widget, id, liked)
      known = liked
      if (likes === undefined || isLiked() !== known) continue
      store.set({ comments: changeComment(store.get().comments, id, (one) => ({ ...one, likes })) })
    }
  } catch (error) {
    if (isLiked() !== known) showLiked(widget, id, known)
    widget.complain(whatWentWrong(widget, error))
  } finally {
    telling.delete(id)
  }
}

/** How many likes there are then, if the service says so. */
async function tellLiked(
  { store, settings }: Widget,
  id: string,
  liked: boolean,
): Promise<number | undefined> {
  const { likes } = await call<{ readonly likes?: number }>(`${settings.siteUrl}/comments/${id}/like`, {
    method: liked ? 'PUT' : 'DELETE',
    headers: loginOf(store.get().identity),
  })
  return likes
}

function showLiked({ store, settings }: Widget, id: string, isLiked: boolean): void {
  keepLiked(settings.site, id, isLiked)
  store.set({
    liked: toggled(store.get().liked, id, isLiked),
    comments: changeComment(store.get().comments, id, (comment) => ({
      ...comment,
      likes: Math.max(0, comment.likes + (isLiked ? 1 : -1)),
    })),
  })
}

/** Opens the form below a comment and moves the keyboard focus there; a form that is open stays as it is. */
export function reply({ store, root }: Widget, id: string, quote = ''): void {
  if (store.get().replyingTo?.id !== id) store.set({ replyingTo: { id, openedAt: Date.now() } })
  // Once it is drawn, but before any further key.
  queueMicrotask(() => {
    const field = root.getElementById(`text-${id}`) as HTMLTextAreaElement | null
    if (field === null) return
    const quoted = quote.replace(/^/gm, '> ')
    if (quote !== '' && !field.value.includes(quoted))
      field.value = [field.value.trimEnd(), `${quoted}\n\n`].filter(Boolean).join('\n\n')
    goOnIn(field)
  })
}

/** Closes the form and gives the keyboard focus back. */
export function stopReplying(widget: Widget, id: string): void {
  widget.store.set({ replyingTo: null })
  requestAnimationFrame(() =>
    widget.root.querySelector<HTMLElement>(`#comment-${id} [data-do=reply]`)?.focus(),
  )
}
