import { expect, it } from 'vitest'
import type { LessonRow } from '../../src/judge/queries.ts'
import { fitInThread } from '../../src/judge/refit.ts'
import { fromBytes } from '../../src/judge/snapshot.ts'

const NEW = { inForce: null, usesSeed: false }

function aRow(n: number): LessonRow {
  const isRejected = n % 4 === 0
  return {
    id: `decision ${n}`,
    createdAt: new Date(n * 1_000),
    isRejected,
    reason: isRejected ? 'spam' : null,
    group: `article ${n % 40}`,
    text: `${isRejected ? 'casino bonus' : 'bridge toll'} number${n % 50}`,
    signals: [],
    context: null,
    checked: null,
    isByJudge: false,
    auditRate: null,
    told: null,
  }
}

const rowsTo = (count: number) => Array.from({ length: count }, (_, n) => aRow(n))

it('hands decisions over in parts, so that others have their turn between them', async () => {
  let read = 0
  const rows = rowsTo(2_000).map((row) => ({
    ...row,
    get text() {
      read += 1
      return row.text
    },
  }))
  const made = fitInThread(rows, NEW)
  expect(read).toBeLessThanOrEqual(500)
  const { state, isAccepted } = await made
  expect([read, isAccepted]).toEqual([2_000, true])
  expect((await fromBytes(state))?.proofs.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
})

it('ends with its signal', async () => {
  const ending = new AbortController()
  const made = fitInThread(rowsTo(100), NEW, ending.signal)
  ending.abort()
  await expect(made).rejects.toThrow('the fit ended without a model')
})
