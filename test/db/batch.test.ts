import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { batched } from '../../src/db/batch.ts'
import { overloaded } from '../../src/db/errors.ts'
import { AppError } from '../../src/errors.ts'
import { until } from '../helpers/until.ts'

/** Doubles numbers, a turn of the event loop a call, and keeps how many came in each. */
function doubling() {
  const sizes: number[] = []
  const double = batched(
    async (items: readonly number[]) => {
      sizes.push(items.length)
      await nextTurn()
      return items.map((item) => item * 2)
    },
    { max: 100 },
  )
  return { double, sizes }
}

it('takes what is asked in one turn in one call', async () => {
  const { double, sizes } = doubling()
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => double(index)))
  expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => index * 2))
  expect(sizes).toEqual([50])
})

it('gathers what arrives while a call is under way into the next', async () => {
  const { double, sizes } = doubling()
  const first = double(1)
  await nextTurn()
  const others = [2, 3, 4].map((item) => double(item))
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8])
  expect(sizes).toEqual([1, 3])
})

it('refuses only the item whose values spoil the call', async () => {
  const store = batched(
    async (items: readonly number[]) => {
      if (items.includes(13)) throw Object.assign(new Error('bad'), { code: '23505' })
      return items
    },
    { max: 100 },
  )
  const answers = await Promise.allSettled([1, 2, 13, 4].map((item) => store(item)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

it('asks nobody alone when the database is away', async () => {
  let calls = 0
  const store = batched(
    async (items: readonly number[]) => {
      calls += 1
      await Promise.resolve()
      if (items.length > 0) throw new AppError('unavailable')
      return items
    },
    { max: 100 },
  )
  const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => store(item)))
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
  expect(calls).toBe(1)
})

it('goes on beside a call that hangs', async () => {
  let calls = 0
  const store = batched(
    (items: readonly number[]) => {
      calls += 1
      return calls === 1 ? new Promise<readonly number[]>(() => {}) : Promise.resolve(items)
    },
    { max: 100, patienceMs: 5 },
  )
  void store(1)
  await nextTurn()
  expect(await store(2)).toBe(2)
})

it('refuses at once when too many wait', async () => {
  const store = batched(() => new Promise<readonly number[]>(() => {}), {
    max: 1,
    inFlight: 1,
    maxWaiting: 2,
  })
  void store(1)
  await nextTurn()
  for (const item of [2, 3]) store(item).catch(() => {})
  await expect(store(4)).rejects.toMatchObject({ code: 'unavailable' })
})

it('refuses who waited too long, though no call returns, and at once who comes meanwhile', async () => {
  const store = batched(() => new Promise<readonly number[]>(() => {}), {
    max: 1,
    inFlight: 1,
    patienceMs: 500,
    maxWaitMs: 100,
  })
  void store(1)
  // Under way before the second is asked for, for what waits is refused.
  await nextTurn()
  const second = store(2)
  second.catch(() => {})
  await until(() => store.isBehind())
  await expect(store(3)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(second).rejects.toMatchObject({ code: 'unavailable' })
  expect(store.isBehind()).toBe(false)
})

it('sends those whom it refuses away for different times, so that they do not come back together', () => {
  const waits = Array.from({ length: 100 }, () => Number(overloaded().headers['retry-after']))
  expect([...new Set(waits)].sort()).toEqual([2, 3, 4])
})
