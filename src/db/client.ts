import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import postgres from 'postgres'
import { ipv6Of } from './address.ts'
import { withDeadline } from './deadline.ts'
import {
  isAway,
  isCancelled,
  isReadOnly,
  isRetryable,
  isShort,
  isSilence,
  overloaded,
  unavailable,
} from './errors.ts'
import { lettingGo } from './letting-go.ts'
import { lookout } from './lookout.ts'
import { outages } from './outage.ts'

/** The tagged template of a client or of a transaction; `json` takes whatever `JSON.stringify` does. */
export type Sql = postgres.Sql<{ bigint: number }> & { json(value: unknown): postgres.Parameter }

type QueryOptions = { readonly timeoutMs?: number }

/** A pool or an open transaction. Rows come in camelCase, times as `Date`, counts as numbers. */
export type Queryable = {
  /**
   * Runs one statement within its time limit, and again after a lock wait, a deadlock or a lack of connections.
   * @throws {AppError} `unavailable` when the database is away or silent.
   */
  query<T>(build: (sql: Sql) => PromiseLike<T>, options?: QueryOptions): Promise<T>
}

export type Db = Queryable & {
  /** All or nothing, within one time limit. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: QueryOptions): Promise<T>
  /**
   * Hears notifications on a connection of its own. Whatever is sent while that is cut is lost, so `onListening` is
   * called on each (re)connection: read again there. `onLost` says that nothing is heard at present.
   */
  listen(channel: string, heard: Listener): Promise<() => Promise<void>>
  ping(): Promise<boolean>
  stats(): DbStats
  close(): Promise<void>
}

type DbStats = {
  readonly inFlight: number
  readonly max: number
  /** How many clients were thrown away since the start. */
  readonly replaced: number
  /**
   * Milliseconds since the database last refused something for lack of disk, memory or connections, or because it
   * takes no writes.
   */
  readonly shortAgoMs: number
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
  /**
   * The database itself, where `url` names a pooler in transaction mode. Through the pooler nothing is used that
   * outlives a transaction, and the server's time limits are those of the role.
   */
  readonly directUrl?: string | undefined
}

const QUERY_MS = 2_000
const TRANSACTION_MS = 2_500
/** The limit of one wait for a lock; the statement is retried within the limit of its query. */
const LOCK_MS = 600
const REPLACE_EVERY_MS = 200
const END_WITHIN_S = 2
const RETRIES = 3
/** More queries at once are refused rather than answered late. */
const MAX_IN_FLIGHT = 1_000

export function openDb(url: string, options: DbOptions = {}): Db {
  const { max = 8, timeoutMs = QUERY_MS, applicationName: name = 'postbag', log } = options
  const pooled = options.directUrl !== undefined
  const { run, stats, close } = mending((size) => newClient(url, { max: size, timeoutMs, name, pooled }), {
    max,
    log,
  })
  return {
    query: (build, { timeoutMs: limitMs = timeoutMs } = {}) =>
      retrying(limitMs, (leftMs, failed) => run(leftMs, (sql) => lettingGo(build, sql), failed)),
    transaction: (work, { timeoutMs: limitMs = TRANSACTION_MS } = {}) =>
      retrying(limitMs, (leftMs, failed) => run(leftMs, (sql) => begin(sql, work), failed)),
    listen: (channel, heard) => listen(options.directUrl ?? url, channel, heard),
    ping: () =>
      retrying(1_000, (leftMs) => run(leftMs, (sql) => sql`select 1`)).then(
        () => true,
        () => false,
      ),
    stats,
    close,
  }
}

type Work<T> = (sql: Sql) => PromiseLike<T>
type Try<T> = (leftMs: number, failed: unknown) => Promise<T>

/**
 * One postgres.js client that is thrown away and made anew when a connection fails or a statement misses its limit.
 * The driver loses connections after resets and never settles statements on silent ones, so every wait has a limit of
 * ours around it, slightly above the server's own.
 */
function mending(connect: (size: number) => Sql, { max, log }: { max: number; log: DbOptions['log'] }) {
  let client = connect(max)
  let madeAt = Number.NEGATIVE_INFINITY
  let replaced = 0
  let inFlight = 0
  const outage = outages(log)
  const look = lookout({
    attempt: async () => {
      const own = connect(1)
      await withDeadline(own`select 1`, QUERY_MS).finally(() => void endClient(own, 0))
    },
    onAway: outage.away,
    onBack: () => outage.answered(replaced),
  })

  const replace = (broken: Sql, error: unknown) => {
    if (isReadOnly(error)) outage.short(error)
    const now = performance.now()
    if (broken !== client) return
    if (!isReadOnly(error)) look.begin(error)
    if (now - madeAt < REPLACE_EVERY_MS) return
    madeAt = now
    replaced += 1
    client = connect(max)
    void endClient(broken)
  }

  /** @param failed why it is tried again: then nothing within the limit is one more wait for a lock. */
  const run = async <T>(limitMs: number, work: Work<T>, failed?: unknown): Promise<T> => {
    const lost = look.lost()
    if (lost !== undefined) throw unavailable(lost)
    if (inFlight >= MAX_IN_FLIGHT) throw overloaded()
    const used = client
    inFlight += 1
    try {
      const result = await withDeadline(work(used), limitMs)
      if (used === client) look.answered()
      return result
    } catch (error) {
      if (failed !== undefined && isSilence(error)) throw unavailable(failed)
      if (isAway(error)) {
        replace(used, error)
        throw unavailable(error)
      }
      if (isShort(error)) outage.short(error)
      throw isCancelled(error) || (isShort(error) && !isRetryable(error)) ? unavailable(error) : error
    } finally {
      inFlight -= 1
    }
  }

  return {
    run,
    stats: (): DbStats => ({ inFlight, max, replaced, shortAgoMs: outage.shortAgoMs() }),
    close: () => {
      look.stop()
      return endClient(client)
    },
  }
}

/**
 * A transaction's template is a client's, minus what opens and ends connections, which a `Queryable` does not need.
 */
function begin<T>(sql: Sql, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return sql.begin((tx) => work({ query: (build) => lettingGo(build, tx as unknown as Sql) })) as Promise<T>
}

/**
 * After lock waits, deadlocks, serialization failures and a lack of connections nothing of a statement or transaction
 * is left, so it is tried again, after a random pause, while its limit lasts.
 */
async function retrying<T>(limitMs: number, work: Try<T>): Promise<T> {
  const ends = performance.now() + limitMs
  let failed: unknown
  for (let retry = 0; ; retry += 1) {
    try {
      return await work(ends - performance.now(), failed)
    } catch (error) {
      if (!isRetryable(error)) throw error
      failed = error
      const pauseMs = 10 + Math.random() * 40 * (retry + 1)
      if (retry >= RETRIES || performance.now() + pauseMs + LOCK_MS / 2 > ends) throw unavailable(error)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}

/** After a reset the driver's own `end` may never settle. */
function endClient(client: Sql, withinS = END_WITHIN_S): Promise<void> {
  return withDeadline(client.end({ timeout: withinS }), withinS * 1_000 + 500).catch(() => {})
}

type ClientOptions = Required<Pick<DbOptions, 'max' | 'timeoutMs'>> & {
  readonly name: string
  readonly pooled?: boolean
}

/** The driver's type lacks only that `json` takes whatever `JSON.stringify` does. */
function newClient(url: string, { max, timeoutMs, name, pooled = false }: ClientOptions): Sql {
  const limits = {
    statement_timeout: Math.max(500, timeoutMs - 100),
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: TRANSACTION_MS,
    // Where a plan seems expensive, the server compiles it first: that takes seconds, which no statement here has.
    jit: 'off',
  }
  return postgres(url, {
    ...ipv6Of(url),
    max,
    connect_timeout: 2,
    // The driver's own pauses grow to twenty seconds, although the database may have been back for long.
    backoff: () => 0.1,
    idle_timeout: 60,
    fetch_types: true,
    // A pooler gives the next transaction another connection, which knows neither prepared statements nor these
    // limits.
    prepare: !pooled,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel } },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connection: { application_name: name, ...(!pooled && limits) },
  }) as unknown as Sql
}

const HEARTBEAT_MS = 2_000
const BEAT_WITHIN_MS = 1_000

/**
 * A listening client of its own. The driver reconnects by itself after a cut, but not while the database is away, and
 * it never notices a connection that merely went silent. So we send ourselves a message every two seconds, and make a
 * new client when it is not heard.
 */
async function listen(url: string, channel: string, heard: Listener): Promise<() => Promise<void>> {
  const beatChannel = `${channel}_beat_${randomUUID().slice(0, 8)}`
  let closed = false
  let client: Sql | undefined
  let hearBeat = () => {}

  const open = async (): Promise<void> => {
    const used = newClient(url, { max: 1, timeoutMs: QUERY_MS, name: 'postbag listen' })
    client = used
    try {
      await withDeadline(
        used
          .listen(beatChannel, () => hearBeat())
          .then(() => used.listen(channel, heard.onMessage, heard.onListening)),
        QUERY_MS,
      )
    } catch (error) {
      void endClient(used, 0)
      throw error
    }
  }
  const beat = async (): Promise<void> => {
    const beaten = new Promise<void>((resolve) => {
      hearBeat = resolve
    })
    if (client === undefined) throw new Error('not connected')
    await withDeadline(Promise.all([client`select pg_notify(${beatChannel}, '')`, beaten]), BEAT_WITHIN_MS)
  }
  const keepAlive = async (): Promise<void> => {
    try {
      await beat()
    } catch {
      heard.onLost?.()
      if (client) void endClient(client, 0)
      client = undefined
      if (!closed) await open().catch(() => {})
    }
    if (!closed) timer = setTimeout(keepAlive, client ? HEARTBEAT_MS : REPLACE_EVERY_MS).unref()
  }

  await open()
  let timer = setTimeout(keepAlive, HEARTBEAT_MS).unref()
  return async () => {
    closed = true
    clearTimeout(timer)
    if (client) await endClient(client, 1)
  }
}
