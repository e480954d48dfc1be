import type { IncomingMessage } from 'node:http'
import type { Deps } from '../deps.ts'
import { type SiteCache, siteCache } from '../sites/queries.ts'
import { createEvents, type ThreadEvents } from './events.ts'
import { createPages, type Pages } from './pages.ts'
import { createReplicas } from './replicas.ts'

/** The long-lived parts that serve readers, shared by the front and the framework's routes. */
export type Reading = {
  readonly sites: SiteCache
  readonly pages: Pages
  readonly events: ThreadEvents
  /** What went wrong before the framework was asked, so that it need not try the same again. */
  readonly met: WeakMap<IncomingMessage, unknown>
  /** Updates the metrics of memory and streams. */
  observe(): void
  /** Tells event streams to reconnect, to whichever process serves then. */
  close(): void
}

export function createReading(deps: Deps): Reading {
  const { db, live, log, config } = deps
  const replicas = createReplicas({ primary: db, urls: config.DATABASE_READ_URLS, live, log })
  const pages = createPages(deps, replicas)
  const events = createEvents(deps)
  return {
    sites: siteCache(deps.db),
    pages,
    events,
    met: new WeakMap(),
    observe: () => {
      const { entries, bytes, made, served } = pages.memory.stats()
      const figures = {
        kept: entries,
        kept_bytes: bytes,
        made,
        served,
        streams: events.size(),
        replicas: replicas.fresh(),
      }
      for (const [what, value] of Object.entries(figures)) deps.metrics.threads.set({ what }, value)
    },
    close: () => {
      events.close()
      pages.memory.close()
      void replicas.close()
    },
  }
}
