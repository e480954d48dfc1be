import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryRef } from '../../src/webhooks/deliver.ts'
import { type RelayQueues, relayBatch } from '../../src/webhooks/relay.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => service.close())

/** Queues that keep what is put into them; the second fails when told to. */
function queues(fails = false): RelayQueues & { readonly sent: DeliveryRef[] } {
  const sent: DeliveryRef[] = []
  const one = async () => {}
  const deliveries = Object.assign(one, {
    many: async (_: unknown, jobs: readonly { readonly data: DeliveryRef }[]) => {
      if (fails) throw new Error('the queue is away')
      sent.push(...jobs.map(({ data }) => data))
    },
  })
  const purges = Object.assign(async () => {}, { many: async () => {} })
  return { deliveries, purges, sent }
}

async function aHeardSite() {
  const site = await aSite(service.deps)
  const url = 'http://127.0.0.1:9/'
  await service.call('POST', `/v1/admin/sites/${site.slug}/webhooks`, { url }, service.as(service.admin))
  return site
}

const waiting = async () =>
  (await service.deps.db.query((sql) => sql`select id from outbox where relayed_at is null`)).length

it('takes each event once, whatever number of processes look at the same moment', async () => {
  const { db } = service.deps
  const site = await aHeardSite()
  await Promise.all(Array.from({ length: 30 }, () => service.submit({}, { site: site.slug })))
  const both = [queues(), queues(), queues()]
  await Promise.all(both.map((each) => relayBatch(db, each)))
  while ((await waiting()) > 0) await relayBatch(db, both[0] as RelayQueues)
  const events = both.flatMap(({ sent }) => sent.map(({ eventId }) => eventId))
  expect(events).toHaveLength(30)
  expect(new Set(events).size).toBe(30)
})

it('keeps the events when their deliveries could not be put in the queue', async () => {
  const { db } = service.deps
  const site = await aHeardSite()
  await service.submit({}, { site: site.slug })
  await expect(relayBatch(db, queues(true))).rejects.toThrow()
  expect(await waiting()).toBe(1)
  const [row] = await db.query(
    (sql) => sql<{ n: number }[]>`select count(*)::int as n from deliveries where site_id = ${site.id}`,
  )
  expect(row?.n).toBe(0)
  const later = queues()
  await relayBatch(db, later)
  expect(later.sent).toHaveLength(1)
  expect(await waiting()).toBe(0)
})

it('finds no event of a site that has neither a receiver nor a cache to purge', async () => {
  const quiet = await aSite(service.deps)
  await service.submit({}, { site: quiet.slug })
  expect(await waiting()).toBe(0)
  const purge = { kind: 'generic', url: 'http://127.0.0.1:9/' } as const
  const cached = await aSite(service.deps, { policy: { limits: OPEN_LIMITS, cdn: { purge } } })
  for (const { slug } of [cached, await aHeardSite()]) {
    await service.submit({}, { site: slug })
    expect(await waiting()).toBe(1)
    await relayBatch(service.deps.db, queues())
  }
})
