import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileRows } from '../helpers/data.ts'
import { aHeldComment, aModerator, asHolder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
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

const filled = (path: string, site = 'news') =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'site') return site
    if (name === 'version') return '1'
    if (name === 'article') return 'bridge'
    if (name === 'reason') return 'spam'
    if (name === 'locale') return 'en'
    return randomUUIDv7()
  })

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
    const bodies: Record<string, unknown> = {
      'PUT /v1/admin/sites/:site/policy': {},
      'POST /v1/admin/sites/:site/policy/preview': {},
      'PATCH /v1/admin/sites/:site': { name: 'Mine now' },
      'PUT /v1/admin/sites/:site/articles/:article': { open: false },
      'PUT /v1/admin/sites/:site/words': { hold: [], reject: [] },
      'POST /v1/admin/sites/:site/words/try': { hold: [], reject: [] },
      'PUT /v1/admin/sites/:site/statements/:reason/:locale': { clause: 'Be kind.' },
    }
    const routes = guardedRoutes().filter(({ path }) => path.includes(':site'))
    for (const { method, path } of routes) {
      const body = bodies[`${method} ${path}`]
      const ask = async (site: string) => {
        const { status, body: answer } = await limited.call(method, filled(path, site), body)
        return { status, body: { ...answer, requestId: '' } }
      }
      const foreign = await ask(other.slug)
      if (body === undefined && method !== 'GET' && foreign.status !== 404) {
        expect([400, 415, 422], `${method} ${path}`).toContain(foreign.status)
        continue
      }
      expect(foreign, `${method} ${path}`).toEqual(await ask('no-such-site'))
      expect(foreign.status, `${method} ${path}`).toBe(404)
    }
    const unchanged = await asHolder(service, service.admin)('GET', `/v1/admin/sites/${other.slug}`)
    expect(unchanged.body).toMatchObject({ name: 'The News', policyVersion: 1 })
  })
})

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
    const guesses = await Promise.all(Array.from({ length: 1_000 }, () => ask('pbt_guess', '192.0.2.1')))
    expect(new Set(guesses)).toEqual(new Set([401]))
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
    await Promise.all(Array.from({ length: 1_000 }, ask))
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
