import { createStore, useStore } from './store.ts'

/** Where the desk is: `/console/<page>/<subject>?<query>`. Every view has its own link. */
type Place = {
  readonly page: string
  readonly subject: string | null
  readonly query: URLSearchParams
}

const BASE = '/console'
/** Other addresses of pages. */
const ALSO = new Map([['erasure', 'person']])

function parsePlace(path: string, search: string): Place {
  const [page = '', subject] = path.slice(BASE.length).split('/').filter(Boolean)
  return {
    page: ALSO.get(page) ?? (page || 'queue'),
    subject: subject === undefined ? null : decode(subject),
    query: new URLSearchParams(search),
  }
}

/** The link of a place; members that are empty are left out. */
export function hrefOf(
  page: string,
  subject?: string | null,
  query: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const kept = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const search = new URLSearchParams(kept).toString()
  const path = [BASE, page === 'queue' && !subject ? null : page, subject && encodeURIComponent(subject)]
    .filter(Boolean)
    .join('/')
  return search ? `${path}?${search}` : path
}

const place = createStore<Place>(parsePlace(BASE, ''))

/** Follows the address bar, and plain clicks on links within the desk. */
export function startRouter(): void {
  const read = () => place.set(parsePlace(location.pathname, location.search))
  read()
  addEventListener('popstate', read)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || event.defaultPrevented || event.button !== 0) return
    if (
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey ||
      link.target ||
      link.hasAttribute('download')
    )
      return
    const url = new URL(link.href)
    if (url.origin !== location.origin || !/^\/console(\/|$)/.test(url.pathname)) return
    event.preventDefault()
    go(url.pathname + url.search)
  })
}

export function go(href: string): void {
  history.pushState(null, '', href)
  place.set(parsePlace(location.pathname, location.search))
  scrollTo(0, 0)
}

export function usePlace(): Place {
  return useStore(place)
}

export function currentPlace(): Place {
  return place.get()
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
