import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JobKind } from '../../src/jobs/kind.ts'
import { type RelayQueues, relayBatch } from '../../src/outbox/relay.ts'
import type { DeliveryRef } from '../../src/webhooks/deliver.ts'
import { defineReplays, replayParked } from '../../src/webhooks/replay.ts'
import { NO_QUEUES } from '../helpers/relaying.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => service.close())

type Sent = DeliveryRef & { readonly group: string | undefined }

/** Queues that keep what is put into them; that of deliveries fails when told to. */
function queues(fails = false): RelayQueues & { readonly sent: Sent[] } {
  const sent: Sent[] = []
  const one = async () => {}
  const deliveries = Object.assign(one, {
    open: async () => {},
    many: async (_: unknown, jobs: readonly { readonly data: DeliveryRef; readonly group?: string }[]) => {
      if (fails) throw new Error('the queue is away')
      sent.push(...jobs.map(({ data, group }) => ({ ...data, group })))
    },
  })
  return { ...NO_QUEUES, deliveries, sent }
}

async function aHook(slug: string, hook: { readonly url: string; readonly events?: readonly string[] }) {
  const made = await service.call('POST', `/v1/admin/sites/${slug}/webhooks`, hook, service.as(service.admin))
  return ((await made.json()) as { id: string }).id
}

async function aHeardSite() {
  const site = await aSite(service.deps)
  const webhookId = await aHook(site.slug, { url: 'http://127.0.0.1:9/' })
  return { ...site, webhookId }
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

it('passes on to a webhook the types it asked for, grouped by its host', async () => {
  const { db } = service.deps
  const { slug, webhookId } = await aHeardSite()
  const url = 'http://127.0.0.1:10/'
  const choosy = await aHook(slug, { url, events: ['comment.withdrawn'] })
  const { body } = await service.submit({}, { site: slug })
  const receipt = { authorization: `Receipt ${body.receipt}` }
  await service.call('DELETE', `/v1/sites/${slug}/comments/${body.comment.id}`, undefined, receipt)
  const all = queues()
  await relayBatch(db, all)
  const groupsOf = (id: string) => all.sent.filter((one) => one.webhookId === id).map(({ group }) => group)
  expect(groupsOf(webhookId)).toEqual(['127.0.0.1:9', '127.0.0.1:9'])
  expect(groupsOf(choosy)).toEqual(['127.0.0.1:10'])
})

/** The queue of what a replay leaves, kept to be run by hand. */
function rests(deliveries: RelayQueues['deliveries']) {
  const left: object[] = []
  let run: JobKind<object>['run'] = async () => {}
  const jobs = {
    define: <T extends object>(kind: JobKind<T>) => {
      run = kind.run as typeof run
      return Object.assign(async (_: unknown, data: T) => void left.push(data), {
        many: async () => {},
        open: async () => {},
      })
    },
  }
  const queues = defineReplays({ db: service.deps.db, jobs: { ...service.deps.jobs, ...jobs } }, deliveries)
  const runOne = () => run(left.shift() ?? {}, { attempt: 1, signal: new AbortController().signal })
  return { queues, left, runOne }
}

async function aParkedHook(copies: number) {
  const { db } = service.deps
  const { id: siteId, slug, webhookId } = await aHeardSite()
  await service.submit({}, { site: slug })
  await relayBatch(db, queues())
  await db.query((sql) => sql`update deliveries set state = 'parked' where webhook_id = ${webhookId}`)
  await db.query(
    (sql) => sql`
    insert into deliveries (site_id, webhook_id, event_id, type, article_id, version, data, occurred_at, state)
    select site_id, webhook_id, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, type, article_id,
      version, data, occurred_at, 'parked'
    from deliveries cross join generate_series(1, ${copies}::int) n where webhook_id = ${webhookId}`,
  )
  const parked = async () => {
    const found = await db.query(
      (sql) => sql`select from deliveries where webhook_id = ${webhookId} and state = 'parked'`,
    )
    return found.length
  }
  return { ref: { siteId, webhookId }, parked }
}

it('has parked deliveries tried again in the group of their host', async () => {
  const { ref } = await aParkedHook(0)
  const again = queues()
  const { queues: replays, left } = rests(again.deliveries)
  expect(await replayParked(service.deps.db, replays, ref)).toBe(1)
  expect(again.sent).toMatchObject([{ webhookId: ref.webhookId, group: '127.0.0.1:9' }])
  expect(left).toEqual([])
})

it('has more than one transaction could take tried again by a job, each once', async () => {
  const { ref, parked } = await aParkedHook(2_500)
  const again = queues()
  const { queues: replays, left, runOne } = rests(again.deliveries)
  expect(await replayParked(service.deps.db, replays, ref)).toBe(2_501)
  expect(again.sent).toHaveLength(1_000)
  expect(await parked()).toBe(1_501)
  await runOne()
  expect(left).toEqual([])
  expect(again.sent).toHaveLength(2_501)
  expect(new Set(again.sent.map(({ eventId }) => eventId)).size).toBe(2_501)
  expect(await parked()).toBe(0)
})

it('leaves the rest parked when the webhook is switched off meanwhile', async () => {
  const { ref, parked } = await aParkedHook(1_500)
  const again = queues()
  const { queues: replays, runOne } = rests(again.deliveries)
  await replayParked(service.deps.db, replays, ref)
  await service.deps.db.query(
    (sql) =>
      sql`update webhooks set disabled_at = now(), disabled_because = 'gone' where id = ${ref.webhookId}`,
  )
  await runOne()
  expect(again.sent).toHaveLength(1_000)
  expect(await parked()).toBe(501)
})
