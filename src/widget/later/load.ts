import { BLANK, type Writing } from '../thread/store.ts'
import type { Widget } from '../widget.ts'

export type Later = typeof import('./later.ts')

type Deed = (later: Later) => unknown

/** If it is requested several times while it loads, browsers resolve in any order; events must be handled in turn. */
let code: Promise<Later> | null = null
/** Browsers remember for good that a module failed to load from an address, so each further try uses another one. */
let suffix = ''

const AGAIN_MS = 5_000

/**
 * Runs something that needs the code for readers who act. It is loaded at their first touch of the widget, and
 * available as `state.later` from then on. If it cannot be loaded the reader is told, and the next touch tries again.
 */
export async function act(widget: Widget, what: Deed): Promise<void> {
  const later = await find(widget)
  if (later) await what(later)
  else widget.complain(widget.speak.text('noAnswer'))
}

/** The same for what the reader did not ask for: if the code cannot be loaded, nobody is told. */
export async function prepare(widget: Widget, what?: Deed): Promise<void> {
  const later = await find(widget)
  if (later) what?.(later)
}

/**
 * Does what the reader asked of a form, however long the code takes to load: the form shows that it is busy, and what
 * it holds at the end is what is sent.
 */
export async function insist(widget: Widget, place: string, what: Deed): Promise<void> {
  const { store, speak } = widget
  if (store.get().writing[place]?.isSending) return
  write(widget, place, { isSending: true, said: '' })
  const sayUnsent = () => {
    const { later, writing } = store.get()
    if (later || writing[place]?.said) return
    write(widget, place, { said: speak.text('unsent') })
    widget.announce(speak.text('unsent'))
  }
  while (!widget.ended.aborted) {
    // On a network that stalls, the code neither comes nor fails to.
    setTimeout(sayUnsent, AGAIN_MS)
    const later = await find(widget)
    if (later) {
      write(widget, place, { isSending: false, said: '' })
      return void what(later)
    }
    sayUnsent()
    await chance(AGAIN_MS)
  }
}

/** Changes the state of one form. */
export function write({ store }: Widget, place: string, change: Partial<Writing>): void {
  const { writing } = store.get()
  store.set({ writing: { ...writing, [place]: { ...BLANK, ...writing[place], ...change } } })
}

async function find(widget: Widget): Promise<Later | undefined> {
  try {
    // It lies beside this file, and imports from this very file what both need.
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
    // The service's answer to a request for code it no longer has, which every caller gets.
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
