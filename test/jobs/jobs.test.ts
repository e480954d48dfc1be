import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts'
import type { Enqueue, JobKind } from '../../src/jobs/kind.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { freshDatabase } from '../helpers/database.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
const running: Jobs[] = []
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()))
  await database.close()
})

const log = createLogger('silent')
const Data = z.object({ word: z.string() })
type Data = z.infer<typeof Data>

/** One process's background work. */
function aProcess(runs: boolean, url = database.url) {
  const metrics = createMetrics()
  const jobs = createJobs({ url, runs, log, metrics })
  running.push(jobs)
  return jobs
}

function aKind(name: string, run: JobKind<Data>['run'], more: Partial<JobKind<Data>> = {}): JobKind<Data> {
  return { name, data: Data, run, ...more }
}

describe.concurrent('background work', () => {
  it('runs what was put in the queue, once, in whichever process takes it', async () => {
    const done: string[] = []
    const enqueues: Enqueue<Data>[] = []
    for (const jobs of [aProcess(true), aProcess(true)]) {
      enqueues.push(jobs.define(aKind('plain', async ({ word }) => void done.push(word))))
      jobs.start()
    }
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`)
    await Promise.all(words.map((word, index) => enqueues[index % 2]?.(database.db, { word })))
    await until(() => done.length >= words.length)
    expect([...done].sort()).toEqual([...words].sort())
  })

  it('exists exactly when the transaction that enqueued it commits', async () => {
    const done: string[] = []
    const jobs = aProcess(true)
    const enqueue = jobs.define(aKind('transactional', async ({ word }) => void done.push(word)))
    jobs.start()
    // To open the queue may take longer than a transaction may.
    await until(() => jobs.isRunning())
    const undone = database.db.transaction(async (tx) => {
      await enqueue(tx, { word: 'undone' })
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    await database.db.transaction((tx) => enqueue(tx, { word: 'kept' }))
    await until(() => done.length > 0)
    expect(done).toEqual(['kept'])
  })

  it('is tried again after a failure, and keeps nothing of what the error said', async () => {
    const attempts: number[] = []
    const jobs = aProcess(true)
    const enqueue = jobs.define(
      aKind(
        'failing',
        async (_, { attempt }) => {
          attempts.push(attempt)
          if (attempt === 1) throw new TypeError('a canary of a reader')
        },
        { retries: { limit: 3, delaySeconds: 1, maxDelaySeconds: 1 } },
      ),
    )
    jobs.start()
    await enqueue(database.db, { word: 'x' })
    await until(() => attempts.length === 2)
    expect(attempts).toEqual([1, 2])
    const rows = await database.db.query(
      (sql) => sql<{ output: unknown }[]>`select output from pgboss.job where name = 'failing'`,
    )
    expect(JSON.stringify(rows)).not.toContain('canary')
  })

  it('that nobody can do, or read, is given up after its last try, and that is said aloud', async () => {
    const said: string[] = []
    const hear = ({ kind }: { kind?: string }, event: string) => said.push(`${event} ${kind}`)
    const metrics = createMetrics()
    const heard = { ...log, warn: hear, error: hear } as unknown as typeof log
    const jobs = createJobs({ url: database.url, runs: true, log: heard, metrics })
    running.push(jobs)
    const retries = { limit: 1, delaySeconds: 1, maxDelaySeconds: 1 }
    const fail = async () => {
      throw new TypeError('never')
    }
    const hopeless = jobs.define(aKind('hopeless', fail, { retries }))
    const unread = jobs.define(aKind('unread', async () => {}, { retries }))
    jobs.start()
    await hopeless(database.db, { word: 'x' })
    await unread(database.db, { word: 7 } as never)
    await until(() => said.filter((line) => line.startsWith('job.given-up')).length === 2)
    for (const kind of ['hopeless', 'unread']) {
      const ofKind = said.filter((line) => line.endsWith(` ${kind}`))
      expect(ofKind).toEqual([`job.failed ${kind}`, `job.given-up ${kind}`])
    }
    const counted = await metrics.registry.metrics()
    for (const [outcome, n] of [
      ['failed', 2],
      ['given-up', 1],
    ])
      expect(counted).toContain(`postbag_jobs_total{kind="unread",outcome="${outcome}"} ${n}`)
  })

  it('that runs by the clock is never given up: it is done anew the next time', async () => {
    const said: string[] = []
    const hear = ({ kind }: { kind?: string }, event: string) => said.push(`${event} ${kind}`)
    const heard = { ...log, warn: hear, error: hear } as unknown as typeof log
    const jobs = createJobs({ url: database.url, runs: true, log: heard, metrics: createMetrics() })
    running.push(jobs)
    const fail = async () => {
      throw new TypeError('not now')
    }
    const clockwork = jobs.define(
      aKind('clockwork', fail, {
        schedule: '0 0 1 1 *',
        retries: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
      }),
    )
    jobs.start()
    await clockwork(database.db, { word: 'x' })
    await until(() => said.length > 0)
    expect(said).toEqual(['job.failed clockwork'])
  })

  it('waits for a process that runs it when this one only enqueues', async () => {
    const done: string[] = []
    const run = async ({ word }: Data) => void done.push(word)
    const sender = aProcess(false)
    await sender.define(aKind('elsewhere', run))(database.db, { word: 'from the sender' })
    sender.start()
    expect(sender.isRunning()).toBe(false)
    const worker = aProcess(true)
    worker.define(aKind('elsewhere', run))
    worker.start()
    await until(() => done.length === 1)
    expect(done).toEqual(['from the sender'])
  })

  it('drops a job while another of its key waits, when the kind says so', async () => {
    const jobs = aProcess(false)
    const enqueue = jobs.define(aKind('refit', async () => {}, { queue: 'one-waiting' }))
    await Promise.all(['a', 'a', 'b'].map((key) => enqueue(database.db, { word: key }, { key })))
    const rows = await database.db.query(
      (sql) => sql<{ key: string }[]>`
      select singleton_key as key from pgboss.job where name = 'refit' order by 1`,
    )
    expect(rows.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('gives back what it was doing when it is stopped, and another process does it', async () => {
    const attempts: { by: string; attempt: number }[] = []
    const said: string[] = []
    const hear = (_: unknown, event: string) => said.push(event)
    const heard = { ...log, warn: hear, error: hear } as unknown as typeof log
    const metrics = createMetrics()
    const slow = createJobs({ url: database.url, runs: true, log: heard, metrics })
    const kind = (by: string) =>
      aKind(
        'handed-over',
        (_, { attempt, signal }) => {
          attempts.push({ by, attempt })
          if (by === 'second') return Promise.resolve()
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stopped'))),
          )
        },
        { retries: { limit: 2, delaySeconds: 1, maxDelaySeconds: 1 } },
      )
    const enqueue = slow.define(kind('first'))
    slow.start()
    await enqueue(database.db, { word: 'x' })
    await until(() => attempts.length === 1)
    await slow.stop()
    const other = aProcess(true)
    other.define(kind('second'))
    other.start()
    await until(() => attempts.length === 2)
    expect(attempts[1]).toEqual({ by: 'second', attempt: 2 })
    // Nothing failed: whoever reads the log of an upgrade is not to look for it.
    expect(said).toEqual([])
    expect(await metrics.registry.metrics()).toContain('{kind="handed-over",outcome="failed"} 0')
  })

  it('may put another in the queue while its process is being stopped', async () => {
    const begun = Promise.withResolvers<void>()
    const goesOn = Promise.withResolvers<void>()
    const outcome = Promise.withResolvers<string>()
    const jobs = aProcess(true)
    const next = jobs.define(aKind('next', async () => {}))
    const enqueue = jobs.define(
      aKind('last', async () => {
        begun.resolve()
        await goesOn.promise
        await database.db
          .transaction((tx) => next(tx, { word: 'after the last' }))
          .then(
            () => outcome.resolve('made'),
            (error: unknown) => outcome.resolve(String(error)),
          )
      }),
    )
    jobs.start()
    await enqueue(database.db, { word: 'x' })
    await begun.promise
    const stopped = jobs.stop()
    goesOn.resolve()
    expect(await outcome.promise).toBe('made')
    await stopped
    const rows = await database.db.query((sql) => sql`select from pgboss.job where name = 'next'`)
    expect(rows).toHaveLength(1)
  })
})
