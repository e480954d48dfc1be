import { afterAll, beforeAll, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

async function ready() {
  const response = await service.call('GET', '/readyz')
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const READY = { status: 200, body: { status: 'ready' } }

/** Ready for sure, because the loop cannot have stood still for a second between two questions that took less. */
async function askedTwiceWithinASecond() {
  return until(async () => {
    const began = performance.now()
    await ready()
    const second = await ready()
    return performance.now() - began < 1_000 && second
  })
}

it('is not given by a process whose event loop stood still for a second, and is again once it turns', async () => {
  expect(await askedTwiceWithinASecond()).toMatchObject(READY)
  // The monitor looks every 20 ms and begins anew after each question.
  const askedAt = performance.now()
  await until(() => performance.now() - askedAt > 60)
  // The loop is blocked on purpose, as a long computation would.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200)
  const blockedUntil = performance.now()
  expect(await ready()).toMatchObject({ status: 503, body: { checks: { eventLoop: false, database: true } } })
  const next = await ready()
  const isWithinASecond = performance.now() - blockedUntil < 1_000
  expect(isWithinASecond ? next : await askedTwiceWithinASecond()).toMatchObject(READY)
})
