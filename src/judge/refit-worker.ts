import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import { toLesson } from './lessons.ts'
import type { Lesson } from './proofs.ts'
import type { LessonRow } from './queries.ts'
import { theSeed } from './seed/seed.ts'
import { siteJudge } from './site-judge.ts'
import { fromBytes, toBytes } from './snapshot.ts'
import { refit } from './trial.ts'

/** What a refit is made from, besides the decisions: those come as messages. */
export type RefitTask = {
  /** How many decisions will come. */
  readonly lessons: number
  readonly inForce: Uint8Array | null
  readonly usesSeed: boolean
}

if (!isMainThread) {
  // Set by `refit.ts` alone.
  const task = workerData as RefitTask
  const lessons: Lesson[] = []
  parentPort?.on('message', (rows: readonly LessonRow[]) => {
    lessons.push(...rows.map(toLesson))
    if (lessons.length < task.lessons) return
    void made(lessons, task).then((answer) => {
      parentPort?.postMessage(answer)
      parentPort?.close()
    })
  })
}

async function made(lessons: readonly Lesson[], { inForce, usesSeed }: RefitTask) {
  const before = inForce === null ? undefined : await fromBytes(inForce)
  const { fitted, trial, isAccepted } = refit(lessons, before, usesSeed ? theSeed() : null)
  const judge = siteJudge('', DEFAULT_POLICY.budget)
  judge.adopt(fitted, lessons)
  return { state: toBytes(judge.state()), trial, isAccepted }
}
