import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { addressForJobs } from '../db/address.ts'
import { MANNERS } from '../db/connect.ts'
import { isAway, isShort } from '../db/errors.ts'
import { apart } from '../db/in-time.ts'
import type { Metrics } from '../metrics.ts'
import { type AnyKind, attach } from './workers.ts'

/* The library that keeps jobs in the database, set up for this service. */

export type JobsOptions = {
  /** Reaches the server itself rather than a pooler: jobs listen for notifications. */
  readonly url: string
  /** False for a process that only enqueues jobs. */
  readonly runs: boolean
  readonly log: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>
  readonly metrics: Pick<Metrics, 'jobs'>
}

const SCHEMA = 'pgboss'
/** How often jobs of dead processes are looked for. */
const LOOK_EVERY_S = 10
/** The library's driver has no code for these errors. */
const DRIVER_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|LISTEN\/NOTIFY (heartbeat timed out|connection ended|channel registration was lost))/

/**
 * The library with these kinds of jobs and those added while it opens. It is opened on first use, once however many
 * ask, and again after an opening that failed.
 */
export function openedOnce(
  options: JobsOptions,
  kinds: ReadonlyMap<string, AnyKind>,
  isDue: (key: string) => boolean,
) {
  let opened: PgBoss | undefined
  let opening: Promise<PgBoss> | undefined
  let isClosed = false
  const running = { ...options, isStopping: () => isClosed }
  const open = async (): Promise<PgBoss> => {
    const made = newBoss(options, isDue)
    try {
      await made.start()
      for (const kind of kinds.values()) await attach(made, kind, running)
    } catch (error) {
      await made.stop({ graceful: false }).catch(() => {})
      throw error
    }
    if (isClosed) await made.stop({ graceful: false })
    opened = made
    return made
  }
  return {
    /** Also while it is being stopped: jobs that still run, and last requests, may make others. */
    get(): Promise<PgBoss> {
      if (isClosed && opened === undefined) return Promise.reject(new Error('jobs are stopped'))
      opening ??= apart(open).catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    isOpen: () => opened !== undefined,
    /** Makes another kind known, if it is open: those known before come with opening. */
    async attach(kind: AnyKind): Promise<void> {
      if (opened !== undefined) await attach(opened, kind, running)
    },
    isClosed: () => isClosed,
    /** Lets nobody open it any more. @returns what was opened, for the caller to stop. */
    async close(): Promise<PgBoss | undefined> {
      isClosed = true
      return opened ?? (await opening?.catch(() => undefined))
    },
  }
}

/** The library, not started yet. Its trouble is logged as often as `isDue` allows. */
function newBoss({ url, runs, log }: JobsOptions, isDue: (key: string) => boolean): PgBoss {
  const boss = new PgBoss({
    connectionString: addressForJobs(url),
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

const MANNERS_OF_JOBS = Object.entries(MANNERS).map(([name, value]) => `${name}=${value.replaceAll(' ', '')}`)

/** Passed on to the driver as they are: the library's own type does not name them, and each ends before the next. */
export const DRIVER_LIMITS = {
  lock_timeout: 4_000,
  statement_timeout: 4_500,
  query_timeout: 5_000,
  idle_in_transaction_session_timeout: 5_000,
  // Compiling a plan may take longer than that.
  options: ['jit=off', ...MANNERS_OF_JOBS].map((setting) => `-c ${setting}`).join(' '),
}
