import { currentPlace, go, hrefOf } from '../router.ts'

/** Which part of the queue is on the desk; it lives in the address, so every view has its own link. */
export type View = {
  readonly site: string | null
  readonly sort: 'priority' | 'oldest' | 'newest'
  readonly reason: string | null
  readonly section: string | null
  readonly q: string | null
}

const SORTS = ['priority', 'oldest', 'newest'] as const

export function viewOf(query: URLSearchParams): View {
  const sort = SORTS.find((name) => name === query.get('sort')) ?? 'priority'
  return {
    site: query.get('site'),
    sort,
    reason: query.get('reason'),
    section: query.get('section'),
    q: query.get('q'),
  }
}

export function viewHref(view: View): string {
  return hrefOf('queue', null, { ...view, sort: view.sort === 'priority' ? null : view.sort })
}

/** Changes one member of the view on the screen and with it the address. */
export function changeView(change: Partial<View>): void {
  go(viewHref({ ...viewOf(currentPlace().query), ...change }))
}

/** The plain queue in order of priority is what claims hand out. */
export function isPlain(view: View): boolean {
  return view.sort === 'priority' && !view.reason && !view.section && !view.q
}
