import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { findModel, findNewestFit, insertModel, type Trial } from './models.ts'
import { getLearner, type LessonRow, listLessons } from './queries.ts'
import type { RefitTask } from './refit-worker.ts'

const Refit = z.object({ siteId: z.uuid() })
const WITHIN_MS = 120_000
/** Handing over thousands of decisions in one go would keep everybody else waiting. */
const AT_A_TIME = 500

/** Makes a site's model anew, in a thread of its own; of all processes, one does this at a time. */
export function defineRefit(deps: Pick<Deps, 'db' | 'jobs' | 'log'>): Enqueue<z.infer<typeof Refit>> {
  return deps.jobs.define({
    name: 'judge.refit',
    data: Refit,
    queue: 'one-waiting',
    retries: { limit: 3, delaySeconds: 10, maxDelaySeconds: 300 },
    expiresInSeconds: 180,
    run: async ({ siteId }, { signal }) => {
      await refitSite(deps, siteId, signal)
    },
  })
}

/**
 * Learns from the decisions as they stand now. A model that judges held-back decisions worse than the present one is
 * kept, but not used.
 * @returns its version; undefined for a site without decisions, or when there is nothing new to keep.
 */
export async function refitSite({ db, log }: Pick<Deps, 'db' | 'log'>, siteId: string, signal?: AbortSignal) {
  const after = (await findNewestFit(db, siteId))?.version ?? 0
  const rows = await listLessons(db, siteId)
  const newest = rows.at(-1)
  if (newest === undefined) return undefined
  const started = performance.now()
  const [inForce, { site, usesSeed }] = await Promise.all([findModel(db, siteId), getLearner(db, siteId)])
  const made = await fitInThread(rows, { inForce: inForce?.state ?? null, usesSeed }, signal)
  const { trial, isAccepted, state } = made
  const kept = await insertModel(db, {
    siteId,
    lessons: rows.length,
    through: newest.createdAt,
    trial,
    isAccepted,
    state,
    after,
  })
  const ms = Math.round(performance.now() - started)
  const outcome = kept === undefined ? 'model.dropped' : isAccepted ? 'model.made' : 'model.refused'
  log.info({ site, modelVersion: kept?.version, lessons: rows.length, trial, ms }, outcome)
  if (kept?.wasLetGo) log.warn({ site, modelVersion: kept.version }, 'model.let-go')
  return kept?.version
}

type Made = { readonly state: Uint8Array; readonly trial: Trial | null; readonly isAccepted: boolean }

/** Learns from decisions in a thread of its own, which ends with the signal or when it takes too long. */
export async function fitInThread(
  rows: readonly LessonRow[],
  how: Omit<RefitTask, 'lessons'>,
  signal?: AbortSignal,
): Promise<Made> {
  const workerData: RefitTask = { ...how, lessons: rows.length }
  const worker = new Worker(new URL('./refit-worker.ts', import.meta.url), { workerData })
  const [made] = await Promise.all([outcomeOf(worker, signal), handOver(worker, rows)])
  return made
}

async function handOver(worker: Worker, rows: readonly LessonRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_A_TIME) {
    worker.postMessage(rows.slice(from, from + AT_A_TIME))
    await setImmediate()
  }
}

function outcomeOf(worker: Worker, signal: AbortSignal | undefined): Promise<Made> {
  return new Promise((resolve, reject) => {
    const end = () => void worker.terminate()
    const timer = setTimeout(end, WITHIN_MS)
    signal?.addEventListener('abort', end, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => {
      clearTimeout(timer)
      reject(new Error('the fit ended without a model'))
    })
  })
}
