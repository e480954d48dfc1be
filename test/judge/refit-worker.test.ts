import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import type { LessonRow } from '../../src/judge/queries.ts'

const ROWS: readonly LessonRow[] = Array.from({ length: 400 }, (_, i) => ({
  id: `c${i}`,
  createdAt: new Date(i * 1_000),
  isRejected: i % 2 === 1,
  reason: i % 2 === 1 ? 'spam' : null,
  group: 'a1',
  text: i % 2 === 1 ? `Earn money at home, offer ${i}` : `The new bridge is open, says reader ${i}`,
  signals: [],
  context: null,
  checked: null,
  isByJudge: false,
  auditRate: null,
}))

/** How far each thread of this process stands back behind the others: 0, or more for less of the processor. */
function niceness(): readonly number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      const afterName = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ').at(-1) ?? ''
      return Number(afterName.split(' ')[16])
    } catch {
      return []
    }
  })
}

it.runIf(process.platform === 'linux')('a fit leaves the processor to requests', async () => {
  const before = niceness()
  const own = getPriority()
  const worker = new Worker(new URL('../../src/judge/refit-worker.ts', import.meta.url), {
    workerData: { rows: ROWS, inForce: null, usesSeed: false },
  })
  let isMade = false
  const made = new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  }).finally(() => {
    isMade = true
  })
  let most = 0
  while (!isMade) {
    most = Math.max(most, ...niceness())
    await setImmediate()
  }
  expect(await made).toMatchObject({ isAccepted: true })
  expect(most).toBe(Math.min(Math.max(...before) + 10, 19))
  expect(getPriority()).toBe(own)
})
