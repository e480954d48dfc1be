import type { z } from 'zod'
import type { Queryable } from '../db/client.ts'

/** One kind of background work. */
export type JobKind<T extends object> = {
  /** Stored with every job of the kind, so its meaning must never change: letters, digits, hyphens and dots. */
  readonly name: string
  /** What a job carries; read again when it runs, since another version may have written it. */
  readonly data: z.ZodType<T>
  /**
   * Does the work; a throw means "again later". A job may run twice, so it must bear that, and it gives up
   * when `signal` is aborted. What is thrown is kept by its class and code alone.
   */
  readonly run: (data: T, job: RunningJob) => Promise<void>
  /** Tries after the first, with pauses that double from `delaySeconds` to `maxDelaySeconds`, with jitter. */
  readonly retries?: {
    readonly limit: number
    readonly delaySeconds: number
    readonly maxDelaySeconds: number
  }
  /** A run that takes longer hangs, and the job is given to another. */
  readonly expiresInSeconds?: number
  /** Jobs of this kind that one process runs at once. */
  readonly concurrency?: number
  /**
   * Jobs of one group one after the other in a process. Besides, so that slow groups cannot hold up the others: a job
   * that is slow is aborted and run again, with all the time it takes, in one of so many further places.
   */
  readonly groupsInTurn?: { readonly slowPlaces: number }
  /** With `one-waiting` a job is dropped while another of the same key waits to run. */
  readonly queue?: 'all' | 'one-waiting'
  /** A cron line in UTC: one job each time, whatever number of processes there are; `data` must take `{}`. */
  readonly schedule?: string
}

export type RunningJob = {
  readonly id: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly signal: AbortSignal
}

export type EnqueueOptions = {
  readonly startAfter?: Date
  /** What `one-waiting` goes by; without one all jobs of the kind share a key. */
  readonly key?: string
  readonly group?: string
}

/**
 * Puts a job in the queue. In an open transaction the job exists exactly when the transaction commits.
 * @throws {AppError} `unavailable` when the queue cannot be reached.
 */
export type Enqueue<T extends object> = {
  (db: Queryable, data: T, options?: EnqueueOptions): Promise<void>
  /** Many at once, in one statement. */
  many(db: Queryable, jobs: readonly ({ readonly data: T } & EnqueueOptions)[]): Promise<void>
}

const RETRIES = { limit: 5, delaySeconds: 5, maxDelaySeconds: 600 }

/** A process that says nothing of its job for so long has died, and the job is given to another. */
const HEARTBEAT_S = 10

/** The queue of a kind, in the words of the library. */
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
