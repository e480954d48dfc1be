import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Queryable } from '../db/client.ts'
import { isAway, isShort, unavailable } from '../db/errors.ts'
import type { Metrics } from '../metrics.ts'
import { sparing } from '../sparing.ts'
import type { Enqueue, EnqueueOptions, JobKind } from './kind.ts'
import { type AnyKind, attach } from './workers.ts'

/** Background work on the same database, shared by all processes. */
export type Jobs = {
  /** Registers a kind of job and what runs it; the same name again replaces it. */
  define<T extends object>(kind: JobKind<T>): Enqueue<T>
  /** Runs something alongside the jobs, in processes that run any: `begin` starts it and returns what stops it. */
  whileRunning(begin: () => () => Promise<void>): void
  /** Begins to run jobs in the background, retrying until the database is there. */
  start(): void
  /** Takes no more jobs, waits a moment for those that run, and gives the rest back. */
  stop(): Promise<void>
  /** True while this process takes jobs. */
  isRunning(): boolean
}

type JobsOptions = {
  /** Reaches the server itself rather than a pooler: jobs listen for notifications. */
  readonly url: string
  /** False for a process that only enqueues jobs. */
  readonly runs: boolean
  readonly log: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>
  readonly metrics: Pick<Metrics, 'jobs'>
}

const SCHEMA = 'pgboss'
const STOP_WITHIN_MS = 3_000
/** How often jobs of dead processes are looked for. */
const LOOK_EVERY_S = 10
const START_AGAIN_MS = 2_000
const SAY_AGAIN_MS = 30_000
/** The library's driver has no code for these errors. */
const DRIVER_LOST = /^(Connection terminated|timeout exceeded when trying to connect)/

/**
 * Uses a few connections of its own, with a limit on every wait, since the library's driver would wait for ever. They
 * are opened on first use, so that a process that neither runs nor enqueues jobs opens none.
 */
export function createJobs(options: JobsOptions): Jobs {
  const { log } = options
  const kinds = new Map<string, AnyKind>()
  const isDue = sparing(SAY_AGAIN_MS)
  const companions: (() => () => Promise<void>)[] = []
  let ends: (() => Promise<void>)[] = []
  let boss: PgBoss | undefined
  let starting: Promise<PgBoss> | undefined
  let stopped = false

  const open = async (): Promise<PgBoss> => {
    const made = newBoss(options, isDue)
    try {
      await made.start()
      for (const kind of kinds.values()) await attach(made, kind, options)
    } catch (error) {
      await made.stop({ graceful: false }).catch(() => {})
      throw error
    }
    if (stopped) await made.stop({ graceful: false })
    boss = made
    return made
  }
  const opened = (): Promise<PgBoss> => {
    if (stopped) return Promise.reject(new Error('jobs are stopped'))
    starting ??= open().catch((error: unknown) => {
      starting = undefined
      throw error
    })
    return starting
  }
  const keepStarting = async (): Promise<void> => {
    try {
      await opened()
      ends = stopped ? [] : companions.map((begin) => begin())
      log.info({ kinds: kinds.size }, 'jobs.started')
    } catch (error) {
      if (stopped) return
      if (isDue('start')) log.warn({ err: error }, 'jobs.away')
      setTimeout(() => void keepStarting(), START_AGAIN_MS).unref()
    }
  }

  return {
    define<T extends object>(kind: JobKind<T>): Enqueue<T> {
      // Safe because the kind's own schema parses the data before its handler sees it.
      const known = kind as unknown as AnyKind
      const isNew = !kinds.has(kind.name)
      kinds.set(kind.name, known)
      for (const outcome of ['failed', 'given-up']) options.metrics.jobs.inc({ kind: kind.name, outcome }, 0)
      const attached = isNew && boss !== undefined ? attach(boss, known, options) : Promise.resolve()
      attached.catch((error: unknown) => log.warn({ err: error, kind: kind.name }, 'jobs.away'))
      const ready = async () => {
        const [made] = await Promise.all([opened(), attached]).catch((error: unknown) => {
          throw unavailable(error)
        })
        return made
      }
      return enqueueing(kind, ready)
    },
    whileRunning(begin) {
      if (options.runs) companions.push(begin)
    },
    start() {
      if (options.runs) void keepStarting()
    },
    isRunning: () => options.runs && boss !== undefined && !stopped,
    async stop() {
      stopped = true
      await within(Promise.all(ends.map((end) => end())), STOP_WITHIN_MS)
      const made = boss ?? (await starting?.catch(() => undefined))
      if (made === undefined) return
      await within(made.stop({ graceful: options.runs, timeout: STOP_WITHIN_MS }), STOP_WITHIN_MS + 2_000)
    },
  }
}

function newBoss({ url, runs, log }: JobsOptions, isDue: (key: string) => boolean): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    schema: SCHEMA,
    max: runs ? 3 : 1,
    application_name: 'postbag jobs',
    connectionTimeoutMillis: 3_000,
    supervise: runs,
    superviseIntervalSeconds: LOOK_EVERY_S,
    monitorIntervalSeconds: LOOK_EVERY_S,
    schedule: runs,
    useListenNotify: runs,
    notifyHeartbeatIntervalMs: 5_000,
    notifyHeartbeatTimeoutMs: 2_000,
    monitorVacuum: false,
    reindex: false,
    ...DRIVER_LIMITS,
  })
  boss.on('error', (error) => {
    if (!isDue('error')) return
    if (isAway(error) || isShort(error) || DRIVER_LOST.test(error.message))
      log.warn({ err: error }, 'jobs.away')
    else log.error({ err: error }, 'jobs.error')
  })
  boss.on('warning', ({ data }) => log.debug({ type: (data as { type?: unknown })?.type }, 'jobs.warning'))
  return boss
}

/** Passed on to the driver as they are; the library's own type does not name them. */
const DRIVER_LIMITS: object = {
  query_timeout: 5_000,
  statement_timeout: 4_500,
  lock_timeout: 4_000,
  idle_in_transaction_session_timeout: 5_000,
}

function enqueueing<T extends object>(kind: JobKind<T>, ready: () => Promise<PgBoss>): Enqueue<T> {
  const enqueue = async (db: Queryable, data: T, how: EnqueueOptions = {}) => {
    await (await ready()).send(kind.name, data, { ...sendOptions(kind, how), db: sqlRunner(db) })
  }
  const many: Enqueue<T>['many'] = async (db, list) => {
    if (list.length === 0) return
    const rows = list.map(({ data, ...how }) => ({ data, ...sendOptions(kind, how) }))
    await (await ready()).insert(kind.name, rows, { db: sqlRunner(db) })
  }
  return Object.assign(enqueue, { many })
}

function sendOptions(kind: { readonly queue?: string }, { startAfter, key, group }: EnqueueOptions) {
  return {
    ...(startAfter !== undefined && { startAfter }),
    ...(group !== undefined && { group: { id: group } }),
    ...(kind.queue === 'one-waiting' && { singletonKey: key ?? 'all' }),
  }
}

/** Our pool or open transaction, in the form the library uses to run statements. */
function sqlRunner(db: Queryable) {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const rows = await db.query((sql) => sql.unsafe(text, values as never[]))
      return { rows: [...rows] }
    },
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(() => {}), limit])
  clearTimeout(timer)
}
