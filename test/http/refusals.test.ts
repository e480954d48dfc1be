import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { refusalLimit } from '../../src/http/refusals.ts'

it('callers whose credentials were refused are remembered up to a number, and all forgotten past it', async () => {
  const config = parseConfig({ TRUSTED_PROXIES: '127.0.0.1' })
  const limit = refusalLimit({ config, now: () => new Date(0) })
  const app = new Hono<AppEnv>().get('/', (c) => {
    limit.check(c, 'a guess')
    limit.refused(c)
    return c.body(null, 401)
  })
  app.onError((_, c) => c.body(null, 429))
  const guess = async (address: string) =>
    (await app.request('/', { headers: { 'x-forwarded-for': address } })).status
  for (let time = 0; time < 1_000; time += 1) expect(await guess('192.0.2.1')).toBe(401)
  expect(await guess('192.0.2.1')).toBe(429)
  const others = async (from: number, to: number) => {
    for (let n = from; n < to; n += 1) await guess(`198.18.${n >> 8}.${n & 255}`)
  }
  await others(0, 9_000)
  expect(await guess('192.0.2.1')).toBe(429)
  await others(9_000, 11_000)
  expect(await guess('192.0.2.1')).toBe(401)
})
