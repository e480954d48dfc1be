import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import { toLesson } from './lessons.ts'
import type { LessonRow } from './queries.ts'
import { theSeed } from './seed/seed.ts'
import { siteJudge } from './site-judge.ts'
import { fromBytes, toBytes } from './snapshot.ts'
import { refit } from './trial.ts'

/** What a refit is made from. */
export type RefitTask = {
  readonly rows: readonly LessonRow[]
  readonly inForce: Uint8Array | null
  readonly usesSeed: boolean
}

if (!isMainThread) {
  // Set by `refit.ts` alone.
  const { rows, inForce, usesSeed } = workerData as RefitTask
  const lessons = rows.map(toLesson)
  const before = inForce === null ? undefined : fromBytes(inForce)
  const { fitted, trial, isAccepted } = refit(lessons, before, usesSeed ? theSeed() : null)
  const judge = siteJudge('', DEFAULT_POLICY.budget)
  judge.adopt(fitted, lessons)
  parentPort?.postMessage({ state: toBytes(judge.state()), trial, isAccepted })
}
