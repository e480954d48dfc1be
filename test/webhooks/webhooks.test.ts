import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedHeaders } from '../../src/http/sign.ts'
import { createLogger } from '../../src/logger.ts'
import { waitingForLocks } from '../helpers/database.ts'
import { aReceiver, type Received } from '../helpers/receiver.ts'
import { type Answer, aService, aSite, type Service } from '../helpers/service.ts'
import { soon, until } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
})
afterAll(() => service.close())

type Hook = { readonly id: string; readonly secret: string; readonly [key: string]: unknown }

async function admin(method: string, path: string, body?: unknown, token = service.admin) {
  const response = await service.call(method, `/v1/admin/sites/${path}`, body, service.as(token))
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

async function aHook(site: string, body: Record<string, unknown>): Promise<Hook> {
  const made = await admin('POST', `${site}/webhooks`, body)
  expect(made.status).toBe(201)
  return made.body as Hook
}

const eventsWaiting = async () =>
  (await service.deps.db.query((sql) => sql`select id from outbox where relayed_at is null`)).length

const isSigned = (secret: string, { headers, body }: Received) => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const expected = signedHeaders(secret, { id: String(headers['webhook-id']), at, body })
  return String(headers['webhook-signature']).split(' ').includes(expected['webhook-signature'])
}

describe('a webhook', () => {
  it('hears of each event once it is committed, signed, without words unless it asked for them', async () => {
    const site = (await aSite(service.deps)).slug
    const thin = await aReceiver()
    const full = await aReceiver()
    const hook = await aHook(site, { url: `${thin.url}/hook?x=1` })
    await aHook(site, { url: full.url, sendsText: true, events: ['comment.approved'] })
    const { body } = await service.submit({ text: 'Words for the receiver.' }, { site })
    await service.call('DELETE', `/v1/sites/${site}/comments/${body.comment.id}`, undefined, {
      authorization: `Receipt ${body.receipt}`,
    })
    await until(() => thin.received.length === 2 && full.received.length === 1)
    const events = thin.received.map((one) => JSON.parse(one.body) as { type: string; data: Answer })
    expect(events.map(({ type }) => type).sort()).toEqual(['comment.approved', 'comment.withdrawn'])
    const approved = events.find(({ type }) => type === 'comment.approved')
    expect(approved?.data).toMatchObject({
      site,
      commentId: body.comment.id,
      version: 1,
      article: { key: 'bridge' },
    })
    expect(thin.received[0]?.path).toBe('/hook?x=1')
    expect(thin.received.every((one) => isSigned(hook.secret, one) && !one.body.includes('Words'))).toBe(true)
    await Promise.all([thin.close(), full.close()])
  })

  it('that did not ask for words gets none, also of a comment that readers see', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver()
    await aHook(site, { url: receiver.url })
    await service.submit({ text: 'Public words.' }, { site })
    await until(() => receiver.received.length === 1)
    expect(JSON.parse(receiver.received[0]?.body ?? '').data).not.toHaveProperty('comment')
    await receiver.close()
  })

  it('that asked for words gets them while readers may see them', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver()
    await aHook(site, { url: receiver.url, sendsText: true })
    await service.submit({ text: 'Public words.' }, { site })
    await service.submit({ text: 'See https://a.example/x and https://b.example/y please' }, { site })
    await until(() => receiver.received.length === 2)
    const [held] = receiver.received.filter(({ body }) => body.includes('comment.held'))
    const [approved] = receiver.received.filter(({ body }) => body.includes('comment.approved'))
    expect(JSON.parse(approved?.body ?? '').data.comment).toMatchObject({ text: 'Public words.' })
    expect(held?.body).not.toContain('a.example')
    await receiver.close()
  })

  it('hears of an article that was closed or pre-moderated, without a comment', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver()
    await service.submit({}, { site })
    const hook = await aHook(site, { url: receiver.url, sendsText: true, events: ['article.changed'] })
    const path = `/v1/review/articles/bridge?site=${site}`
    await service.call('PUT', path, { premoderated: true }, service.as(service.moderator))
    await until(() => receiver.received.length === 1)
    const { type, data } = JSON.parse(receiver.received[0]?.body ?? '')
    expect(type).toBe('article.changed')
    expect(data).toEqual({
      site,
      version: expect.any(Number),
      article: { key: 'bridge', url: null },
      open: true,
      premoderated: true,
    })
    const { body } = await admin('GET', `${site}/webhooks/${hook.id}/deliveries`)
    expect(body.items).toMatchObject([{ type: 'article.changed', commentId: null }])
    await receiver.close()
  })

  it.concurrent('gets the same id again after a failure, and is told nothing of other sites', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver((response, _, count) => {
      response.statusCode = count === 1 ? 500 : 204
      response.end()
    })
    const hook = await aHook(site, { url: receiver.url })
    await service.submit({}, { site })
    await service.submit({})
    await until(() => receiver.received.length === 2, 25_000)
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
    await until(async () => {
      const { body } = await admin('GET', `${site}/webhooks/${hook.id}/deliveries`)
      return body.items[0]?.state === 'delivered'
    })
    const { body } = await admin('GET', `${site}/webhooks/${hook.id}/deliveries`)
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ attempts: 2, lastStatus: 204, lastError: null, nextAt: null })
    await receiver.close()
  }, 40_000)

  it.concurrent('that answers late is called again and gets as long as any', async () => {
    const site = (await aSite(service.deps)).slug
    const late = await aReceiver((response) => setTimeout(() => response.end(), 3_000))
    const hook = await aHook(site, { url: late.url })
    await service.submit({}, { site })
    const items = async () => (await admin('GET', `${site}/webhooks/${hook.id}/deliveries`)).body.items
    await until(async () => (await items())[0]?.state === 'delivered')
    expect(await items()).toMatchObject([{ attempts: 1, lastStatus: 200 }])
    expect(new Set(late.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    await late.close()
  })

  it('is signed with former secrets while another takes their place, however often it is asked for', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver()
    const hook = await aHook(site, { url: receiver.url })
    const rotated = await admin('POST', `${site}/webhooks/${hook.id}/secret`, { overlapHours: 1 })
    expect(rotated.body.secret).not.toBe(hook.secret)
    await service.submit({}, { site })
    await until(() => receiver.received.length === 1)
    const signing = (hooks: readonly { secret: string }[]) => {
      const latest = receiver.received.at(-1)
      return hooks.map(({ secret }) => latest !== undefined && isSigned(secret, latest))
    }
    expect(signing([hook, rotated.body])).toEqual([true, true])
    const again = await admin('POST', `${site}/webhooks/${hook.id}/secret`, { overlapHours: 1 })
    await service.submit({}, { site })
    await until(() => receiver.received.length === 2)
    expect(signing([hook, rotated.body, again.body])).toEqual([true, true, true])
    const last = await admin('POST', `${site}/webhooks/${hook.id}/secret`, { overlapHours: 0 })
    await service.submit({}, { site })
    await until(() => receiver.received.length === 3)
    expect(signing([hook, rotated.body, again.body, last.body])).toEqual([false, false, false, true])
    await receiver.close()
  })

  it('that fails every delivery fills no log: that is told once, and each is at debug', async () => {
    const said: string[] = []
    const hear = (level: string) => (told: { webhookId?: string; outcome?: string }, event: string) =>
      event === 'webhook.tried' && said.push(`${level} ${told.webhookId} ${told.outcome}`)
    const heard = { info: hear('info'), warn: hear('warn'), debug: hear('debug') }
    const log = Object.assign(createLogger('silent'), heard) as never
    const other = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true, deps: { log } })
    const path = '/v1/admin/sites/news/webhooks'
    const made = await other.call('POST', path, { url: 'http://127.0.0.1:9/' }, other.as(other.admin))
    const { id } = (await made.json()) as Hook
    for (let n = 0; n < 6; n += 1) await other.submit()
    await until(() => said.length >= 6)
    expect(said.toSorted().slice(-6)).toEqual([...Array(5).fill(`debug ${id} again`), `info ${id} again`])
    await other.close()
  })

  it('is not held up by another that never answers', async () => {
    const site = (await aSite(service.deps)).slug
    const hung = await aReceiver(() => {})
    const quick = await aReceiver()
    await aHook(site, { url: hung.url })
    await aHook(site, { url: quick.url })
    for (let n = 0; n < 12; n += 1) await service.submit({}, { site })
    await soon(() => quick.received.length === 12, 8_000)
    expect(hung.received.length).toBeLessThanOrEqual(1)
    await Promise.all([hung.close(), quick.close()])
  })

  it('is not held up by those of another site that never answer, more than there are places to call', async () => {
    const [slow, other] = [(await aSite(service.deps)).slug, (await aSite(service.deps)).slug]
    const hung = await Promise.all(Array.from({ length: 12 }, () => aReceiver(() => {})))
    for (const { url } of hung) await aHook(slow, { url })
    for (let n = 0; n < 3; n += 1) await service.submit({}, { site: slow })
    await until(() => hung.filter(({ received }) => received.length > 0).length >= 8)
    const quick = await aReceiver()
    await aHook(other, { url: quick.url })
    await service.submit({}, { site: other })
    await soon(() => quick.received.length === 1, 7_000)
    await Promise.all([...hung, quick].map((receiver) => receiver.close()))
  })

  it('that is gone is switched off, and can be switched on and sent what it missed', async () => {
    const site = (await aSite(service.deps)).slug
    let status = 410
    const receiver = await aReceiver((response) => {
      response.statusCode = status
      response.end()
    })
    const hook = await aHook(site, { url: receiver.url })
    await service.submit({}, { site })
    await until(async () => (await admin('GET', `${site}/webhooks/${hook.id}`)).body.parked === 1)
    expect((await admin('GET', `${site}/webhooks/${hook.id}`)).body).toMatchObject({
      disabledBecause: 'gone',
    })
    await service.submit({}, { site })
    await until(async () => (await eventsWaiting()) === 0)
    expect((await admin('POST', `${site}/webhooks/${hook.id}/replay`, {})).status).toBe(409)
    status = 200
    await admin('PATCH', `${site}/webhooks/${hook.id}`, { enabled: true })
    expect((await admin('POST', `${site}/webhooks/${hook.id}/replay`, {})).body).toEqual({ replayed: 1 })
    await until(async () => (await admin('GET', `${site}/webhooks/${hook.id}`)).body.parked === 0)
    await until(() => receiver.received.length === 2)
    await receiver.close()
  })
})

describe("an admin's view of webhooks", () => {
  it('shows the secret once and keeps it sealed', async () => {
    const hook = await aHook('news', { url: 'http://127.0.0.1:9/' })
    expect(hook.secret).toMatch(/^whsec_/)
    const list = JSON.stringify((await admin('GET', 'news/webhooks')).body)
    expect(list).toContain(hook.id)
    expect(list).not.toMatch(/whsec_|sealed/i)
    const [row] = await service.deps.db.query(
      (sql) => sql<{ sealed: string }[]>`select sealed_secret as sealed from webhooks where id = ${hook.id}`,
    )
    expect(row?.sealed).not.toContain(hook.secret.slice(6))
    expect((await admin('DELETE', `news/webhooks/${hook.id}`)).status).toBe(204)
    expect((await admin('GET', `news/webhooks/${hook.id}`)).status).toBe(404)
  })

  it('are at most twenty, however many are asked for at once', async () => {
    const { slug: site, id } = await aSite(service.deps)
    for (let n = 0; n < 18; n += 1) await aHook(site, { url: `http://127.0.0.1:9/${n}` })
    const answers = await service.deps.db.transaction(async (tx) => {
      await tx.query((sql) => sql`select from sites where id = ${id} for update`)
      const asked = Array.from({ length: 5 }, (_, n) =>
        admin('POST', `${site}/webhooks`, { url: `http://127.0.0.1:9/again/${n}` }),
      )
      await until(async () => (await waitingForLocks(service.deps.db)) === asked.length)
      return asked
    })
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, 201, 409, 409, 409])
  })

  it('is deleted a few thousand deliveries at a time, however many there are', async () => {
    const { db } = service.deps
    const site = await aSite(service.deps)
    const hook = await aHook(site.slug, { url: 'http://127.0.0.1:9/' })
    await db.query(
      (sql) => sql`
      insert into deliveries (site_id, webhook_id, event_id, type, article_id, version, data, occurred_at)
      select ${site.id}, ${hook.id}, gen_random_uuid(), 'comment.approved', gen_random_uuid(), 1, '{}', now()
      from generate_series(1, 12000)`,
    )
    await db.query((sql) =>
      sql`
      create table removals (n bigint);
      create function note_removal() returns trigger language plpgsql as
        'begin insert into removals select count(*) from gone; return null; end';
      create trigger note_removal after delete on deliveries referencing old table as gone
        for each statement execute function note_removal()`.simple(),
    )
    expect((await admin('DELETE', `${site.slug}/webhooks/${hook.id}`)).status).toBe(204)
    await until(
      async () => (await db.query((sql) => sql`select from webhooks where id = ${hook.id}`)).length === 0,
    )
    const [removed] = await db.query(
      (sql) =>
        sql<{ all: number; most: number }[]>`select sum(n)::int as all, max(n)::int as most from removals`,
    )
    expect(removed).toEqual({ all: 12_000, most: 5_000 })
    await db.query((sql) => sql`drop trigger note_removal on deliveries`)
  })

  it('is gone at once for everybody, whatever holds up the removal of what it was to be sent', async () => {
    const { db } = service.deps
    const { slug, id: siteId } = await aSite(service.deps)
    const receiver = await aReceiver()
    const hook = await aHook(slug, { url: receiver.url })
    const path = `${slug}/webhooks/${hook.id}`
    // A client without time limits: one of ours may let go before all of this is answered.
    const other = postgres(service.databaseUrl, { max: 1 })
    await other.begin(async (tx) => {
      await tx`lock table deliveries in exclusive mode`
      expect((await admin('DELETE', path)).status).toBe(204)
      expect((await admin('DELETE', path)).status).toBe(404)
      for (const act of ['secret', 'ping', 'replay'])
        expect((await admin('POST', `${path}/${act}`, {})).status, act).toBe(404)
      expect((await admin('PATCH', path, { enabled: true })).status).toBe(404)
      expect((await admin('GET', `${slug}/webhooks`)).body.items).toEqual([])
      await aHook(slug, { url: receiver.url, events: ['comment.withdrawn'] })
    })
    await other.end()
    await service.submit({}, { site: slug })
    await until(async () => (await eventsWaiting()) === 0)
    // The removal may have been given up meanwhile, and is tried again after some seconds.
    await until(
      async () => (await db.query((sql) => sql`select from webhooks where site_id = ${siteId}`)).length === 1,
      30_000,
    )
    expect(receiver.received).toEqual([])
    await receiver.close()
  })

  it.each([
    ['an address inside', { url: 'https://169.254.169.254/latest/' }, 'url'],
    ['plain http', { url: 'http://hooks.example/' }, 'url'],
    ['no address', { url: 'hello' }, 'url'],
    ['an event that there is not', { url: 'https://hooks.example/', events: ['comment.sold'] }, 'events.0'],
    ['an unknown member', { url: 'https://hooks.example/', secret: 'mine' }, 'secret'],
  ])('refuses %s at its field', async (_, body, field) => {
    const answer = await admin('POST', 'news/webhooks', body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].field).toBe(field)
  })

  it('tells what a receiver answers to a signed ping, also one that is switched off', async () => {
    const site = (await aSite(service.deps)).slug
    const receiver = await aReceiver((response) => response.writeHead(418).end())
    const hook = await aHook(site, { url: receiver.url })
    await admin('PATCH', `${site}/webhooks/${hook.id}`, { enabled: false })
    const path = `${site}/webhooks/${hook.id}/ping`
    expect(await admin('POST', path)).toEqual({
      status: 200,
      body: { status: 418, error: null, ms: expect.any(Number) },
    })
    const [pinged] = receiver.received
    expect(JSON.parse(pinged?.body ?? '')).toMatchObject({ type: 'webhook.ping', data: { site } })
    expect(pinged !== undefined && isSigned(hook.secret, pinged)).toBe(true)
    await receiver.close()
    expect((await admin('POST', path)).body).toMatchObject({ status: null, error: 'ECONNREFUSED' })
    expect((await admin('GET', `${site}/webhooks/${hook.id}/deliveries`)).body.items).toEqual([])
  })

  it('tells that a secret was kept with another key; a new one works, whatever the former', async () => {
    const receiver = await aReceiver()
    const [site, other] = [await aSite(service.deps), await aSite(service.deps)]
    const hook = await aHook(site.slug, { url: receiver.url })
    await aHook(other.slug, { url: receiver.url })
    await service.deps.db.query(
      (sql) => sql`
      update webhooks set sealed_secret = (select sealed_secret from webhooks where site_id = ${other.id})
      where site_id = ${site.id}`,
    )
    const path = `${site.slug}/webhooks/${hook.id}`
    const error = 'its secret was kept with another SECRET_KEY, so set it again'
    expect((await admin('POST', `${path}/ping`)).body).toMatchObject({ status: null, error })
    await service.submit({}, { site: site.slug })
    await until(async () => (await admin('GET', `${path}/deliveries`)).body.items[0]?.lastError === error)
    expect(receiver.received).toEqual([])
    const { body } = await admin('POST', `${path}/secret`, { overlapHours: 24 })
    expect((await admin('POST', `${path}/ping`)).body).toMatchObject({ status: 200 })
    expect(receiver.received.every((one) => isSigned(body.secret, one))).toBe(true)
    await receiver.close()
  })

  it("is for admins, and another site's webhook is nothing", async () => {
    const other = await aSite(service.deps)
    const hook = await aHook(other.slug, { url: 'http://127.0.0.1:9/' })
    expect((await admin('GET', 'news/webhooks', undefined, service.moderator)).status).toBe(403)
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { enabled: false }],
      ['DELETE', '', undefined],
      ['POST', '/secret', {}],
      ['POST', '/ping', undefined],
      ['POST', '/replay', {}],
      ['GET', '/deliveries', undefined],
    ] as const) {
      expect((await admin(method, `news/webhooks/${hook.id}${path}`, body)).status).toBe(404)
    }
  })
})
