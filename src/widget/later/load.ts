import type { Widget } from '../widget.ts'

export type Later = typeof import('./later.ts')

/**
 * Does something that only a reader's hands need: its code is fetched when they first touch the widget, and is
 * in `state.later` from then on. Without a connection the reader is told, and the next touch tries again.
 */
export async function act(widget: Widget, what: (later: Later) => unknown): Promise<void> {
  const { store, speak } = widget
  try {
    const later = await import('./later.ts')
    if (store.get().later === null) {
      store.set({ later })
      widget.atEnd(later.begin(widget))
    }
    what(later)
  } catch {
    widget.announce(speak.text('failed'))
  }
}
