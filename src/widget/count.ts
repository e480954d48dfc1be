import { loadPart, SERVICE } from './part.ts'

/**
 * `<postbag-count site="…" article="…">`: how many comments an article has. All counts on a page are asked for in one
 * request. `format="number"` shows only the number; the element's own content stays until it is known.
 */
export class PostbagCount extends HTMLElement {
  static observedAttributes = ['site', 'article']

  connectedCallback(): void {
    this.#ask()
  }

  attributeChangedCallback(_: string, before: string | null): void {
    if (before !== null && this.isConnected) this.#ask()
  }

  #ask(): void {
    loadPart<typeof import('./parts/counting.ts')>('counting').then(
      ({ ask }) => ask(this, { service: SERVICE, loadPart }),
      // The content stays.
      () => {},
    )
  }
}
