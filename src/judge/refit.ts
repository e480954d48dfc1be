import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { FEATURE_SET } from './features.ts'
import { findModel, findNewestFit, insertModel, type Trial } from './models.ts'
import { getLearner, listLessons } from './queries.ts'
import type { RefitTask } from './refit-worker.ts'

const Refit = z.object({ siteId: z.uuid() })
const WITHIN_MS = 120_000

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
  const made = await inThread({ rows, inForce: inForce?.state ?? null, usesSeed }, signal)
  const { trial, isAccepted, state } = made
  const kept = await insertModel(db, {
    siteId,
    featureSet: FEATURE_SET,
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
  return kept?.version
}

type Made = { readonly state: Uint8Array; readonly trial: Trial | null; readonly isAccepted: boolean }

function inThread(task: RefitTask, signal?: AbortSignal): Promise<Made> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./refit-worker.ts', import.meta.url), { workerData: task })
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
