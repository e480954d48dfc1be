import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitingForLocks } from '../helpers/database.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'
import { hookDesk, isSigned } from '../helpers/webhooks.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
})
afterAll(() => service.close())

const { admin, aHook, eventsWaiting } = hookDesk(() => service)

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
