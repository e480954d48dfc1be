import type { Job, JobWithMetadata, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { errorCode } from '../db/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type JobKind, queueOf } from './kind.ts'

export type AnyKind = JobKind<object>

/** How long a job may keep a place that is meant for quick ones. */
const QUICK_MS = 2_000

type Running = {
  readonly runs: boolean
  readonly log: Pick<Logger, 'debug' | 'warn' | 'error'>
  readonly metrics: Pick<Metrics, 'jobs'>
  /** This process gives back what it does not finish in time. */
  readonly isStopping: () => boolean
}

/** Makes a kind known to the library and, in a process that runs jobs, takes them. */
export async function attach(boss: PgBoss, kind: AnyKind, running: Running): Promise<void> {
  const queue = queueOf(kind)
  await boss.createQueue(kind.name, { ...queue, policy: kind.queue === 'one-waiting' ? 'short' : 'standard' })
  await boss.updateQueue(kind.name, queue)
  if (!running.runs) return
  if (kind.schedule !== undefined) await boss.schedule(kind.name, kind.schedule, {})
  const { concurrency = 1, groupsInTurn } = kind
  if (groupsInTurn === undefined) {
    await startWorkers(boss, kind, { places: concurrency, lookEverySeconds: 5 }, (job) =>
      runJob(kind, job, running),
    )
    return
  }
  // A worker that had to leave a job to its busy group is woken by nobody: it looks again soon.
  const inTurn = { lookEverySeconds: 2, localGroupConcurrency: 1 }
  const pace = createPace()
  const quick = { ...inTurn, places: concurrency, minPriority: 0 }
  await startWorkers(boss, kind, quick, (job) => runPaced(boss, kind, job, { running, pace, isQuick: true }))
  const slow = { ...inTurn, places: groupsInTurn.slowPlaces, maxPriority: -1 }
  await startWorkers(boss, kind, slow, (job) => runPaced(boss, kind, job, { running, pace, isQuick: false }))
}

type Places = {
  readonly places: number
  /** Where no notification comes. */
  readonly lookEverySeconds: number
  readonly localGroupConcurrency?: number
  readonly minPriority?: number
  readonly maxPriority?: number
}

/** Each takes the next job as soon as one is done; otherwise a notification wakes it, or the clock. */
async function startWorkers(
  boss: PgBoss,
  { name }: AnyKind,
  { places, lookEverySeconds, ...which }: Places,
  run: (job: JobWithMetadata<object>) => Promise<unknown>,
): Promise<void> {
  const how = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: lookEverySeconds, ...which }
  for (let place = 0; place < places; place += 1) {
    const id = await boss.work(
      name,
      { ...how, includeMetadata: true },
      async ([job]: JobWithMetadata<object>[]) => {
        if (job === undefined) return
        try {
          await run(job)
        } finally {
          boss.notifyWorker(id)
        }
      },
    )
  }
}

/**
 * Runs a job that has the priority of its group. One that is too slow for a quick place, or of a group that was slower
 * meanwhile, goes back into the queue with the priority it should have.
 */
async function runPaced(
  boss: PgBoss,
  kind: AnyKind,
  job: JobWithMetadata<object>,
  { running, pace, isQuick }: { readonly running: Running; readonly pace: Pace; readonly isQuick: boolean },
): Promise<void> {
  const { groupId: group, singletonKey } = job
  if (typeof group !== 'string') return void (await runJob(kind, job, running))
  if (job.priority <= pace.priorityOf(group)) {
    const began = performance.now()
    const limit = isQuick ? AbortSignal.timeout(QUICK_MS) : undefined
    const became = await runJob(kind, job, running, limit).finally(() =>
      pace.note(group, performance.now() - began),
    )
    if (became === 'done') return
  }
  const again = { group: { id: group }, priority: pace.priorityOf(group) }
  await boss.send(kind.name, job.data, { ...again, ...(singletonKey !== null && { singletonKey }) })
}

/**
 * A job that fails because `limit` aborted it is merely too slow. Whatever is thrown from here is stored, and a
 * handler's error may hold words of readers: only its class and code are passed on.
 */
async function runJob(
  kind: AnyKind,
  job: Job<object>,
  running: Running,
  limit?: AbortSignal,
): Promise<'done' | 'too-slow'> {
  const { metrics } = running
  const signal = limit === undefined ? job.signal : AbortSignal.any([job.signal, limit])
  try {
    const data = kind.data.parse(job.data ?? {})
    await kind.run(data, { attempt: job.retryCount + 1, signal })
    metrics.jobs.inc({ kind: kind.name, outcome: 'done' })
    return 'done'
  } catch (error) {
    if (limit?.aborted && !job.signal.aborted) return 'too-slow'
    noteFailed(kind, job, running, error)
    const what = error instanceof Error ? error.name : typeof error
    throw new Error([what, errorCode(error)].filter((part) => part !== undefined).join(' '))
  }
}

/** What stopping cut short did not fail: another process does it. */
function noteFailed(
  kind: AnyKind,
  job: Job<object>,
  { log, metrics, isStopping }: Running,
  error: unknown,
): void {
  const { name } = kind
  const about = { err: error, kind: name, jobId: job.id, attempt: job.retryCount + 1 }
  if (isStopping() && job.signal.aborted) {
    log.debug(about, 'job.given-back')
    return
  }
  metrics.jobs.inc({ kind: name, outcome: 'failed' })
  // What runs by the clock is done anew the next time.
  if (kind.schedule === undefined && about.attempt > queueOf(kind).retryLimit) {
    metrics.jobs.inc({ kind: name, outcome: 'given-up' })
    log.error(about, 'job.given-up')
  } else log.warn(about, 'job.failed')
}

/**
 * How long each group of a kind took last, as seen by this process, expressed as the priority of its next job: 0 for
 * quick and unknown groups, and less the slower a group is. So quick groups do not wait for slow ones, however many
 * those are, nor slow ones for groups that hang.
 */
function createPace() {
  const slow = new Map<string, number>()
  return {
    priorityOf: (group: string): number => slow.get(group) ?? 0,
    note(group: string, ms: number): void {
      if (ms < QUICK_MS) slow.delete(group)
      else slow.set(group, -Math.ceil(ms / 1_000))
    },
  }
}

type Pace = ReturnType<typeof createPace>
