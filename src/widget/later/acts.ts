import { call } from '../api.ts'
import { changeComment, toggled } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import { loginOf } from './identity.ts'
import { keepLiked } from './keep.ts'
import { whatWentWrong } from './send.ts'

/** Likes or takes it back: shown at once, put back when the service does not take it. */
export async function toggleLike(widget: Widget, id: string): Promise<void> {
  const { store, settings } = widget
  const liked = !store.get().liked.has(id)
  const show = (isLiked: boolean) => {
    keepLiked(settings.site, id, isLiked)
    store.set({
      liked: toggled(store.get().liked, id, isLiked),
      comments: changeComment(store.get().comments, id, (comment) => ({
        ...comment,
        likes: Math.max(0, comment.likes + (isLiked ? 1 : -1)),
      })),
    })
  }
  show(liked)
  try {
    const answer = await call<{ readonly likes?: number }>(`${settings.siteUrl}/comments/${id}/like`, {
      method: liked ? 'PUT' : 'DELETE',
      headers: loginOf(store.get().identity),
    })
    const { likes: told } = answer
    if (typeof told === 'number') {
      store.set({
        comments: changeComment(store.get().comments, id, (comment) => ({ ...comment, likes: told })),
      })
    }
  } catch (error) {
    show(!liked)
    widget.complain(whatWentWrong(widget, error))
  }
}

/** Opens the form below a comment, with a piece of it to answer to, and moves the keyboard there. */
export function reply(widget: Widget, id: string, quote: string): void {
  const quoted = quote === '' ? '' : `${quote.replace(/^/gm, '> ')}\n\n`
  widget.store.set({ replyingTo: { id, quote: quoted, openedAt: Date.now() } })
  requestAnimationFrame(() => widget.root.getElementById(`text-${id}`)?.focus())
}

/** Closes it and gives the keyboard back to where it was. */
export function stopReplying(widget: Widget, id: string): void {
  widget.store.set({ replyingTo: null })
  requestAnimationFrame(() =>
    widget.root.querySelector<HTMLElement>(`#comment-${id} [data-do=reply]`)?.focus(),
  )
}
