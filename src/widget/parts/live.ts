import type { Later } from '../later/load.ts'
import type { Widget } from '../widget.ts'

/** A running thread, and what `main` does for it: its `main` may be of another version, and then has to fit as well. */
type Listening = {
  readonly widget: Widget
  /** Adapts the colours to the page. */
  look(widget: Widget): void
  /** Runs something with the code for readers who act; resolves when it is done. */
  prepare(widget: Widget, what: (later: Later) => unknown): Promise<void>
}

/**
 * Streams of one page at once: without HTTP/2 a browser opens at most six connections to a host, and what a reader
 * sends needs one of them.
 */
const MOST = 3
/** A new stream reports what happened in this last while. */
const TOLD_MS = 30_000
/**
 * After an answer that is no stream, a browser does not reconnect by itself: the widget does after this long, at
 * random intervals so that readers do not all come back at once.
 */
const AGAIN_MS = 10_000

/** Times are shown relative to now. */
const TIMES_EVERY_MS = 60_000
/** A background may fade to its new colour, while the text changes at once. */
const SETTLED_MS = 1_000

type Stream = {
  isInSight: boolean
  /** Its thread has just been read, so nothing was missed. */
  isNew: boolean
  isOpen(): boolean
  open(): void
  close(): void
}

/** The streams of all threads on the page. */
const streams = new Set<Stream>()
let isDue = false

/**
 * Keeps a thread that is shown up to date with its article, with the clock and with the page's colours. It listens
 * while the page is visible; if there are many threads, those in view come first.
 */
export function listen({ widget, look, prepare }: Listening): void {
  const { host, root, settings, store, startedAt, ended } = widget
  if (ended.aborted) return
  let source: EventSource | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stream: Stream = {
    isInSight: false,
    isNew: Date.now() - startedAt < TOLD_MS,
    isOpen: () => source !== undefined,
    open() {
      source = new EventSource(`${settings.articleUrl}/events`)
      for (const kind of ['approved', 'removed', 'count', 'article', 'reset'] as const) {
        source.addEventListener(kind, ({ data }) => {
          const next = () => prepare(widget, (later) => later.heard(widget, kind, data))
          turn = turn.then(next, next)
        })
      }
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return
        streams.delete(stream)
        stream.close()
        share()
        timer = setTimeout(takePart, AGAIN_MS * (1 + Math.random()))
      }
      if (!stream.isNew) void prepare(widget, (later) => later.catchUp(widget))
    },
    close() {
      source?.close()
      source = undefined
    },
  }
  const takePart = () => {
    streams.add(stream)
    share()
  }
  const sight = new IntersectionObserver((entries) => {
    stream.isInSight = entries.at(-1)?.isIntersecting === true
    share()
  })
  sight.observe(host)
  document.addEventListener('visibilitychange', share, { signal: ended })
  const times = setInterval(() => store.set({ now: Date.now() }), TIMES_EVERY_MS)
  ended.addEventListener('abort', () => {
    clearInterval(times)
    clearTimeout(timer)
    sight.disconnect()
    streams.delete(stream)
    stream.close()
    share()
  })
  takePart()
  const lookNow = () => ended.aborted || look(widget)
  followAround(root, lookNow)
  followTheme(host, { look: lookNow, ended })
  root.addEventListener('scroll', ({ target }) => showScrolled(widget, target as HTMLElement), {
    capture: true,
    signal: ended,
  })
  // Before this was loaded, too.
  for (const text of root.querySelectorAll<HTMLElement>('.long')) {
    if (text.scrollTop > 0) showScrolled(widget, text)
  }
}

/**
 * A folded text scrolls where the browser has found something in its hidden part, or the keyboard has reached a link
 * there: then all of it is shown, and what was reached stays where it is on the screen.
 */
function showScrolled({ store }: Widget, text: HTMLElement): void {
  const id = text.closest<HTMLElement>('[data-id]')?.dataset['id']
  if (id === undefined || !text.matches('.long')) return
  const top = () => text.firstElementChild?.getBoundingClientRect().top ?? 0
  const before = top()
  store.set({ whole: new Set(store.get().whole).add(id) })
  requestAnimationFrame(() => scrollBy({ top: top() - before, behavior: 'instant' }))
}

/** Looks again when the thread itself turns dark or light: by its attribute, or with the reader's system. */
function followTheme(host: Element, { look, ended }: Pick<Widget, 'ended'> & { look(): unknown }): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', look, { signal: ended })
  const theme = new MutationObserver(look)
  theme.observe(host, { attributeFilter: ['theme'] })
  ended.addEventListener('abort', () => theme.disconnect())
}

/**
 * Looks again when the page turns dark or light, in whatever way: `.widget` inherits the page's text colour, although
 * nothing shows it, and its transition reveals the change. Also looks at once, in case the page turned before this
 * was loaded.
 */
function followAround(root: ShadowRoot, look: () => unknown): void {
  const place = root.querySelector<HTMLElement>('.widget')
  if (place === null) {
    // A reader is still writing in the page's own content.
    const placed = new MutationObserver(() => {
      placed.disconnect()
      followAround(root, look)
    })
    placed.observe(root, { childList: true })
    return
  }
  const lookTwice = () => {
    look()
    setTimeout(look, SETTLED_MS)
  }
  place.style.transition = 'color 1ms'
  place.addEventListener('transitionend', lookTwice)
  lookTwice()
}

/** Opens and closes streams as needed, once for all changes made in one go. */
function share(): void {
  // A page that is left is frozen before any timer, and browsers soon give up one that they keep with a stream open.
  if (document.hidden) for (const stream of streams) stream.close()
  if (isDue) return
  isDue = true
  setTimeout(() => {
    isDue = false
    const rank = (stream: Stream) => (stream.isInSight ? 0 : stream.isOpen() ? 1 : 2)
    const wanted = document.hidden ? [] : [...streams].sort((a, b) => rank(a) - rank(b)).slice(0, MOST)
    for (const stream of streams) if (!wanted.includes(stream)) stream.close()
    for (const stream of wanted) if (!stream.isOpen()) stream.open()
    for (const stream of streams) stream.isNew = false
  })
}
