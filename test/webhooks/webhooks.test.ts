import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { type Answer, aService, aSite, type Service } from '../helpers/service.ts'
import { soon, until } from '../helpers/until.ts'
import { type Hook, hookDesk, isSigned } from '../helpers/webhooks.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
})
afterAll(() => service.close())

const { admin, aHook, eventsWaiting } = hookDesk(() => service)

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
