import type { PostbagComments } from './element.ts'
import type { Speak } from './locale/speak.ts'
import type { LoadPart } from './part.ts'
import type { Settings } from './settings.ts'
import type { State, Store } from './thread/store.ts'

/** What the parts of one running widget share. */
export type Widget = {
  readonly host: PostbagComments
  readonly root: ShadowRoot
  readonly settings: Settings
  readonly speak: Speak
  readonly store: Store
  readonly loadPart: LoadPart
  /** When the thread's form was first shown. */
  readonly startedAt: number
  /** Tells screen readers something, politely. */
  announce(text: string): void
  /** Tells everybody that something did not work, until the next message. */
  complain(text: string): void
  /** Dispatches `postbag:<name>` on the element, for the page around it. Never contains anything personal. */
  emit(name: string, detail?: Readonly<Record<string, unknown>>): void
  /** Aborted when the widget is taken down. */
  readonly ended: AbortSignal
}

export type ViewProps = { readonly widget: Widget; readonly state: State }

declare module 'preact' {
  interface PreactDOMAttributes {
    /** In place of children, for words that change: also correct where a translator has replaced our text nodes. */
    textContent?: string | undefined
  }
}
