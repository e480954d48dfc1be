import type { Facets } from '../../../review/facets.ts'
import { get } from '../api.ts'
import { type Desk, desk } from '../desk/state.ts'
import { count, plural } from '../format.ts'
import { createStore } from '../store.ts'

const READ_EVERY_MS = 60_000

type Counted = {
  readonly known: Facets | null
  /** What the desk knew to be decided when this was counted. */
  readonly settled: Desk['settled']
}

/** How much waits on the sites of the view, in all and for each filter; null until it is known. */
export const facets = createStore<Counted>({ known: null, settled: new Map() })

/** Reads them now, and regularly while the window is visible. Returns a function that stops this. */
export function followFacets(site: string | null): () => void {
  let isCurrent = true
  const read = () =>
    get<Facets>('/v1/review/facets', { site }).then(
      (known) => isCurrent && facets.set({ known, settled: desk.get().settled }),
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

/** How many wait in all: what was counted, minus what was decided since. Null until it is known. */
export function waitingIn({ known, settled }: Counted, now: Desk): string | null {
  if (known === null) return null
  if (known.capped) return `${count(known.waiting)} or more comments`
  // The newsroom's own answers are settled in their first version: they never waited.
  const decided = [...now.settled].filter(([id, version]) => version > 1 && settled.get(id) !== version)
  const gone = new Set([...decided.map(([id]) => id), ...now.sending.keys()])
  for (const { comment } of now.items) gone.delete(comment.id)
  return plural(Math.max(known.waiting - gone.size, now.items.length), 'comment')
}
