import type { PostbagComments } from './element.ts'
import type { Speak } from './locale/speak.ts'
import type { LoadPart } from './part.ts'
import type { Settings } from './settings.ts'
import type { State, Store } from './thread/store.ts'

/** One widget at work: what its parts share. */
export type Widget = {
  readonly host: PostbagComments
  readonly root: ShadowRoot
  readonly settings: Settings
  readonly speak: Speak
  readonly store: Store
  readonly loadPart: LoadPart
  /** When the form of the thread was there. */
  readonly startedAt: number
  /** Says something to a screen reader, politely. */
  announce(text: string): void
  /** Says to everybody that something did not work, until the next thing is said. */
  complain(text: string): void
  /** `postbag:<name>` on the element, for the page around. Never with anything personal. */
  emit(name: string, detail?: Readonly<Record<string, unknown>>): void
  /** Aborted when the widget is taken down. */
  readonly ended: AbortSignal
  /** Whether the reader allowed third parties. */
  hasConsent(): boolean
}

export type ViewProps = { readonly widget: Widget; readonly state: State }

declare module 'preact' {
  interface PreactDOMAttributes {
    /** In place of children, for words that change: right also where a translator has put other nodes in place of ours. */
    textContent?: string | undefined
  }
}
