import type { Facets } from '../../../review/facets.ts'
import { get } from '../api.ts'
import { count } from '../format.ts'
import { createStore } from '../store.ts'

const READ_EVERY_MS = 60_000

/** How much waits on the sites of the view, in all and for each filter; null until it is known. */
export const facets = createStore<{ readonly known: Facets | null }>({ known: null })

/** Reads them now and while the window is looked at. Returns what ends it. */
export function followFacets(site: string | null): () => void {
  let isCurrent = true
  const read = () =>
    get<Facets>('/v1/review/facets', { site }).then(
      (known) => isCurrent && facets.set({ known }),
      () => {},
    )
  facets.set({ known: null })
  void read()
  const timer = setInterval(() => !document.hidden && void read(), READ_EVERY_MS)
  return () => {
    isCurrent = false
    clearInterval(timer)
  }
}

export function waitingIn({ waiting, capped }: Facets): string {
  return `${count(waiting)}${capped ? ' or more' : ''} comments`
}
