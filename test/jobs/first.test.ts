import { expect, it } from 'vitest'
import { createJobs } from '../../src/jobs/jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics.ts'
import { freshDatabase } from '../helpers/database.ts'
import { aHeldComment } from '../helpers/desk.ts'
import { aProxy } from '../helpers/proxy.ts'
import { aService, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'
import { hookDesk } from '../helpers/webhooks.ts'

/** A service that reaches its queue of jobs by a way of its own, and was never there. */
async function aServiceWithoutJobs() {
  const database = await freshDatabase()
  const url = new URL(database.url)
  const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const [log, metrics] = [createLogger('silent'), createMetrics()]
  const jobs = createJobs({ url: url.href, runs: false, log, metrics })
  const service = await aService({ database, deps: { jobs }, env: { PRIVATE_HOSTS: '127.0.0.1' } })
  return { service, proxy }
}

const aHook = (service: Service) => hookDesk(() => service).aHook('news', { url: 'http://127.0.0.1:9/' })

it.each([
  [
    'a webhook that is deleted',
    async (service: Service) => {
      const { id } = await aHook(service)
      return ['DELETE', `/v1/admin/sites/news/webhooks/${id}`, undefined] as const
    },
  ],
  [
    'deliveries that are tried again',
    async (service: Service) => {
      const { id } = await aHook(service)
      return ['POST', `/v1/admin/sites/news/webhooks/${id}/replay`, {}] as const
    },
  ],
  [
    'a decision on many comments',
    async (service: Service) => {
      await aHeldComment(service)
      return ['POST', '/v1/review/bulk', { match: { site: 'news', q: 'one' }, action: 'approve' }] as const
    },
  ],
])('the first job of a process, for %s, opens the queue before its transaction', async (_, prepare) => {
  const { service, proxy } = await aServiceWithoutJobs()
  const [method, path, body] = await prepare(service)
  proxy.hold()
  const answered = service.call(method, path, body, service.as(service.admin))
  await until(() => proxy.held() > 0)
  const open = await service.deps.db.query(
    (sql) => sql`
    select pid from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
  )
  proxy.heal()
  expect(open.length).toBe(0)
  expect((await answered).status).toBeLessThan(300)
  await service.close()
  await proxy.close()
})

it('a queue that takes its time to open keeps nobody waiting, and is there for who comes again', async () => {
  const { service, proxy } = await aServiceWithoutJobs()
  const { id } = await aHook(service)
  const remove = () =>
    service.call('DELETE', `/v1/admin/sites/news/webhooks/${id}`, undefined, service.as(service.admin))
  proxy.hold()
  const began = performance.now()
  expect((await remove()).status).toBe(503)
  expect(performance.now() - began).toBeLessThan(3_000)
  proxy.heal()
  const again = await until(async () => {
    const { status } = await remove()
    return status !== 503 && status
  })
  expect(again).toBe(204)
  await service.close()
  await proxy.close()
})
