import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { aProxy, type Spoiling, type TcpProxy } from './proxy.ts'
import { aService, besides, type Service, type ServiceOptions } from './service.ts'
import { until } from './until.ts'
import { halves } from './whole.ts'

/** A call through the cut way that changes one thing, and how often that was done. */
export type Act = {
  readonly call: () => Promise<Response>
  readonly done: () => Promise<number>
  /** Sent again after a lost answer it may say that it was done already, or that there is nothing left to do. */
  readonly mayConflict?: true
}

export type Acts = readonly (readonly [string, () => Promise<Act>])[]

/** A service, and the same service with a way to the database that can be cut. */
export type Stage = Awaited<ReturnType<typeof aStage>>

export async function aStage(options: ServiceOptions = {}) {
  const service = await aService({ ...options, env: { TRUSTED_PROXIES: '127.0.0.1', ...options.env } })
  const url = new URL(service.databaseUrl)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const cut = await besides(service, { url: url.href })
  return {
    service,
    cut,
    proxy,
    /** What a statement counts, as `n`. */
    async count(build: Parameters<Service['deps']['db']['query']>[0]): Promise<number> {
      const [row] = (await service.deps.db.query(build)) as { n: number }[]
      return row?.n ?? 0
    },
    async close() {
      await cut.close()
      await proxy.close()
      await service.close()
    },
  }
}

const SUCCESS: readonly number[] = [200, 201, 202, 204]
const DONE_ALREADY: readonly number[] = [404, 409]
const WAYS: readonly Spoiling[] = ['lost-request', 'cut-answer']
const MAX = 60

/** Each act with each of its words to the database spoilt, in each way. */
export function describeEveryNth(stage: () => Stage, acts: Acts): void {
  describe.each(acts)('%s', (_, prepare) => {
    it.each(WAYS)(
      'whose n-th word to the database ends in a %s, for every n, is whole or was never made, and is done once when sent again',
      async (how) => {
        const { db } = stage().service.deps
        let n = 1
        for (; n < MAX; n += 1) {
          const act = await prepare()
          if (!(await isHit(stage().proxy, act.call, n, how))) break
          expect(await halves(db)).toEqual([])
          const final = act.mayConflict ? [...SUCCESS, ...DONE_ALREADY] : SUCCESS
          await until(async () => final.includes((await act.call()).status))
          expect(await act.done()).toBe(1)
          expect(await halves(db)).toEqual([])
        }
        expect(n).toBeGreaterThan(1)
        expect(n).toBeLessThan(MAX)
      },
    )
  })
}

/** Makes the call with its n-th request to the database spoilt. False when it made fewer, and so was done. */
async function isHit(proxy: TcpProxy, call: Act['call'], n: number, how: Spoiling): Promise<boolean> {
  let requests = 0
  let wasHit = false
  void proxy.spoil(() => {
    requests += 1
    wasHit ||= requests === n
    return requests === n
  }, how)
  const response = await call()
  void proxy.spoil(() => false, how)
  await response.arrayBuffer()
  expect(wasHit ? [...SUCCESS, 503] : SUCCESS).toContain(response.status)
  if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
  return wasHit
}

/** Background work as a call: what the queue would try again is answered with 503. */
export async function asCall(work: Promise<unknown>): Promise<Response> {
  try {
    await work
    return new Response()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error
    return new Response(null, { status: 503, headers: error.headers })
  }
}
