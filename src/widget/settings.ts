import type { Sort } from './wire.ts'

/** What an element's attributes say. */
export type Settings = {
  readonly site: string
  readonly article: string
  /** `…/v1/sites/{site}` */
  readonly siteUrl: string
  /** `…/v1/sites/{site}/articles/{article}` */
  readonly articleUrl: string
  readonly pageUrl: string
  readonly lang: string
  readonly sort: Sort
  readonly readOnly: boolean
}

export const SORTS: readonly Sort[] = ['newest', 'oldest', 'top', 'picked']

/** Reads an element's attributes; the page supplies what is not given. */
export function readSettings(element: HTMLElement, service: string): Settings {
  const site = element.getAttribute('site') ?? ''
  const pageUrl = element.getAttribute('url') || canonicalUrl()
  const article = element.getAttribute('article') || pageUrl
  const siteUrl = siteUrlOf(element, site, service)
  const sort = element.getAttribute('sort') as Sort
  return {
    site,
    article,
    siteUrl,
    articleUrl: `${siteUrl}/articles/${encodeURIComponent(article)}`,
    pageUrl,
    lang: languageOf(element),
    sort: SORTS.includes(sort) ? sort : 'newest',
    readOnly: element.hasAttribute('readonly'),
  }
}

/** `service` is where the script came from, unless the element names another. */
export function siteUrlOf(element: HTMLElement, site: string, service: string): string {
  const base = (element.getAttribute('service') || service).replace(/\/$/, '')
  return `${base}/v1/sites/${encodeURIComponent(site)}`
}

/** The element's own language, the nearest one around it, or the reader's. */
export function languageOf(element: HTMLElement): string {
  return element.closest('[lang]')?.getAttribute('lang') || navigator.language || 'en'
}

function canonicalUrl(): string {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href
  return (canonical || location.href).replace(/#.*$/, '')
}
