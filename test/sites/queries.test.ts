import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { putPolicy } from '../../src/admin/policies.ts'
import { openDb } from '../../src/db/client.ts'
import { siteCache } from '../../src/sites/queries.ts'
import { fairClock } from '../helpers/cpu.ts'
import { aProxy } from '../helpers/proxy.ts'
import { aService, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

/** A policy as another process puts it in force: nobody here is told. */
const putElsewhere = (mode: 'auto' | 'pre') =>
  putPolicy(service.deps.db, service.site.id, { policy: { mode }, note: null, createdBy: 'test' })

it('is known for two seconds, then read again', async () => {
  let nowMs = 0
  const sites = siteCache(service.deps.db, () => nowMs)
  const mode = async () => (await sites.find('news'))?.policy.mode
  expect(sites.peek('news')).toBeUndefined()
  expect(await mode()).toBe('auto')
  await putElsewhere('pre')
  nowMs = 1_999
  expect(await mode()).toBe('auto')
  expect(sites.peek('news')?.policy.mode).toBe('auto')
  nowMs = 2_000
  expect(sites.peek('news')).toBeUndefined()
  expect(await mode()).toBe('pre')
})

it('is read again at once when it was changed here', async () => {
  const sites = siteCache(service.deps.db, () => 0)
  await putElsewhere('pre')
  await sites.find('news')
  await putElsewhere('auto')
  sites.forget('news')
  expect((await sites.find('news'))?.policy.mode).toBe('auto')
})

/** A way of its own to the database, which can be spoilt. */
async function aWay() {
  const url = new URL(service.databaseUrl)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const db = openDb(url.href)
  onTestFinished(async () => {
    await db.close()
    await proxy.close()
  })
  return { db, proxy }
}

it('stays as it was where the database is silent, since a request has more to ask for; what is found late counts', async () => {
  const { db, proxy } = await aWay()
  let nowMs = 0
  const sites = siteCache(db, () => nowMs)
  const mode = async () => (await sites.find('news'))?.policy.mode
  expect(await mode()).toBe('auto')
  await putElsewhere('pre')
  proxy.hold()
  nowMs = 2_000
  const tookMs = fairClock()
  expect(await mode()).toBe('auto')
  expect(tookMs()).toBeLessThan(1_000)
  proxy.heal()
  await until(() => sites.peek('news')?.policy.mode === 'pre')
  expect(await mode()).toBe('pre')
  await putElsewhere('auto')
})

it('that could not be read is not waited for twice in a request, and read again a moment later', async () => {
  const { db, proxy } = await aWay()
  let nowMs = 0
  const sites = siteCache(db, () => nowMs)
  const trouble = () => sites.find('news').catch((error: unknown) => error)
  proxy.refuse()
  const first = await trouble()
  expect(first).toMatchObject({ code: 'unavailable' })
  expect(await trouble()).toBe(first)
  proxy.heal()
  await until(() => db.ping())
  nowMs = 100
  expect((await sites.find('news'))?.slug).toBe('news')
})
