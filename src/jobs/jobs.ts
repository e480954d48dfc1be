import type { PgBoss } from 'pg-boss'
import type { Queryable } from '../db/client.ts'
import { unavailable } from '../db/errors.ts'
import { inTime } from '../db/in-time.ts'
import { throttle } from '../throttle.ts'
import { type JobsOptions, openedOnce } from './boss.ts'
import type { Enqueue, EnqueueOptions, JobKind } from './kind.ts'
import type { AnyKind } from './workers.ts'

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

const STOP_WITHIN_MS = 3_000
const START_AGAIN_MS = 2_000
const SAY_AGAIN_MS = 30_000

/**
 * Uses a few connections of its own, with a limit on every wait, since the library's driver would wait for ever. They
 * are opened on first use, so that a process that neither runs nor enqueues jobs opens none.
 */
export function createJobs(options: JobsOptions): Jobs {
  const { log } = options
  const kinds = new Map<string, AnyKind>()
  const isDue = throttle(SAY_AGAIN_MS)
  const companions: (() => () => Promise<void>)[] = []
  let ends: (() => Promise<void>)[] = []
  const boss = openedOnce(options, kinds, isDue)
  const keepStarting = async (): Promise<void> => {
    try {
      await boss.get()
      ends = boss.isClosed() ? [] : companions.map((begin) => begin())
      log.info({ kinds: kinds.size }, 'jobs.started')
    } catch (error) {
      if (boss.isClosed()) return
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
      const attached = isNew ? boss.attach(known) : Promise.resolve()
      attached.catch((error: unknown) => log.warn({ err: error, kind: kind.name }, 'jobs.away'))
      const opened = async () => (await Promise.all([boss.get(), attached]))[0]
      return enqueueing(kind, opened)
    },
    whileRunning(begin) {
      if (options.runs) companions.push(begin)
    },
    start() {
      if (options.runs) void keepStarting()
    },
    isRunning: () => options.runs && boss.isOpen() && !boss.isClosed(),
    async stop() {
      const last = boss.close()
      await within(Promise.all(ends.map((end) => end())), STOP_WITHIN_MS)
      const made = await last
      if (made === undefined) return
      await within(made.stop({ graceful: options.runs, timeout: STOP_WITHIN_MS }), STOP_WITHIN_MS + 2_000)
    },
  }
}

function enqueueing<T extends object>(kind: JobKind<T>, opened: () => Promise<PgBoss>): Enqueue<T> {
  const ready = () =>
    inTime(() =>
      opened().catch((error: unknown) => {
        throw unavailable(error)
      }),
    )
  const enqueue = async (db: Queryable, data: T, how: EnqueueOptions = {}) => {
    await (await ready()).send(kind.name, data, { ...sendOptions(kind, how), db: sqlRunner(db) })
  }
  const many: Enqueue<T>['many'] = async (db, list) => {
    if (list.length === 0) return
    const rows = list.map(({ data, ...how }) => ({ data, ...sendOptions(kind, how) }))
    await (await ready()).insert(kind.name, rows, { db: sqlRunner(db) })
  }
  const open = async () => void (await ready())
  return Object.assign(enqueue, { many, open })
}

function sendOptions(kind: { readonly queue?: string }, { startAfter, key, group }: EnqueueOptions) {
  return {
    ...(startAfter !== undefined && { startAfter }),
    ...(group !== undefined && { group: { id: group } }),
    ...(kind.queue === 'one-waiting' && { singletonKey: key ?? 'all' }),
  }
}

/** Our pool or open transaction, in the form the library uses to run statements; its values are its own parameters. */
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
