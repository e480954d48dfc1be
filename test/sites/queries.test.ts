import { afterAll, beforeAll, expect, it } from 'vitest'
import { putPolicy } from '../../src/admin/policies.ts'
import { siteCache } from '../../src/sites/queries.ts'
import { aService, type Service } from '../helpers/service.ts'

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
