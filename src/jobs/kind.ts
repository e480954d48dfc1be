import type { z } from 'zod'
import type { Queryable } from '../db/client.ts'

/** One kind of background work. */
export type JobKind<T extends object> = {
  /** Stored with every job of the kind, so it must never change meaning: letters, digits, hyphens and dots. */
  readonly name: string
  /** What a job carries; parsed again when it runs, since another version may have written it. */
  readonly data: z.ZodType<T>
  /**
   * Does the work; throwing means "try again later". A job may run twice, so it must tolerate that, and it should
   * stop when `signal` is aborted. Of what is thrown only class and code are kept.
   */
  readonly run: (data: T, job: RunningJob) => Promise<void>
  /** Retries after the first try, with pauses that double from `delaySeconds` to `maxDelaySeconds`, with jitter. */
  readonly retries?: {
    readonly limit: number
    readonly delaySeconds: number
    readonly maxDelaySeconds: number
  }
  /** A run that takes longer counts as hung, and the job is given to another. */
  readonly expiresInSeconds?: number
  /** How many jobs of this kind one process runs at once. */
  readonly concurrency?: number
  /**
   * Runs the jobs of one group one after another within a process. So that slow groups cannot hold up the others, a
   * job that turns out slow is aborted and run again, with all the time it needs, in one of this many extra places.
   */
  readonly groupsInTurn?: { readonly slowPlaces: number }
  /** With `one-waiting`, a job is dropped while another with the same key waits to run. */
  readonly queue?: 'all' | 'one-waiting'
  /** A cron line in UTC: one job each time, however many processes there are; `data` must accept `{}`. */
  readonly schedule?: string
}

export type RunningJob = {
  /** 1 for the first try. */
  readonly attempt: number
  readonly signal: AbortSignal
}

export type EnqueueOptions = {
  readonly startAfter?: Date
  /** The key that `one-waiting` compares; without one, all jobs of the kind share a key. */
  readonly key?: string
  readonly group?: string
}

/**
 * Puts a job in the queue. In an open transaction the job exists exactly if the transaction commits.
 * @throws {AppError} `unavailable` when the queue cannot be reached.
 */
export type Enqueue<T extends object> = {
  (db: Queryable, data: T, options?: EnqueueOptions): Promise<void>
  /** Many at once, in one statement. */
  many(db: Queryable, jobs: readonly ({ readonly data: T } & EnqueueOptions)[]): Promise<void>
  /**
   * Opens the queue, if nobody in this process did so far. On a busy machine that takes longer than a transaction may:
   * whoever enqueues in one calls this before, unless it is a job.
   * @throws {AppError} `unavailable` when the request's time is over first; then it goes on opening for the next.
   */
  open(): Promise<void>
}

const RETRIES = { limit: 5, delaySeconds: 5, maxDelaySeconds: 600 }

/** A process that says nothing about its job for this long has died, and the job is given to another. */
const HEARTBEAT_S = 10

/** The queue of a kind, in the library's terms. */
export function queueOf<T extends object>(kind: JobKind<T>) {
  const { limit, delaySeconds, maxDelaySeconds } = kind.retries ?? RETRIES
  return {
    retryLimit: limit,
    retryDelay: delaySeconds,
    retryBackoff: true,
    retryDelayMax: maxDelaySeconds,
    expireInSeconds: kind.expiresInSeconds ?? 120,
    heartbeatSeconds: HEARTBEAT_S,
    deleteAfterSeconds: 86_400,
    notify: true,
  }
}
