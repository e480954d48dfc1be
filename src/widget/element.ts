import type { Texts } from './locale/texts.ts'
import { forgetParts, loadPart, SERVICE } from './part.ts'
import type { Mounted } from './view/main.tsx'

/** Loading begins when the reader is this close. */
const NEAR = '800px'
/** If its code cannot be loaded, an element tries again after this, or as soon as the browser is online. */
const AGAIN_MS = 10_000
/** A change to one of these attributes means another thread, */
const OTHER = ['site', 'article', 'service']
/** and a change to one of these, the same thread shown differently. */
const OBSERVED = [...OTHER, 'lang', 'sort', 'readonly', 'identity', 'texts', 'title']

/**
 * `<postbag-comments site="…" article="…">`: the thread of one article, in a shadow root of its own. Nothing is
 * loaded before the reader comes near; until then, and for good without script, the page's own content is shown.
 */
export class PostbagComments extends HTMLElement {
  static observedAttributes = OBSERVED
  #root = this.attachShadow({ mode: 'open' })
  /** The latest start; the results of earlier ones are ignored. */
  #mounting: Promise<Mounted> | undefined
  #shown: Promise<Mounted> | undefined
  #watch: IntersectionObserver | undefined
  #identity: string | null = null
  #texts: Partial<Texts> = {}

  connectedCallback(): void {
    if (!this.#root.firstChild) this.#root.append(document.createElement('slot'))
    if (this.getAttribute('loading') === 'eager' || /^#comment-/.test(location.hash)) {
      this.#start()
      return
    }
    this.#watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#start()
      },
      { rootMargin: NEAR },
    )
    this.#watch.observe(this)
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect()
    // An element that is moved within the page is connected again at once, and goes on.
    queueMicrotask(() => this.isConnected || this.#end())
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (name === 'title') {
      // Browsers would show it as a tooltip over every comment.
      if (now) this.dataset['title'] = now
      this.removeAttribute(name)
    } else if (before === now || this.#mounting === undefined) return
    else if (name === 'identity') this.setIdentity(now)
    else {
      if (OTHER.includes(name)) this.#end()
      this.#again()
    }
  }

  /** The reader's signed token from the site's own login, or null. */
  get identity(): string | null {
    return this.#identity ?? this.getAttribute('identity')
  }

  set identity(token: string | null) {
    this.setIdentity(token)
  }

  /** Words to use instead of ours; others stay. */
  get texts(): Partial<Texts> {
    return { ...parseTexts(this.getAttribute('texts')), ...this.#texts }
  }

  set texts(texts: Partial<Texts>) {
    this.#texts = texts
    if (this.#mounting !== undefined) this.#again()
  }

  setIdentity(token: string | null): void {
    this.#identity = token
    void this.#mounting?.then((mounted) => mounted.setIdentity(token))
  }

  /** Whether the reader allowed third parties; without it our own proof of work is used. */
  setConsent(isGiven: boolean): void {
    this.setAttribute('consent', isGiven ? 'granted' : 'denied')
  }

  /** Reads the thread that is shown again. */
  async reload(): Promise<void> {
    await (await (this.#shown ?? this.#mounting))?.reload()
  }

  /** Starts again with the service's present code; further calls until then have no effect. */
  renew(): void {
    if (this.#shown !== this.#mounting) return
    forgetParts()
    this.#again()
  }

  /** Moves the keyboard focus into the form, loading it first if need be. */
  override focus(): void {
    this.#start()
    void this.#mounting?.then((mounted) => mounted.focus())
  }

  #start(): void {
    this.#watch?.disconnect()
    if (this.#mounting !== undefined || !this.isConnected) return
    const isOver = () => this.#mounting !== mounting
    const mounting: Promise<Mounted> = loadPart<typeof import('./main.ts')>('main').then(
      async ({ mount }) => {
        const mounted = await mount(this, this.#root, {
          service: SERVICE,
          loadPart,
          isOver,
        })
        if (isOver()) mounted.remove()
        else {
          void this.#shown?.then((before) => before.remove())
          this.#shown = mounting
        }
        return mounted
      },
    )
    this.#mounting = mounting
    mounting.catch(() => {
      if (isOver()) return
      this.#mounting = undefined
      addEventListener('online', () => this.#start(), { once: true })
      setTimeout(() => this.#start(), AGAIN_MS)
    })
  }

  #end(): void {
    void this.#shown?.then((shown) => shown.remove())
    this.#shown = undefined
    this.#mounting = undefined
  }

  /** Several attributes changed in one go cause one new start. What is shown stays until that is ready. */
  #again(): void {
    const before = this.#mounting
    queueMicrotask(() => {
      if (this.#mounting !== before) return
      this.#mounting = undefined
      this.#start()
    })
  }
}

function parseTexts(attribute: string | null): Partial<Texts> {
  try {
    return JSON.parse(attribute ?? '{}') as Partial<Texts>
  } catch {
    return {}
  }
}
