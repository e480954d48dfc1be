import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, asHolder } from '../helpers/desk.ts'
import { aProvider, CLIENT, goThrough } from '../helpers/oidc.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

const DESK = 'https://desk.example'
const BACK = `${DESK}/console/oidc/callback`
const PAGE = { origin: DESK, 'sec-fetch-site': 'same-origin' }

let service: Service
let provider: Awaited<ReturnType<typeof aProvider>>
beforeAll(async () => {
  provider = await aProvider(BACK, {
    mia: { name: 'Mia Moderator', desk: { roles: ['postbag-moderator'] }, sites: ['news', 'no-such-site'] },
    boss: { name: 'Bo Boss', desk: { roles: ['staff', 'postbag-admin'] }, sites: 'news other' },
    guest: { name: 'Gus Guest', desk: { roles: ['staff'] }, sites: ['news'] },
    lost: { name: 'Lo Lost', desk: { roles: ['postbag-moderator'] }, sites: ['no-such-site'] },
  })
  service = await aService({
    env: {
      PUBLIC_URL: DESK,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_ROLE_CLAIM: 'desk.roles',
      OIDC_SITES_CLAIM: 'sites',
    },
  })
  await aSite(service.deps, { slug: 'other' })
})
afterAll(async () => {
  await service.close()
  await provider.close()
})

const cookieIn = (response: Response, name: string) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.startsWith(`${name}=`) && !pair.endsWith('='))

const begin = async () => {
  const response = await service.call('GET', '/console/oidc/start')
  return {
    response,
    to: response.headers.get('location') ?? '',
    cookie: cookieIn(response, '__Host-postbag-oidc') ?? '',
  }
}
const comeBack = (address: string, cookie: string) =>
  service.call('GET', address.slice(DESK.length), undefined, cookie === '' ? {} : { cookie })

/** The whole round trip of one person; the answer that ends it, and the session where there is one. */
const signIn = async (login: string) => {
  const { to, cookie } = await begin()
  const response = await comeBack(await goThrough(to, login, BACK), cookie)
  return { response, session: cookieIn(response, '__Host-postbag') ?? '' }
}
const whoIs = async (session: string) =>
  (await service.call('GET', '/console/session', undefined, { cookie: session })).json()

describe('signing in through the newsroom’s login', () => {
  it('is offered by name', async () => {
    const response = await service.call('GET', '/console/sign-in')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      oidc: { name: 'Newsroom login', href: '/console/oidc/start' },
    })
    const without = await aService()
    expect(await (await without.call('GET', '/console/sign-in')).json()).toEqual({ oidc: null })
    expect((await without.call('GET', '/console/oidc/start')).status).toBe(404)
    await without.close()
  })

  it('goes to the provider with PKCE, state and nonce, and keeps its key in a short-lived cookie', async () => {
    const { response, to } = await begin()
    expect(response.status).toBe(302)
    const url = new URL(to)
    expect(url.origin).toBe(provider.issuer)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: BACK,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    const [line = ''] = response.headers.getSetCookie()
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=600'])
      expect(line).toContain(part)
  })

  it('ends on the desk with a session, role and sites from the claims, and a name in the log of decisions', async () => {
    const { response, session } = await signIn('mia')
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/console')
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-postbag='))
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(line).toContain(part)
    expect(await whoIs(session)).toMatchObject({
      name: 'Mia Moderator',
      role: 'moderator',
      sites: [{ slug: 'news' }],
    })
    const { id } = await aHeldComment(service)
    const decide = (headers: Record<string, string>) =>
      service.call(
        'PUT',
        `/v1/review/comments/${id}/decision`,
        { action: 'approve', version: 1 },
        { cookie: session, ...headers },
      )
    expect((await decide({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    )
    expect((await decide({})).status).toBe(403)
    const decided = await decide(PAGE)
    expect(decided.status).toBe(200)
    expect(await decided.json()).toMatchObject({ decision: { moderator: { name: 'Mia Moderator' } } })
    const foreign = await service.call('GET', '/v1/review/queue?site=other', undefined, { cookie: session })
    expect(foreign.status).toBe(404)
  })

  it('gives the same person the same row, brought up to date, without a secret', async () => {
    const [first, second] = [await signIn('boss'), await signIn('boss')]
    const [one, two] = [await whoIs(first.session), await whoIs(second.session)]
    expect(one).toMatchObject({
      name: 'Bo Boss',
      role: 'admin',
      sites: [{ slug: 'news' }, { slug: 'other' }],
    })
    expect(two).toEqual({ ...one, endsAt: two.endsAt })
    const rows = await service.deps.db.query(
      (sql) =>
        sql<{ hash: unknown; issuer: string }[]>`select hash, issuer from tokens where subject = 'boss'`,
    )
    expect(rows).toEqual([{ hash: null, issuer: `${provider.issuer}/` }])
  })

  it('is refused without a role or without a site here', async () => {
    for (const login of ['guest', 'lost']) {
      const { response, session } = await signIn(login)
      expect(response.headers.get('location')).toBe('/console?problem=oidc-forbidden')
      expect(session).toBe('')
    }
  })

  it('is over once an admin revoked the person, who cannot sign in again', async () => {
    const { session } = await signIn('mia')
    const { id } = await whoIs(session)
    const ada = asHolder(service, service.admin)
    expect((await ada('DELETE', `/v1/admin/tokens/${id}`)).status).toBe(204)
    expect((await service.call('GET', '/console/session', undefined, { cookie: session })).status).toBe(401)
    expect((await signIn('mia')).response.headers.get('location')).toBe('/console?problem=oidc-forbidden')
  })

  it('cannot be ended by another browser, with another state, twice, or with a made-up code', async () => {
    const mine = await begin()
    const address = await goThrough(mine.to, 'boss', BACK)
    const other = await begin()
    const problem = async (where: string, cookie: string) => {
      const response = await comeBack(where, cookie)
      expect(cookieIn(response, '__Host-postbag')).toBeUndefined()
      return response.headers.get('location')
    }
    expect(await problem(address, '')).toBe('/console?problem=oidc-expired')
    expect(await problem(address, other.cookie)).toBe('/console?problem=oidc-failed')
    const forged = new URL(address)
    forged.searchParams.set('state', 'x'.repeat(43))
    expect(await problem(forged.href, mine.cookie)).toBe('/console?problem=oidc-failed')
    const guessed = new URL(address)
    guessed.searchParams.set('code', 'guessed')
    expect(await problem(guessed.href, mine.cookie)).toBe('/console?problem=oidc-failed')
    const refused = `${BACK}?${new URLSearchParams({ error: 'access_denied', state: forged.searchParams.get('state') ?? '' })}`
    expect(await problem(refused, mine.cookie)).toBe('/console?problem=oidc-failed')
    expect((await comeBack(address, mine.cookie)).headers.get('location')).toBe('/console')
    expect(await problem(address, mine.cookie)).toBe('/console?problem=oidc-failed')
  })

  it('says so when the provider is away, and works again when it is back', async () => {
    let isAway = true
    const fetcher: typeof fetch = (input, init) =>
      isAway ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)
    const other = await aService({
      env: {
        PUBLIC_URL: DESK,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT.id,
        OIDC_CLIENT_SECRET: CLIENT.secret,
      },
      deps: { fetch: fetcher },
    })
    const start = async () => (await other.call('GET', '/console/oidc/start')).headers.get('location')
    expect(await start()).toBe('/console?problem=oidc-unavailable')
    isAway = false
    expect(await start()).toContain(provider.issuer)
    await other.close()
  })
})

describe('a clock that is not the provider’s', () => {
  /** An ID token of the provider is good for ten minutes. */
  it.each([
    ['most of a minute behind', '/console', -50],
    ['most of a minute past the end of the token', '/console', 650],
    ['more than a minute past it', '/console?problem=oidc-failed', 670],
  ])('%s leads to %s', async (_, place, seconds) => {
    const { config } = service.deps
    const now = () => new Date(Date.now() + seconds * 1_000)
    const other = await aService({ deps: { config, now } })
    const begun = await other.call('GET', '/console/oidc/start')
    const back = await goThrough(begun.headers.get('location') ?? '', 'mia', BACK)
    const cookie = cookieIn(begun, '__Host-postbag-oidc') ?? ''
    const ended = await other.call('GET', back.slice(DESK.length), undefined, { cookie })
    expect(ended.headers.get('location')).toBe(place)
    await other.close()
  })
})

describe('a session', () => {
  const aSession = async () => {
    const response = await service.call('POST', '/console/session', { token: service.moderator }, PAGE)
    return cookieIn(response, '__Host-postbag') ?? ''
  }

  it('ends when nobody was there for an hour, and lives on while somebody is', async () => {
    let now = new Date()
    const timed = await aService({ env: { PUBLIC_URL: DESK }, deps: { now: () => now } })
    const pass = (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    }
    const signedIn = await timed.call('POST', '/console/session', { token: timed.moderator }, PAGE)
    let cookie = cookieIn(signedIn, '__Host-postbag') ?? ''
    const look = async () =>
      (await timed.call('GET', '/v1/review/queue', undefined, { cookie, ...PAGE })).status
    pass(59)
    expect(await look()).toBe(200)
    const renewed = await timed.call('PUT', '/console/session', undefined, { cookie, ...PAGE })
    cookie = cookieIn(renewed, '__Host-postbag') ?? ''
    pass(59)
    expect(await look()).toBe(200)
    pass(2)
    expect(await look()).toBe(401)
    await timed.close()
  })

  it('is signed out everywhere at once', async () => {
    const [here, there] = [await aSession(), await aSession()]
    const out = await service.call('DELETE', '/console/sessions', undefined, { cookie: here, ...PAGE })
    expect(out.status).toBe(204)
    for (const cookie of [here, there])
      expect((await service.call('GET', '/console/session', undefined, { cookie })).status).toBe(401)
  })

  it('is sealed: a changed cookie is none', async () => {
    const cookie = await aSession()
    const forged = cookie.replace(/=([0-9a-f]{8})/, '=00000000')
    for (const wrong of [forged, `${cookie}x`, '__Host-postbag=', '__Host-postbag=a.b.c.d.e'])
      expect((await service.call('GET', '/console/session', undefined, { cookie: wrong })).status).toBe(401)
  })

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring site', { origin: 'https://x.desk.example', 'sec-fetch-site': 'same-site' }],
    ['nobody knows where', {}],
    ['a sandboxed frame', { origin: 'null' }],
  ])('is not used by a request from %s', async (_, headers) => {
    const cookie = await aSession()
    const ask = (method: string, path: string, body?: unknown) =>
      service.call(method, path, body, { cookie, ...headers })
    expect((await ask('DELETE', '/v1/review/claims')).status).toBe(403)
    expect((await ask('POST', '/v1/review/claims', { count: 1 })).status).toBe(403)
    expect((await ask('PUT', '/console/session')).status).toBe(403)
    expect((await ask('DELETE', '/console/sessions')).status).toBe(403)
    expect((await ask('POST', '/console/session', { token: service.moderator })).status).toBe(403)
  })

  it('belongs to a page that lets nothing in and sits in no frame', async () => {
    const response = await service.call('GET', '/console')
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(rule)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(response.headers.get('x-frame-options')).toBe('DENY')
  })
})
