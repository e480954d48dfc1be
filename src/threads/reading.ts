import type { Deps } from '../deps.ts'
import { type SiteCache, siteCache } from '../sites/queries.ts'
import { createPages, type Pages } from './pages.ts'

/** What serving readers needs that outlives a request, shared by the front and the framework's routes. */
export type Reading = {
  readonly sites: SiteCache
  readonly pages: Pages
  close(): void
}

export function createReading(deps: Deps): Reading {
  const pages = createPages(deps)
  return { sites: siteCache(deps.db), pages, close: () => pages.memory.close() }
}
