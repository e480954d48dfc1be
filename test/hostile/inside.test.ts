import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aReceiver } from '../helpers/receiver.ts'
import { type Answer, aService, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

/** Somebody inside, who must not be called: an address of this run's own, as the port is one of two that may be. */
const HOST = 1 + (process.pid % 65_000)
const INSIDE = `127.77.${HOST >> 8}.${HOST & 255}`
const OUTSIDE = '93.184.216.34'
const HOOK = 'https://hooks.example:8443/postbag'

let service: Service
let inside: Server
let called = 0
/** What every name resolves to. */
let addresses: readonly string[] = [OUTSIDE]
beforeAll(async () => {
  inside = createServer((socket) => {
    called += 1
    socket.destroy()
  })
  await once(inside.listen(8443, INSIDE), 'listening')
  const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, deps: { resolve }, jobs: true })
})
beforeEach(() => {
  addresses = [OUTSIDE]
})
afterAll(async () => {
  expect(called).toBe(0)
  inside.close()
  await service.close()
})

async function admin(method: string, path: string, body?: unknown) {
  const response = await service.call(method, `/v1/admin/sites${path}`, body, service.as(service.admin))
  return { status: response.status, body: (await response.json()) as Answer }
}

let sites = 0
async function aSiteWith(policy: object = {}) {
  sites += 1
  const slug = `inside-${sites}`
  const origins = ['https://news.example']
  const made = await admin('POST', '', {
    slug,
    name: slug,
    origins,
    policy: { limits: OPEN_LIMITS, ...policy },
  })
  return { slug, ...made }
}

/** What has us call an address somebody names: how each is saved. */
const SAVED: readonly (readonly [
  string,
  string,
  (url: string) => Promise<{ status: number; body: Answer }>,
])[] = [
  ['a webhook', 'url', (url) => admin('POST', '/news/webhooks', { url })],
  [
    'a changed webhook',
    'url',
    async (url) => {
      const made = await admin('POST', '/news/webhooks', { url: `http://127.0.0.1:9/${randomUUID()}` })
      return admin('PATCH', `/news/webhooks/${made.body['id']}`, { url })
    },
  ],
  ['a chat', 'url', (url) => admin('PUT', '/news/alerts', { url })],
  ['a purge', 'policy.cdn.purge.url', (url) => aSiteWith({ cdn: { purge: { kind: 'generic', url } } })],
  ['readers’ logins', 'policy.identity.jwksUrl', (url) => aSiteWith(logins(url))],
  [
    'a changed policy',
    'policy.identity.jwksUrl',
    (url) => admin('PUT', '/news/policy', { limits: OPEN_LIMITS, ...logins(url) }),
  ],
]

const logins = (jwksUrl: string) => ({ identity: { keys: 'jwks', jwksUrl } })

describe.each(SAVED)('the address of %s', (_, field, save) => {
  it.each([
    ['an address inside', `https://${INSIDE}:8443/`, [OUTSIDE]],
    ['the machine’s own description', 'https://169.254.169.254/latest/meta-data', [OUTSIDE]],
    ['an address written otherwise', `https://0x7f.0x4d.${HOST}/`, [OUTSIDE]],
    ['IPv6 that means IPv4 inside', 'https://[::ffff:127.0.0.1]/', [OUTSIDE]],
    ['a name that leads inside', HOOK, [INSIDE]],
    ['a name that leads inside too', HOOK, [OUTSIDE, '10.0.0.7']],
    ['a name that leads inside by IPv6', HOOK, ['fd00::1']],
    ['a name that leads nowhere', HOOK, []],
    ['no https', 'http://hooks.example/', [OUTSIDE]],
  ])('is refused when it is saved as %s', async (_, url, resolved) => {
    addresses = resolved
    const { status, body } = await save(url)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ field, code: 'refused' }])
  })
})

it('a policy may be changed while a name it holds already leads nowhere', async () => {
  const { slug } = await aSiteWith(logins(HOOK))
  addresses = []
  const policy = { limits: OPEN_LIMITS, mode: 'pre', ...logins(HOOK) }
  expect((await admin('PUT', `/${slug}/policy`, policy)).status).toBe(200)
})

describe('a name that was public when it was saved and leads inside when it is called', () => {
  it('gets no webhook: that is a failure, tried again later', async () => {
    const { slug } = await aSiteWith()
    expect((await admin('POST', `/${slug}/webhooks`, { url: HOOK })).status).toBe(201)
    addresses = [INSIDE]
    await service.submit({}, { site: slug })
    const tried = await until(async () => {
      const [row] = await service.deps.db.query(
        (sql) => sql<{ state: string; lastError: string; nextAt: Date | null }[]>`
        select d.state, d.last_error, d.next_at from deliveries d join sites s on s.id = d.site_id
        where s.slug = ${slug} and d.attempts > 0`,
      )
      return row
    })
    expect(tried).toMatchObject({
      state: 'waiting',
      lastError: 'This address is not on the public internet.',
    })
    expect(tried.nextAt).not.toBeNull()
  })

  it('gets no alert and no ping, and the admin is told why', async () => {
    const { slug } = await aSiteWith()
    expect((await admin('PUT', `/${slug}/alerts`, { url: HOOK })).status).toBe(200)
    const { body: hook } = await admin('POST', `/${slug}/webhooks`, { url: HOOK })
    addresses = [INSIDE]
    const error = 'This address is not on the public internet.'
    expect((await admin('POST', `/${slug}/alerts/test`)).body).toEqual({ error })
    const pinged = await admin('POST', `/${slug}/webhooks/${hook['id']}/ping`)
    expect(pinged.body).toMatchObject({ status: null, error })
  })

  it('gets no purge, and what it should forget waits', async () => {
    const { slug } = await aSiteWith({ cdn: { purge: { kind: 'generic', url: HOOK } } })
    addresses = [INSIDE]
    const failed = await purgesFailed()
    await service.submit({}, { site: slug })
    await until(async () => (await purgesFailed()) > failed)
    expect(await purgesOf(slug)).toBe(1)
  })

  it('is not asked for keys, and the reader is told to try again', async () => {
    const { slug } = await aSiteWith(logins(HOOK))
    addresses = [INSIDE]
    expect((await service.submit({}, { site: slug }, await signedIn())).status).toBe(503)
  })
})

describe('a redirect', () => {
  let elsewhere: Awaited<ReturnType<typeof aReceiver>>
  let redirecting: Awaited<ReturnType<typeof aReceiver>>
  beforeAll(async () => {
    elsewhere = await aReceiver()
    redirecting = await aReceiver((response) => response.writeHead(307, { location: elsewhere.url }).end())
  })
  afterAll(async () => {
    expect(elsewhere.received).toEqual([])
    await redirecting.close()
    await elsewhere.close()
  })

  it('of a purge is a failure', async () => {
    const { slug } = await aSiteWith({ cdn: { purge: { kind: 'generic', url: redirecting.url } } })
    const failed = await purgesFailed()
    await service.submit({}, { site: slug })
    await until(async () => (await purgesFailed()) > failed)
    expect(await purgesOf(slug)).toBe(1)
  })

  it('of a webhook is a failure', async () => {
    const { slug } = await aSiteWith()
    expect((await admin('POST', `/${slug}/webhooks`, { url: redirecting.url })).status).toBe(201)
    await service.submit({}, { site: slug })
    await until(async () => {
      const rows = await service.deps.db.query(
        (sql) => sql`select d.event_id from deliveries d join sites s on s.id = d.site_id
          where s.slug = ${slug} and d.state = 'waiting' and d.last_status = 307`,
      )
      return rows.length === 1
    })
  })

  it('of an alert or a ping is all that is heard', async () => {
    const { slug } = await aSiteWith()
    await admin('PUT', `/${slug}/alerts`, { url: redirecting.url })
    expect((await admin('POST', `/${slug}/alerts/test`)).body).toEqual({ error: 'answered 307' })
    const { body: hook } = await admin('POST', `/${slug}/webhooks`, { url: redirecting.url })
    const pinged = await admin('POST', `/${slug}/webhooks/${hook['id']}/ping`)
    expect(pinged.body).toMatchObject({ status: 307, error: null })
  })

  it('of published keys leaves the reader to try again', async () => {
    const { slug } = await aSiteWith(logins(redirecting.url))
    expect((await service.submit({}, { site: slug }, await signedIn())).status).toBe(503)
  })
})

async function signedIn() {
  const { privateKey } = await generateKeyPair('ES256')
  const claims = new SignJWT({ sub: 'reader', name: 'Ada' }).setProtectedHeader({ alg: 'ES256' })
  return { authorization: `Bearer ${await claims.setExpirationTime('5m').sign(privateKey)}` }
}

async function purgesFailed(): Promise<number> {
  const { values } = await service.deps.metrics.purges.get()
  return values.find(({ labels }) => labels.outcome === 'failed')?.value ?? 0
}

async function purgesOf(slug: string): Promise<number> {
  const rows = await service.deps.db.query(
    (sql) => sql`select p.tag from purges p join sites s on s.id = p.site_id where s.slug = ${slug}`,
  )
  return rows.length
}
