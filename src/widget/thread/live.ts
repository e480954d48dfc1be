import { prepare } from '../later/load.ts'
import type { Widget } from '../widget.ts'

/**
 * After an answer that is no stream, a browser does not try again by itself: the widget does after this long, spread
 * by chance so that readers do not all come back at once.
 */
const AGAIN_MS = 10_000

/** Hears what happens in the article while the page is looked at. */
export function listen(widget: Widget): void {
  const { ended } = widget
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    if (document.hidden) {
      source?.close()
      source = undefined
      return
    }
    if (source !== undefined) return
    source = new EventSource(`${widget.settings.articleUrl}/events`)
    for (const kind of ['approved', 'removed', 'count', 'article', 'reset'] as const) {
      source.addEventListener(kind, (event) =>
        prepare(widget, (later) => later.heard(widget, kind, event.data)),
      )
    }
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return
      source = undefined
      timer = setTimeout(lookAgain, AGAIN_MS * (1 + Math.random()))
    }
  }
  const lookAgain = () => {
    const wasClosed = source === undefined
    look()
    if (wasClosed && source !== undefined) prepare(widget, (later) => later.catchUp(widget))
  }
  document.addEventListener('visibilitychange', lookAgain, { signal: ended })
  ended.addEventListener('abort', () => {
    clearTimeout(timer)
    source?.close()
  })
  look()
}
