import type { Match } from '../bulk/match.ts'
import { currentPlace, go, hrefOf } from '../router.ts'

const SORTS = ['priority', 'risk', 'spam', 'abuse', 'oldest', 'newest'] as const
const PARTS = ['site', 'reason', 'section', 'q', 'author', 'similar', 'domain'] as const

/** Which part of the queue is on the desk; it lives in the address, so every view has its own link. */
export type View = { readonly sort: (typeof SORTS)[number] } & {
  readonly [Part in (typeof PARTS)[number]]: string | null
}

export function viewOf(query: URLSearchParams): View {
  const parts = Object.fromEntries(PARTS.map((part) => [part, query.get(part)])) as Omit<View, 'sort'>
  return { sort: SORTS.find((name) => name === query.get('sort')) ?? 'priority', ...parts }
}

export function viewHref(view: View): string {
  return hrefOf('queue', null, { ...view, sort: view.sort === 'priority' ? null : view.sort })
}

/** Changes one member of the view on the screen, and the address with it. */
export function changeView(change: Partial<View>): void {
  go(viewHref({ ...viewOf(currentPlace().query), ...change }))
}

/** Whether this is the whole queue in order of priority, which is what claims hand out. */
export function isPlain(view: View): boolean {
  return view.sort === 'priority' && PARTS.every((part) => part === 'site' || !view[part])
}

/** What a view shows, whatever its order. */
export function matchOf(view: View): Match {
  return Object.fromEntries(PARTS.flatMap((part) => (view[part] ? [[part, view[part]]] : [])))
}
