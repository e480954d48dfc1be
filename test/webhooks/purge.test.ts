import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { articleTag } from '../../src/comments/cache-tags.ts'
import { purgeCall, purgeSite } from '../../src/webhooks/purge.ts'
import { addPurges } from '../../src/webhooks/purge-queue.ts'
import { fairClock } from '../helpers/cpu.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { soon, until } from '../helpers/until.ts'

const asked = { tags: ['a-1', 'a-2'], site: 'news', token: 'the token' }

describe('a purge', () => {
  it.each([
    [
      'Fastly',
      { kind: 'fastly', service: 'SU1Z' },
      {
        url: 'https://api.fastly.com/service/SU1Z/purge',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'fastly-key': 'the token' },
        body: '{"surrogate_keys":["a-1","a-2"]}',
      },
    ],
    [
      'Cloudflare',
      { kind: 'cloudflare', zone: '023e' },
      {
        url: 'https://api.cloudflare.com/client/v4/zones/023e/purge_cache',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer the token' },
        body: '{"tags":["a-1","a-2"]}',
      },
    ],
    [
      'Varnish with xkey',
      { kind: 'varnish', url: 'http://varnish/', method: 'PURGE', header: 'xkey-purge', pattern: false },
      {
        url: 'http://varnish/',
        method: 'PURGE',
        headers: { 'xkey-purge': 'a-1 a-2', authorization: 'Bearer the token' },
      },
    ],
    [
      'Varnish with bans',
      { kind: 'varnish', url: 'http://varnish/', method: 'BAN', header: 'ban-keys', pattern: true },
      {
        url: 'http://varnish/',
        method: 'BAN',
        headers: { 'ban-keys': '(^|\\s)(a-1|a-2)(\\s|$)', authorization: 'Bearer the token' },
      },
    ],
    [
      'anything else',
      { kind: 'generic', url: 'https://purge.example/' },
      {
        url: 'https://purge.example/',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer the token' },
        body: '{"type":"cache.purge","site":"news","tags":["a-1","a-2"]}',
      },
    ],
  ] as const)('of %s is made in its own words', (_, how, call) => {
    expect(purgeCall(how, asked)).toEqual(call)
  })
})

describe('a site with a shared cache', () => {
  let service: Service
  beforeAll(async () => {
    service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
    await until(() => service.deps.jobs.isRunning())
  })
  afterAll(() => service.close())

  const aCachedSite = (url: string) =>
    aSite(service.deps, { policy: { limits: OPEN_LIMITS, cdn: { purge: { kind: 'generic', url } } } })
  const tagsOf = (body: string) => (JSON.parse(body) as { tags: string[] }).tags
  const waiting = async (siteId: string) =>
    (await service.deps.db.query((sql) => sql`select tag from purges where site_id = ${siteId}`)).length

  it('has it told soon, with its token, of what readers see otherwise now, and of nothing else', async () => {
    const receiver = await aReceiver()
    const site = await aCachedSite(receiver.url)
    const path = `/v1/admin/sites/${site.slug}/secrets`
    const given = await service.call(
      'PUT',
      `${path}/purge-token`,
      { value: 'only for the cache' },
      service.as(service.admin),
    )
    expect(given.status).toBe(204)
    const list = await (await service.call('GET', path, undefined, service.as(service.admin))).text()
    expect(list).toContain('purge-token')
    expect(list).not.toContain('only for the cache')
    const tookMs = fairClock()
    await service.submit(
      { text: 'See https://a.example/x and https://b.example/y' },
      { site: site.slug, article: 'held' },
    )
    await service.submit({}, { site: site.slug, article: 'seen' })
    await until(() => receiver.received.length > 0)
    expect(tookMs()).toBeLessThan(2_000)
    expect(receiver.received.flatMap(({ body }) => tagsOf(body))).toEqual([articleTag(site.id, 'seen')])
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer only for the cache')
    await until(async () => (await waiting(site.id)) === 0)
    await receiver.close()
  })

  it('whose token was kept with another key has nothing purged until it is given again, and then all of it', async () => {
    const receiver = await aReceiver()
    const sites = [await aCachedSite(receiver.url), await aCachedSite(receiver.url)] as const
    const [site, other] = sites
    const give = ({ slug }: { slug: string }) =>
      service.call(
        'PUT',
        `/v1/admin/sites/${slug}/secrets/purge-token`,
        { value: 'for the cache' },
        service.as(service.admin),
      )
    for (const one of sites) expect((await give(one)).status).toBe(204)
    await service.deps.db.query(
      (sql) => sql`
      update site_secrets k set sealed = o.sealed from site_secrets o
      where k.site_id = ${site.id} and o.site_id = ${other.id}`,
    )
    const failed = async () =>
      (await service.deps.metrics.purges.get()).values.find(({ labels }) => labels.outcome === 'failed')
        ?.value ?? 0
    const before = await failed()
    await service.submit({}, { site: site.slug, article: 'sealed' })
    await until(async () => (await failed()) > before)
    expect(receiver.received).toEqual([])
    expect(await waiting(site.id)).toBe(1)
    await give(site)
    await until(async () => (await waiting(site.id)) === 0)
    expect(tagsOf(receiver.received.at(-1)?.body ?? '')).toEqual([articleTag(site.id, 'sealed')])
    await receiver.close()
  })

  it('has it told of an article that was closed', async () => {
    const receiver = await aReceiver()
    const site = await aCachedSite(receiver.url)
    await service.submit({}, { site: site.slug, article: 'shut' })
    await until(async () => receiver.received.length > 0 && (await waiting(site.id)) === 0)
    const before = receiver.received.length
    const path = `/v1/review/articles/shut?site=${site.slug}`
    await service.call('PUT', path, { open: false }, service.as(service.moderator))
    await until(() => receiver.received.length > before)
    expect(tagsOf(receiver.received.at(-1)?.body ?? '')).toEqual([articleTag(site.id, 'shut')])
    await receiver.close()
  })

  it.concurrent('has it told again until it listens, and of everything in one call then', async () => {
    let status = 503
    const receiver = await aReceiver((response) => {
      response.statusCode = status
      response.end()
    })
    const site = await aCachedSite(receiver.url)
    for (const article of ['one', 'two']) await service.submit({}, { site: site.slug, article })
    // A call with the first alone may be under way for as long as both do not wait.
    await until(() => receiver.received.some(({ body }) => tagsOf(body).length === 2))
    status = 200
    await until(async () => (await waiting(site.id)) === 0)
    expect(tagsOf(receiver.received.at(-1)?.body ?? '').sort()).toEqual(
      [articleTag(site.id, 'one'), articleTag(site.id, 'two')].sort(),
    )
    await receiver.close()
  })

  it.concurrent('that does not listen is called by one job at a time, however much changes meanwhile', async () => {
    let status = 503
    const receiver = await aReceiver((response) => {
      response.statusCode = status
      response.end()
    })
    const site = await aCachedSite(receiver.url)
    const { db } = service.deps
    for (const article of ['one', 'two', 'three', 'four', 'five']) {
      const before = receiver.received.length
      await service.submit({}, { site: site.slug, article })
      if (before < 2) await until(() => receiver.received.length > before)
    }
    await until(async () => (await waiting(site.id)) === 5)
    const [jobs] = await db.query(
      (sql) => sql<{ open: number }[]>`
      select count(*)::int as open from pgboss.job
      where name = 'purge' and data->>'siteId' = ${site.id} and state in ('created', 'retry', 'active')`,
    )
    expect(jobs?.open).toBeLessThanOrEqual(2)
    status = 200
    await until(async () => (await waiting(site.id)) === 0)
    await receiver.close()
  })

  it('does not wait for the caches of other sites that never answer, more than there are places to call', async () => {
    const hung = await aReceiver(() => {})
    for (let n = 0; n < 8; n += 1) {
      const { slug } = await aCachedSite(hung.url)
      await service.submit({}, { site: slug })
    }
    await until(() => hung.received.length >= 4)
    const quick = await aReceiver()
    const { slug } = await aCachedSite(quick.url)
    await service.submit({}, { site: slug })
    await soon(() => quick.received.length === 1, 6_000)
    await Promise.all([hung.close(), quick.close()])
  })

  it('does not lose what changes while a purge is under way', async () => {
    const { deps } = service
    const site = await aCachedSite('http://127.0.0.1:9/')
    const receiver = await aReceiver((response, _, count) => {
      const again = count === 1 ? addPurges(deps.db, [{ siteId: site.id, tag: 'a-1' }]) : Promise.resolve()
      void again.then(() => response.end())
    })
    await deps.db.query(
      (sql) => sql`
      update policies set policy = jsonb_set(policy, '{cdn,purge,url}', ${JSON.stringify(receiver.url)}::text::jsonb)
      where site_id = ${site.id}`,
    )
    await addPurges(deps.db, [{ siteId: site.id, tag: 'a-1' }])
    await purgeSite(deps, site.id, new AbortController().signal)
    expect(receiver.received.map(({ body }) => tagsOf(body))).toEqual([['a-1'], ['a-1']])
    expect(await waiting(site.id)).toBe(0)
    await receiver.close()
  })
})
