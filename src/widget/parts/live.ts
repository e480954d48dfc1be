/** What happens in the article of one thread, and what to do about it. */
type Listening = {
  readonly host: Element
  /** Takes the colours that suit the page; left out by a `main` of before. */
  look?(): void
  readonly url: string
  /** When the thread was read. */
  readonly readAt: number
  readonly ended: AbortSignal
  /** Resolves when it is dealt with. */
  heard(kind: 'approved' | 'removed' | 'count' | 'article' | 'reset', data: string): unknown
  /** Nothing was heard for a while. */
  missed(): void
}

/**
 * Streams of one page at once: a browser opens six connections to a host at most, but by HTTP/2, and what a reader
 * sends needs one of them.
 */
const MOST = 3
/** A new stream tells of what happened so shortly before it. */
const TOLD_MS = 30_000
/**
 * After an answer that is no stream, a browser does not try again by itself: the widget does after this long, spread
 * by chance so that readers do not all come back at once.
 */
const AGAIN_MS = 10_000

/** A background may take its time to change, where the text does so at once. */
const SETTLED_MS = 1_000

type Stream = {
  isInSight: boolean
  /** Its thread has just been read, so that nothing was missed. */
  isNew: boolean
  isOpen(): boolean
  open(): void
  close(): void
}

/** Of all threads on the page. */
const streams = new Set<Stream>()
let isDue = false

/** Hears what happens in the article while the page is looked at; of many threads those in sight come first. */
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
  if (host.shadowRoot && look) followAround(host.shadowRoot, look)
}

/**
 * Looks again when the page turns dark or light, however it does so: its text colour does not stay, which the place of
 * all has too, though nothing shows it. At once as well, for a page that turned before this was there.
 */
function followAround(root: ShadowRoot, look: () => void): void {
  const place = root.querySelector<HTMLElement>('.widget')
  if (place === null) {
    // A reader still writes in what the page put inside.
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

/** Opens and closes what has to be, once for all that changes in one go. */
function share(): void {
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
