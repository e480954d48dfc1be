import type { Logger } from 'pino'
import type postgres from 'postgres'
import { endClient, newClient } from './connect.ts'
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
import { inTime, leftMs, takeTime } from './in-time.ts'
import { lettingGo } from './letting-go.ts'
import { listen } from './listen.ts'
import { lookout } from './lookout.ts'
import { outages } from './outage.ts'
import { LOCK_MS, REQUEST_MS, STATEMENT_MS, TRANSACTION_EXTRA_MS } from './time-limits.ts'

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
  /** All or nothing, within one time limit; for statements that take longer than others: `longTransaction`. */
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

const REPLACE_EVERY_MS = 200
const RETRIES = 3
/** More queries at once are refused rather than answered late. */
const MAX_IN_FLIGHT = 1_000

export function openDb(url: string, options: DbOptions = {}): Db {
  const { max = 8, timeoutMs = STATEMENT_MS, applicationName: name = 'postbag', log } = options
  const pooled = options.directUrl !== undefined
  const { run, stats, close } = mending((size) => newClient(url, { max: size, timeoutMs, name, pooled }), {
    max,
    log,
  })
  return {
    query: (build, { timeoutMs: limitMs = timeoutMs } = {}) =>
      retrying(limitMs, (withinMs, failed) => run(withinMs, (sql) => lettingGo(build, sql), failed)),
    transaction: (work, { timeoutMs: limitMs = timeoutMs + TRANSACTION_EXTRA_MS } = {}) =>
      retrying(limitMs, (withinMs, failed) => run(withinMs, (sql) => begin(sql, work), failed)),
    listen: (channel, heard) => listen(options.directUrl ?? url, channel, heard),
    ping: () =>
      retrying(1_000, (withinMs) => run(withinMs, (sql) => sql`select 1`)).then(
        () => true,
        () => false,
      ),
    stats,
    close,
  }
}

/** A transaction of which each statement may take `limitMs`; so may whoever waits for it, and do the rest as usual. */
export function longTransaction<T>(db: Db, limitMs: number, work: (tx: Queryable) => Promise<T>): Promise<T> {
  takeTime(limitMs + REQUEST_MS)
  return db.transaction(
    async (tx) => {
      await tx.query((sql) => sql`select set_config('statement_timeout', ${String(limitMs)}, true)`)
      return work(tx)
    },
    { timeoutMs: limitMs + TRANSACTION_EXTRA_MS },
  )
}

type Work<T> = (sql: Sql) => PromiseLike<T>
type Try<T> = (withinMs: number, failed: unknown) => Promise<T>

/**
 * One postgres.js client that is thrown away and made anew when a connection fails or a statement misses its limit.
 * The driver loses connections after resets and never settles statements on silent ones, so every wait has a limit of
 * ours around it, slightly above the server's own.
 */
function mending(connect: (size: number) => Sql, { max, log }: { max: number; log: DbOptions['log'] }) {
  let client = connect(max)
  let madeAt = Number.NEGATIVE_INFINITY
  let renewal: NodeJS.Timeout | undefined
  let replaced = 0
  let inFlight = 0
  const outage = outages(log)
  const look = lookout({
    attempt: async () => {
      const own = connect(1)
      await withDeadline(own`select 1`, STATEMENT_MS).finally(() => void endClient(own, 0))
    },
    onAway: outage.away,
    onBack: () => outage.answered(replaced),
  })

  const renew = () => {
    const broken = client
    renewal = undefined
    madeAt = performance.now()
    replaced += 1
    client = connect(max)
    void endClient(broken)
  }
  /** What broke soon after it was made is replaced a moment later: the connections it lost do not come back. */
  const replace = (broken: Sql, error: unknown) => {
    if (isReadOnly(error)) outage.short(error)
    if (broken !== client) return
    if (!isReadOnly(error)) look.begin(error)
    const pauseMs = madeAt + REPLACE_EVERY_MS - performance.now()
    if (pauseMs <= 0) renew()
    else renewal ??= setTimeout(renew, pauseMs)
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
      clearTimeout(renewal)
      return endClient(client)
    },
  }
}

/**
 * A transaction's template is a client's, minus what opens and ends connections, which a `Queryable` does not need.
 * A request that is late by then is told that nothing came of it, so nothing does.
 */
function begin<T>(sql: Sql, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    const result = await work({
      query: (build) => inTime(() => lettingGo(build, tx as unknown as Sql)),
    })
    await inTime(async () => {})
    return result
  }) as Promise<T>
}

/**
 * After lock waits, deadlocks, serialization failures and a lack of connections nothing of a statement or transaction
 * is left, so it is tried again, after a random pause, while its limit and the request's time last. A request whose
 * time is over waits no longer, but the attempt has its whole limit: only then is the client to blame.
 */
async function retrying<T>(limitMs: number, work: Try<T>): Promise<T> {
  const ends = performance.now() + limitMs
  let failed: unknown
  for (let retry = 0; ; retry += 1) {
    try {
      return await inTime(() => work(ends - performance.now(), failed), failed)
    } catch (error) {
      if (!isRetryable(error)) throw error
      failed = error
      const pauseMs = 10 + Math.random() * 40 * (retry + 1)
      const left = Math.min(ends - performance.now(), leftMs())
      if (retry >= RETRIES || pauseMs + LOCK_MS / 2 > left) throw unavailable(error)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}
