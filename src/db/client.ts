import type { Logger } from 'pino'
import postgres from 'postgres'
import { isAway, isRetryable, unavailable } from './errors.ts'

export { isStrayDriverError, isUniqueViolation } from './errors.ts'

/** The tagged template of a client or of a transaction. */
export type Sql = postgres.Sql<{ bigint: number }>

export type QueryOptions = { readonly timeoutMs?: number }

/** A pool or an open transaction. Rows come in camelCase, times as `Date`, counts as numbers. */
export type Queryable = {
  /**
   * Runs one statement within its time limit.
   * @throws {AppError} `unavailable` when the database is away or silent.
   */
  query<T>(build: (sql: Sql) => PromiseLike<T>, options?: QueryOptions): Promise<T>
}

export type Db = Queryable & {
  /** All or nothing, within one limit; lock waits, deadlocks and serialization failures are tried again. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: QueryOptions): Promise<T>
  /**
   * Hears notifications on a connection of its own. What was sent while it was cut off is lost, so `onListening`
   * is called at each (re)connection: read again there. `onLost` says that nothing is heard at present.
   */
  listen(channel: string, heard: Listener): Promise<() => Promise<void>>
  ping(): Promise<boolean>
  stats(): { readonly inFlight: number; readonly max: number; readonly replaced: number }
  close(): Promise<void>
}

export type Listener = {
  readonly onMessage: (payload: string) => void
  readonly onListening: () => void
  readonly onLost?: () => void
}

export type DbOptions = {
  readonly max?: number
  readonly log?: Pick<Logger, 'warn' | 'error' | 'info'>
  readonly applicationName?: string
  /** The limit of one statement; a transaction gets a little more. */
  readonly timeoutMs?: number
}

const QUERY_MS = 2_000
const TRANSACTION_MS = 2_500
const REPLACE_EVERY_MS = 200
const END_WITHIN_S = 2
const RETRIES = 3

/**
 * One postgres.js client that is thrown away and made anew when a connection fails or a statement misses its
 * limit: the driver loses connections after resets and never settles statements on silent ones, so every wait
 * has a limit of ours around it, with the server's own just below.
 */
export function openDb(url: string, options: DbOptions = {}): Db {
  const max = options.max ?? 8
  const timeoutMs = options.timeoutMs ?? QUERY_MS
  const connect = () => newClient(url, { max, timeoutMs, name: options.applicationName ?? 'postbag' })
  let client = connect()
  let madeAt = Number.NEGATIVE_INFINITY
  let replaced = 0
  let inFlight = 0
  let away = false

  const replace = (broken: Sql, error: unknown) => {
    if (!away) options.log?.error({ err: error }, 'database.away')
    away = true
    const now = performance.now()
    if (broken !== client || now - madeAt < REPLACE_EVERY_MS) return
    madeAt = now
    replaced += 1
    client = connect()
    broken.end({ timeout: END_WITHIN_S }).catch(() => {})
  }

  const answered = () => {
    if (away) options.log?.info({ replaced }, 'database.back')
    away = false
  }

  const run = async <T>(limitMs: number, work: (sql: Sql) => PromiseLike<T>): Promise<T> => {
    const used = client
    inFlight += 1
    try {
      const result = await withDeadline(work(used), limitMs)
      answered()
      return result
    } catch (error) {
      if (!isAway(error)) throw error
      replace(used, error)
      throw unavailable(error)
    } finally {
      inFlight -= 1
    }
  }

  const attempt = <T>(limitMs: number, work: (tx: Queryable) => Promise<T>) =>
    run(
      limitMs,
      (sql) => sql.begin((tx) => work({ query: async (build) => build(tx as unknown as Sql) })) as Promise<T>,
    )

  return {
    query: (build, { timeoutMs: limitMs = timeoutMs } = {}) => run(limitMs, build),
    async transaction(work, { timeoutMs: limitMs = TRANSACTION_MS } = {}) {
      const ends = performance.now() + limitMs
      for (let retry = 0; ; retry += 1) {
        try {
          return await attempt(ends - performance.now(), work)
        } catch (error) {
          if (!isRetryable(error)) throw error
          const pauseMs = 10 + Math.random() * 40 * (retry + 1)
          if (retry >= RETRIES || performance.now() + pauseMs > ends) throw unavailable(error)
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
      }
    },
    listen: (channel, heard) => listen(url, channel, heard),
    ping: () =>
      run(1_000, (sql) => sql`select 1`).then(
        () => true,
        () => false,
      ),
    stats: () => ({ inFlight, max, replaced }),
    close: () => client.end({ timeout: END_WITHIN_S }),
  }
}

/** Rejects with a code that counts as away when nothing came in time; what comes later is dropped. */
async function withDeadline<T>(work: PromiseLike<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('no answer in time'), { code: 'CONNECTION_SILENT' })),
      limitMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function newClient(
  url: string,
  { max, timeoutMs, name }: { readonly max: number; readonly timeoutMs: number; readonly name: string },
): Sql {
  return postgres(url, {
    max,
    connect_timeout: 2,
    idle_timeout: 60,
    fetch_types: true,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel } },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connection: {
      application_name: name,
      statement_timeout: Math.max(500, timeoutMs - 100),
      lock_timeout: Math.max(400, timeoutMs - 300),
      idle_in_transaction_session_timeout: TRANSACTION_MS,
    } as never,
  }) as unknown as Sql
}

const HEARTBEAT_MS = 2_000

/**
 * A listening client of its own. The driver reconnects by itself after a cut; a connection that merely went
 * silent is found by a heartbeat and replaced.
 */
async function listen(url: string, channel: string, heard: Listener): Promise<() => Promise<void>> {
  let closed = false
  let client: Sql | undefined
  const open = async () => {
    const used = newClient(url, { max: 1, timeoutMs: QUERY_MS, name: 'postbag listen' })
    client = used
    await withDeadline(used.listen(channel, heard.onMessage, heard.onListening), QUERY_MS)
  }
  const reopen = async () => {
    client?.end({ timeout: 0 }).catch(() => {})
    await open()
  }
  const beat = async () => {
    if (closed) return
    try {
      if (client === undefined) throw new Error('not connected')
      await withDeadline(client`select 1`, 1_000)
    } catch {
      heard.onLost?.()
      await reopen().catch(() => {})
    }
    if (!closed) timer = setTimeout(beat, HEARTBEAT_MS).unref()
  }
  await open()
  let timer = setTimeout(beat, HEARTBEAT_MS).unref()
  return async () => {
    closed = true
    clearTimeout(timer)
    await client?.end({ timeout: 1 })
  }
}
