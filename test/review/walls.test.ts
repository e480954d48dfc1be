import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileRows } from '../helpers/data.ts'
import { aHeldComment, aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, besides, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => service.close())

type Route = { readonly method: string; readonly path: string }

/** Every route registered under the two roots, without middleware. */
function guardedRoutes(): Route[] {
  const routes = service.app.routes.filter(
    ({ method, path }) => method !== 'ALL' && /^\/v1\/(review|admin)\//.test(path),
  )
  return [...new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()]
}

const filled = (path: string, site = 'news', id: string = randomUUIDv7()) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'site') return site
    if (name === 'version') return '1'
    if (name === 'article') return 'bridge'
    if (name === 'reason') return 'spam'
    if (name === 'locale') return 'en'
    if (name === 'name') return 'purge-token'
    return id
  })

const inAYear = () => new Date(Date.now() + 31_536_000_000).toISOString()

/** A body that is taken, of each route that has one; the others are asked without. */
const BODIES: Record<string, unknown> = {
  'POST /v1/admin/sites/:site/import': '',
  'PATCH /v1/admin/sites/:site': { name: 'Mine now' },
  'PUT /v1/admin/sites/:site/articles/:article': { open: false },
  'PUT /v1/admin/sites/:site/policy': {},
  'POST /v1/admin/sites/:site/policy/preview': {},
  'PUT /v1/admin/sites/:site/models/in-force': { version: 1 },
  'PUT /v1/admin/sites/:site/words': { hold: [], reject: [] },
  'POST /v1/admin/sites/:site/words/try': { hold: [], reject: [] },
  'PUT /v1/admin/sites/:site/statements/:reason/:locale': { clause: 'Be kind.' },
  'PUT /v1/admin/sites/:site/secrets/:name': { value: 'mine from now on' },
  'POST /v1/admin/sites/:site/webhooks': { url: 'https://192.0.2.1/' },
  'PATCH /v1/admin/sites/:site/webhooks/:id': { enabled: false },
  'POST /v1/admin/sites/:site/webhooks/:id/secret': {},
  'POST /v1/admin/sites/:site/webhooks/:id/replay': {},
  'PUT /v1/admin/sites/:site/alerts': { url: 'https://192.0.2.1/' },
  'POST /v1/admin/sites/:site/erasures': { email: 'ada@reader.example' },
  'POST /v1/admin/sites/:site/disclosures': { email: 'ada@reader.example' },
  'POST /v1/admin/sites/:site/evidence': { commentId: randomUUIDv7(), cause: 'legal-claim' },
  'POST /v1/admin/sites/:site/evidence/:id/told': { authority: 'Police' },
  'PUT /v1/admin/sites/:site/evidence/:id/until': { keepUntil: inAYear(), reason: 'The trial goes on.' },
  'POST /v1/admin/sites/:site/evidence/:id/release': { reason: 'The claim was settled.' },
}
/** What has to be said in the query. */
const QUERIES: Record<string, string> = { 'POST /v1/admin/sites/:site/import': '?format=postbag' }

/** What somebody is answered, without what differs from call to call. */
async function answerTo(
  who: Holder,
  { method, path }: Route,
  { site, id = randomUUIDv7() }: { readonly site: string; readonly id?: string },
) {
  const route = `${method} ${path}`
  const { status, body } = await who(method, filled(path, site, id) + (QUERIES[route] ?? ''), BODIES[route])
  return { status, body: { ...body, requestId: '' } }
}

describe('every review and admin route', () => {
  it('is described in the API document, and nothing else is', async () => {
    const document = (await (await service.call('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses?: object; summary?: string }>>
    }
    const registered = guardedRoutes().map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    )
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(() => /^\/v1\/(review|admin)\//.test(path))
        .map(([method, operation]) => {
          expect(operation.summary, `${method} ${path}`).toBeTypeOf('string')
          return `${method.toUpperCase()} ${path}`
        }),
    )
    expect(registered.length).toBeGreaterThan(25)
    expect(described.toSorted()).toEqual(registered.toSorted())
  })

  it('is 401 without a credential, with a wrong one and with one that ended', async () => {
    const revoked = await aModerator(service, { role: 'admin' as never })
    await asHolder(service, service.admin)('DELETE', `/v1/admin/tokens/${revoked.id}`)
    const expired = await aModerator(service, { role: 'admin' as never })
    await service.deps.db.query(
      (sql) => sql`update tokens set expires_at = now() - interval '1 second' where id = ${expired.id}`,
    )
    const headers: Record<string, string>[] = [
      {},
      service.as('pbt_wrong'),
      service.as(revoked.secret),
      service.as(expired.secret),
    ]
    for (const { method, path } of guardedRoutes()) {
      for (const header of headers) {
        const response = await service.call(method, filled(path), undefined, header)
        expect(response.status, `${method} ${path}`).toBe(401)
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
      }
    }
  })

  it('answers with what no cache may keep, whatever the answer', async () => {
    const read = guardedRoutes().filter(({ method, path }) => method === 'GET' && !path.endsWith('/events'))
    expect(read.length).toBeGreaterThan(10)
    for (const { path } of read) {
      for (const header of [service.as(service.admin), service.as(service.moderator), {}]) {
        const response = await service.call('GET', filled(path), undefined, header)
        await response.body?.cancel()
        expect(response.headers.get('cache-control'), path).toBe('no-store')
      }
    }
  })

  it('of the admins is 403 for a moderator', async () => {
    for (const { method, path } of guardedRoutes().filter((route) => route.path.startsWith('/v1/admin'))) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {}
      const response = await service.call(method, filled(path), body, service.as(service.moderator))
      expect(response.status, `${method} ${path}`).toBe(403)
    }
  })

  it('below another site is 404, with the body of a site that never was', async () => {
    const other = await aSite(service.deps)
    await aHeldComment(service, {}, { site: other.slug })
    const limited = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
    for (const route of guardedRoutes().filter(({ path }) => path.includes(':site'))) {
      const foreign = await answerTo(limited.call, route, { site: other.slug })
      expect(foreign.status, `${route.method} ${route.path}`).toBe(404)
      const nowhere = await answerTo(limited.call, route, { site: 'no-such-site' })
      expect(foreign, `${route.method} ${route.path}`).toEqual(nowhere)
    }
    const unchanged = await asHolder(service, service.admin)('GET', `/v1/admin/sites/${other.slug}`)
    expect(unchanged.body).toMatchObject({ name: 'The News', policyVersion: 1 })
  })

  it('that names a thing of another site by its id is 404, with the body of a thing that never was', async () => {
    const other = await aSite(service.deps)
    const all = asHolder(service, service.admin)
    const hooks = `/v1/admin/sites/${other.slug}/webhooks`
    const { body: hook } = await all<{ id: string }>('POST', hooks, { url: 'http://127.0.0.1:9/' })
    const limited = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
    const routes = guardedRoutes().filter(({ path }) => path.includes(':site') && path.includes(':id'))
    expect(routes.length).toBeGreaterThan(6)
    for (const who of [all, limited.call]) {
      for (const route of routes) {
        const foreign = await answerTo(who, route, { site: 'news', id: hook.id })
        expect(foreign.status, `${route.method} ${route.path}`).toBe(404)
        expect(foreign).toEqual(await answerTo(who, route, { site: 'news' }))
      }
    }
    expect((await all('GET', `${hooks}/${hook.id}`)).body).toMatchObject({ disabledAt: null, waiting: 0 })
  })
})

const COMMENT = '/v1/sites/:site/comments/:id'
const OF_COMMENT: Record<string, unknown> = {
  'PATCH ': { text: 'Mine.' },
  'POST /reports': { reason: 'spam' },
}

describe('every route', () => {
  it('that names a comment finds none of another site, with its receipt or without', async () => {
    const other = await aSite(service.deps)
    const { body: made } = await service.submit({}, { site: other.slug })
    const routes = [
      ...new Map(service.app.routes.map((route) => [`${route.method} ${route.path}`, route])).values(),
    ]
    const named = routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith(COMMENT))
    expect(named.length).toBeGreaterThan(7)
    for (const { method, path } of named) {
      const body = OF_COMMENT[`${method} ${path.slice(COMMENT.length)}`]
      for (const headers of [{}, { authorization: `Receipt ${made.receipt}` }]) {
        const ask = async (id: string) => {
          const answer = await service.call(method, filled(path, 'news', id), body, headers)
          return { status: answer.status, body: { ...((await answer.json()) as object), requestId: '' } }
        }
        const foreign = await ask(made.comment.id)
        expect([401, 404], `${method} ${path}`).toContain(foreign.status)
        expect(foreign, `${method} ${path}`).toEqual(await ask(randomUUIDv7()))
      }
    }
    const seen = await service.call('GET', `/v1/sites/${other.slug}/comments/${made.comment.id}`)
    expect(await seen.json()).toMatchObject({ status: 'approved', comment: { likes: 0 } })
  })

  it('that opens by the receipt of a notice opens nothing on another site', async () => {
    const other = await aSite(service.deps)
    const { body: made } = await service.submit({}, { site: other.slug })
    const at = `/v1/sites/${other.slug}`
    const notice = { name: 'Nora', email: 'nora@reader.example', goodFaith: true }
    const body = { reason: 'illegal', note: 'Section 130.', notice }
    const sent = await service.call('POST', `${at}/comments/${made.comment.id}/reports`, body)
    const { receipt } = (await sent.json()) as { receipt: string }
    const ask = async (site: string, key: string) => {
      const answer = await service.call('GET', `/v1/sites/${site}/notices/${key}`)
      return { status: answer.status, body: { ...((await answer.json()) as object), requestId: '' } }
    }
    expect((await ask(other.slug, receipt)).status).toBe(200)
    expect(await ask('news', receipt)).toEqual(await ask('news', randomUUIDv7()))
  })

  it('that is read changes nothing: a database that takes no writes is enough for it', async () => {
    const { body } = await service.submit()
    await aHeldComment(service)
    const reading = await besides(service, { url: `${service.databaseUrl}?default_transaction_read_only=on` })
    const paths = new Set(
      service.app.routes
        .filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/'))
        .map(({ path }) => path),
    )
    expect(paths.size).toBeGreaterThan(30)
    for (const path of paths) {
      const at = filled(path, 'news', body.comment.id)
      const answer = await reading.call(
        'GET',
        `${at}?site=news&article=bridge&of=decisions`,
        undefined,
        service.as(service.admin),
      )
      await answer.body?.cancel()
      expect([200, 404], at).toContain(answer.status)
    }
    const written = await reading.call(
      'POST',
      '/v1/review/claims',
      { count: 1 },
      service.as(service.moderator),
    )
    expect(written.status).toBe(503)
    await reading.close()
  })
})

/** What a thousand are answered, ten at a time: they wait for one another's turn to be counted, and more of them too long. */
async function aThousand(ask: () => Promise<number>): Promise<Set<number>> {
  const said = new Set<number>()
  for (let turn = 0; turn < 100; turn += 1) {
    for (const status of await Promise.all(Array.from({ length: 10 }, ask))) said.add(status)
  }
  return said
}

describe('credentials', () => {
  it('that are wrong a thousand times a minute are refused unread, from that caller alone', async () => {
    const strict = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' }, deps: { now: () => new Date(0) } })
    const ask = async (token: string, address: string) =>
      (
        await strict.call('GET', '/v1/review/views', undefined, {
          ...strict.as(token),
          'x-forwarded-for': address,
        })
      ).status
    expect(await aThousand(() => ask('pbt_guess', '192.0.2.1'))).toEqual(new Set([401]))
    expect(await ask('pbt_guess', '192.0.2.1')).toBe(429)
    expect(await ask('pbt_guess', '192.0.2.2')).toBe(401)
    expect(await ask(strict.moderator, '192.0.2.2')).toBe(200)
    expect(await ask(strict.admin, '192.0.2.1')).toBe(429)
    // One office, or a proxy that nobody named: who is known goes on working while somebody there guesses.
    expect(await ask(strict.moderator, '192.0.2.1')).toBe(200)
    await strict.close()
  })

  it('that are too many are told how long to wait, in all the fields there are for it', async () => {
    const strict = await aService({ deps: { now: () => new Date(45_000) } })
    const ask = () => strict.call('GET', '/v1/review/views', undefined, strict.as('pbt_guess'))
    expect(await aThousand(async () => (await ask()).status)).toEqual(new Set([401]))
    const { headers } = await ask()
    expect(headers.get('retry-after')).toBe('15')
    expect(headers.get('ratelimit')).toBe('"credentials";r=0;t=15')
    expect(headers.get('ratelimit-policy')).toBe('"credentials";q=1000;w=60')
    await strict.close()
  })

  const rows = hostileRows<{ id: string; authorization: string; expect: number }>('credentials')
  it.skipIf(rows.length === 0).each(rows)('$id are refused', async ({ authorization, expect: status }) => {
    for (const path of ['/v1/review/queue', '/v1/admin/sites']) {
      const response = await service.call('GET', path, undefined, { authorization })
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ type: 'urn:postbag:problem:unauthenticated' })
    }
  })
})
