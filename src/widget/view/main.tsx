import { render } from 'preact'
import type { PostbagComments } from '../element.ts'
import { act, chance, prepare } from '../later/load.ts'
import { loadSpeak } from '../locale/speak.ts'
import { load, loadList } from '../own/storage.ts'
import type { LoadPart } from '../part.ts'
import { readSettings } from '../settings.ts'
import colours from '../style/colours.css'
import form from '../style/form.css'
import css from '../style/widget.css'
import { loadThread } from '../thread/load.ts'
import { createStore } from '../thread/store.ts'
import type { Widget } from '../widget.ts'
import { App } from './app.tsx'
import { followPageColours } from './appearance.ts'

export type Mounted = {
  reload(): Promise<void>
  focus(): void
  setIdentity(token: string | null): void
  /** Takes everything down; the element may be mounted again. */
  remove(): void
}

type MountOptions = {
  readonly service: string
  readonly loadPart: LoadPart
  /** Whether the element's settings changed meanwhile. */
  isOver(): boolean
}

/** What could not be loaded is asked for again after this. */
const AGAIN_MS = 10_000
/** A moment: what belongs above the thread and comes later must not move it. */
const KEPT_WITHIN_MS = 300

/** One sheet for all elements on a page. */
const sheet = new CSSStyleSheet()
sheet.replaceSync(colours + form + css)

/**
 * Starts one element. The page's own content stays visible until the thread is ready, and what a reader wrote into it
 * moves to the form.
 */
export async function mount(
  host: PostbagComments,
  root: ShadowRoot,
  options: MountOptions,
): Promise<Mounted> {
  const { isOver } = options
  root.adoptedStyleSheets = [sheet]
  const place = document.createElement('div')
  const ending = new AbortController()
  const widget = makeWidget(host, root, options, ending.signal)
  const { settings, store } = widget
  const isAgain = root.querySelector('h2') !== null
  let isShown = false
  const draw = () => {
    const { phase, count, later } = store.get()
    render(<App widget={widget} state={store.get()} />, place)
    if (isShown || phase !== 'ready' || isOver()) return
    if (later) later.takeOver(root, place)
    // A reader is writing in the page's own content.
    else if (!isAgain && (host.querySelector('textarea')?.value || host.matches(':focus-within')))
      return void prepare(widget)
    else root.replaceChildren(place)
    followPageColours(widget)
    isShown = true
    // If the thread ends below the visible part, nobody notices that the reserved height is given up.
    if (place.getBoundingClientRect().bottom >= innerHeight) host.toggleAttribute('data-short', true)
    widget.emit('ready', { article: settings.article, count })
  }
  const loading = loadThread(widget)
  const speak = await loadSpeak(settings.lang, options.loadPart, host.texts)
  Object.assign(widget, { speak })
  Object.assign(place, { className: 'widget', lang: speak.lang, dir: speak.dir })
  if (store.get().phase === 'loading') draw()
  if (!isAgain && !host.querySelector(':scope > :not([slot])')) {
    root.replaceChildren(place)
    followPageColours(widget)
  }

  await loading
  if (isAgain && store.get().phase !== 'ready' && !isOver()) {
    // What is shown stays, and says so, until it can be replaced.
    void host.reload()
    await chance(AGAIN_MS)
    return mount(host, root, options)
  }
  if (isAgain) await prepare(widget)
  else if (kept(widget)) await Promise.race([prepare(widget), chance(kept(widget))])
  if (!isOver()) begin(widget, place, draw)
  return {
    reload: () => loadThread(widget),
    focus: () => (root.querySelector('textarea') ?? root.querySelector('h2'))?.focus(),
    setIdentity: (identity) => void act(widget, (later) => later.signIn(widget, identity)),
    remove() {
      ending.abort()
      render(null, place)
      place.remove()
    },
  }
}

/** The words load in parallel with the thread, and are assigned before anything is drawn. */
function makeWidget(
  host: PostbagComments,
  root: ShadowRoot,
  options: MountOptions,
  ended: AbortSignal,
): Widget {
  const settings = readSettings(host, options.service)
  const store = createStore({
    sort: settings.sort,
    identity: host.identity,
    liked: new Set(loadList(`likes:${settings.site}`)),
    whole: new Set([location.hash.slice('#comment-'.length)]),
  })
  const say = (text: string, isTrouble: boolean) =>
    store.set({ said: text === store.get().said ? `${text}\u00a0` : text, isTrouble })
  const widget: Omit<Widget, 'speak'> = {
    host,
    root,
    settings,
    store,
    startedAt: Date.now(),
    announce: (text) => say(text, false),
    complain: (text) => say(text, true),
    emit: (name, detail = {}) => {
      host.dispatchEvent(new CustomEvent(`postbag:${name}`, { detail, bubbles: true, composed: true }))
    },
    ended,
    loadPart: options.loadPart,
  }
  return widget as Widget
}

/**
 * Draws, and handles clicks, times and news; the rest begins with the first touch, or at once if a link leads to a
 * comment.
 */
function begin(widget: Widget, place: HTMLElement, draw: () => void): void {
  const { store } = widget
  store.subscribe(soon(draw))
  draw()
  place.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-do]')
    if (button === null || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    if (button.ariaBusy) return
    button.ariaBusy = 'true'
    void act(widget, (later) => later.clicked(widget, button)).finally(() => {
      button.ariaBusy = null
    })
  })
  for (const touch of ['pointerover', 'focusin']) {
    place.addEventListener(touch, () => void prepare(widget), { once: true })
  }
  void listen(widget)
  addEventListener('online', () => store.get().phase === 'failed' && loadThread(widget), {
    signal: widget.ended,
  })
  if (location.hash.startsWith('#comment-') || store.get().identity) void prepare(widget)
}

/** Has events of the article reported, as soon as the part that listens can be loaded. */
async function listen(widget: Widget): Promise<void> {
  while (!widget.ended.aborted) {
    try {
      const part = await widget.loadPart<typeof import('../parts/live.ts')>('live')
      return part.listen({ widget, look: followPageColours, prepare })
    } catch {
      await chance(AGAIN_MS)
    }
  }
}

/**
 * How long the thread waits for further code: for a moment if this browser knows the reader, from something they wrote
 * on the site or an earlier visit; if they hide somebody there, as long as need be, since nothing should be seen first
 * and hidden then.
 */
function kept({ settings: { site, article } }: Widget): number {
  if (load(`hidden:${site}`)) return AGAIN_MS
  return load(`own:${site}`) ||
    load(`unsent:${site}`) ||
    load<Record<string, object>>(`visits:${site}`)?.[article]
    ? KEPT_WITHIN_MS
    : 0
}

/** Draws once for all changes made in one go. */
function soon(draw: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      draw()
    })
  }
}
