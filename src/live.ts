import type { Logger } from 'pino'
import type { Db, Listener, Sql } from './db/client.ts'

/**
 * The one channel of every process on a database. Messages are JSON lists: a kind, whose id that is, details. Of a site
 * `article`, `removed`, `queue`, `claimed`, `decided`, `bulk`, `site` and `model`, of a token `revoked`, `signed-out` and
 * `other-sites`.
 */
const CHANNEL = 'postbag'
const RETRY_MS = 500

/**
 * Changes made by any process, heard on one connection and passed on to everything here that caches. A message is
 * only a hint: whoever hears it reads the rest from the database, and reads again after a gap.
 */
export type Live = {
  /** Calls the listener from now on; `onListening` at once if the connection stands. */
  hear(listener: Listener): () => void
  /**
   * Sends a message within this process at once; other processes hear it from the transaction that made the change.
   */
  tell(message: readonly unknown[]): void
  isListening(): boolean
  close(): Promise<void>
}

export function createLive(db: Db, log: Pick<Logger, 'warn' | 'info'>): Live {
  const listeners = new Set<Listener>()
  let listening = false
  let closed = false
  let stop: (() => Promise<void>) | undefined
  const heard: Listener = {
    onMessage: (payload) => {
      for (const { onMessage } of listeners) onMessage(payload)
    },
    onListening: () => {
      listening = true
      for (const { onListening } of listeners) onListening()
    },
    onLost: () => {
      if (listening) log.warn('live.lost')
      listening = false
      for (const { onLost } of listeners) onLost?.()
    },
  }
  const open = async (): Promise<void> => {
    try {
      stop = await db.listen(CHANNEL, heard)
      if (closed) await stop()
    } catch {
      if (!closed) setTimeout(() => void open(), RETRY_MS).unref()
    }
  }
  const opened = open()
  return {
    hear(listener) {
      listeners.add(listener)
      if (listening) listener.onListening()
      return () => listeners.delete(listener)
    },
    tell(message) {
      heard.onMessage(JSON.stringify(message))
    },
    isListening: () => listening,
    async close() {
      closed = true
      await opened
      await stop?.().catch(() => {})
    },
  }
}

/** A change of what readers see of one article. */
export type ArticleChange = {
  /** Something was taken away from readers and must not be served a moment longer. */
  readonly isRemoval: boolean
  readonly siteId: string
  readonly articleKey: string
  /** The article's version after the change; null when the sender does not know it. */
  readonly version: number | null
}

/**
 * As a column of a statement that changes an article: tells every process once that is committed. Its row has the
 * article's `key` and `version`.
 * @param kind `'article'`, or `'removed'` where something was taken away from readers.
 */
export function articleNotice(sql: Sql, siteId: string | ReturnType<Sql>, kind = sql`'article'`) {
  return notice(sql, sql`${kind}, ${siteId}::text, key, version`)
}

/** As a column of a statement: tells every desk, once that is committed, that the queue of a site has changed. */
export function queueNotice(sql: Sql, siteId: string | ReturnType<Sql>) {
  return notice(sql, sql`'queue', ${siteId}::text`)
}

/** As a column of a statement: any message, of at most 8,000 bytes, that is heard once the statement is committed. */
export function notice(sql: Sql, parts: ReturnType<Sql>) {
  return sql`pg_notify(${CHANNEL}, json_build_array(${parts})::text)`
}

/** Tells this process at once that an article changed. */
export function tellArticle(live: Pick<Live, 'tell'>, change: Omit<ArticleChange, 'version'>): void {
  live.tell([change.isRemoval ? 'removed' : 'article', change.siteId, change.articleKey, null])
}

/** The change of an article that a message speaks of; undefined for other messages. */
export function articleChange(payload: string): ArticleChange | undefined {
  if (!payload.startsWith('["article"') && !payload.startsWith('["removed"')) return undefined
  try {
    const [kind, siteId, articleKey, version] = JSON.parse(payload) as unknown[]
    if (typeof siteId !== 'string' || typeof articleKey !== 'string') return undefined
    return {
      isRemoval: kind === 'removed',
      siteId,
      articleKey,
      version: typeof version === 'number' ? version : null,
    }
  } catch {
    return undefined
  }
}
