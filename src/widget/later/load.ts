import { BLANK, type Writing } from '../thread/store.ts'
import type { Widget } from '../widget.ts'

export type Later = typeof import('./later.ts')

type Deed = (later: Later) => unknown

/** Asked for several times while it comes, browsers give it in any order: what is heard is dealt with in turn. */
let code: Promise<Later> | null = null
/** Browsers keep a module that did not come under its address for good: each further try has another one. */
let suffix = ''

const AGAIN_MS = 5_000

/**
 * Does something that only a reader's hands need: its code is fetched when they first touch the widget, and is
 * in `state.later` from then on. Without a connection the reader is told, and the next touch tries again.
 */
export async function act(widget: Widget, what: Deed): Promise<void> {
  const later = await find(widget)
  if (later) await what(later)
  else widget.complain(widget.speak.text('noAnswer'))
}

/** The same for what the reader did not ask for: nobody is told when it does not come. */
export async function prepare(widget: Widget, what?: Deed): Promise<void> {
  const later = await find(widget)
  if (later) what?.(later)
}

/**
 * Does what the reader asked of a form, however long its code takes to come: the form says so meanwhile, and what
 * it holds then is what is sent.
 */
export async function insist(widget: Widget, place: string, what: Deed): Promise<void> {
  const { store, speak } = widget
  if (store.get().writing[place]?.isSending) return
  write(widget, place, { isSending: true, said: '' })
  while (!widget.ended.aborted) {
    const later = await find(widget)
    if (later) {
      write(widget, place, { isSending: false, said: '' })
      return void what(later)
    }
    write(widget, place, { said: speak.text('unsent') })
    widget.announce(speak.text('unsent'))
    await chance(AGAIN_MS)
  }
}

/** Changes how one form fares. */
export function write({ store }: Widget, place: string, change: Partial<Writing>): void {
  const { writing } = store.get()
  store.set({ writing: { ...writing, [place]: { ...BLANK, ...writing[place], ...change } } })
}

async function find(widget: Widget): Promise<Later | undefined> {
  try {
    // It lies beside the file this is in and takes from that very one what both need.
    const file = import.meta.url.replace(/main(?=-\w+\.js)/, 'later')
    code ??= import(file + suffix)
    const later = await code
    const { store } = widget
    if (!store.get().later) {
      store.set({ later })
      await later.begin(widget)
    }
    return later
  } catch (error) {
    code = null
    suffix += '?'
    // What the service says for code it no longer has, to each who asked.
    if (error === 'outdated' && !widget.ended.aborted) widget.host.renew()
    return undefined
  }
}

/** Resolves when the network may be back, or after this long. */
export function chance(ms: number): Promise<unknown> {
  return new Promise((resolve) => {
    addEventListener('online', resolve, { once: true })
    setTimeout(resolve, ms)
  })
}
