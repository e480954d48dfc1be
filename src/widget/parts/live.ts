/** Listens to the article of one thread, and says what to do about its events. */
type Listening = {
  readonly host: Element
  /** Adapts the colours to the page; absent in an older `main`. */
  look?(): void
  readonly url: string
  /** When the thread was read. */
  readonly readAt: number
  readonly ended: AbortSignal
  /** Resolves when the event is handled. */
  heard(kind: 'approved' | 'removed' | 'count' | 'article' | 'reset', data: string): unknown
  /** Called when nothing was heard for a while. */
  missed(): void
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

/** Listens to the article while the page is visible; if there are many threads, those in view come first. */
export function listen({ host, look, url, readAt, ended, heard, missed }: Listening): void {
  let source: EventSource | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stream: Stream = {
    isInSight: false,
    isNew: Date.now() - readAt < TOLD_MS,
    isOpen: () => source !== undefined,
    open() {
      source = new EventSource(url)
      for (const kind of ['approved', 'removed', 'count', 'article', 'reset'] as const) {
        source.addEventListener(kind, ({ data }) => {
          const next = () => heard(kind, data)
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
      if (!stream.isNew) missed()
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
  ended.addEventListener('abort', () => {
    clearTimeout(timer)
    sight.disconnect()
    streams.delete(stream)
    stream.close()
    share()
  })
  takePart()
  if (host.shadowRoot && look) {
    const lookNow = () => ended.aborted || look()
    followAround(host.shadowRoot, lookNow)
    followTheme(host, { look: lookNow, ended })
  }
}

/** Looks again when the thread itself turns dark or light: by its attribute, or with the reader's system. */
function followTheme(host: Element, { look, ended }: Pick<Listening, 'ended'> & { look(): unknown }): void {
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
