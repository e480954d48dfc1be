import { Hono } from 'hono'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { refusalLimit } from '../../src/http/refusals.ts'
import { logLines } from '../helpers/process.ts'
import { aService } from '../helpers/service.ts'

it('callers whose credentials were refused are remembered up to a number, and all forgotten past it', async () => {
  const config = parseConfig({ TRUSTED_PROXIES: '127.0.0.1' })
  const limit = refusalLimit({ config, now: () => new Date(0) })
  const app = new Hono<AppEnv>().get('/', (c) => {
    c.set('log', pino({ enabled: false }))
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

it('refused credentials are counted once each, and the log says so at the first and the tenth', async () => {
  let written = ''
  const write = (line: string) => {
    written += line
  }
  const log = pino({ base: null }, { write })
  const service = await aService({ deps: { log } })
  const refused = () =>
    logLines(written)
      .filter(({ msg, event }) => (event ?? msg) === 'credential.refused')
      .map(({ level, code, times }) => [level, code, times])
  const { call, as, moderator } = service

  expect((await call('GET', '/console/session')).status).toBe(401)
  expect(refused()).toEqual([])
  expect((await call('GET', '/v1/review/comments', undefined, as(moderator))).status).toBe(200)
  expect((await call('GET', '/v1/admin/sites', undefined, as(moderator))).status).toBe(403)
  expect(refused()).toEqual([[40, 'forbidden', 1]])
  for (let time = 0; time < 12; time += 1) {
    const headers = time % 2 === 0 ? as(`guess-${time}`) : {}
    expect((await call('GET', '/v1/review/comments', undefined, headers)).status).toBe(401)
  }
  expect(refused().slice(1)).toEqual([
    [40, 'unauthenticated', 1],
    [40, 'unauthenticated', 10],
  ])
  expect(await (await call('GET', '/metrics')).text()).toContain(
    'postbag_refusals_total{code="unauthenticated"} 13',
  )
  expect(written).not.toContain('guess-')
  await service.close()
})
