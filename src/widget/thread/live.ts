import { prepare } from '../later/load.ts'
import type { Widget } from '../widget.ts'

/** Hears what happens in the article while the page is looked at. */
export function listen(widget: Widget): () => void {
  let source: EventSource | undefined
  const look = () => {
    if (document.hidden) {
      source?.close()
      source = undefined
      return
    }
    if (source !== undefined) return
    source = new EventSource(`${widget.settings.articleUrl}/events`)
    for (const kind of ['approved', 'removed', 'count'] as const) {
      source.addEventListener(kind, (event) =>
        prepare(widget, (later) => later.heard(widget, kind, event.data)),
      )
    }
    source.addEventListener('reset', () => prepare(widget, (later) => later.catchUp(widget)))
  }
  const lookAgain = () => {
    const wasClosed = source === undefined
    look()
    if (wasClosed && source !== undefined) prepare(widget, (later) => later.catchUp(widget))
  }
  document.addEventListener('visibilitychange', lookAgain)
  look()
  return () => {
    document.removeEventListener('visibilitychange', lookAgain)
    source?.close()
  }
}
