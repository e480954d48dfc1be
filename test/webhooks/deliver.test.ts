import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeliveryRef, deliver, type Outcome } from '../../src/webhooks/deliver.ts'
import { MAX_ATTEMPTS } from '../../src/webhooks/schedule.ts'
import { fairClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => service.close())

/** One event on its way to this address, with nothing that takes it there by itself. */
async function aDelivery(url: string): Promise<DeliveryRef> {
  const { db } = service.deps
  const site = await aSite(service.deps)
  const path = `/v1/admin/sites/${site.slug}/webhooks`
  const made = await service.call('POST', path, { url }, service.as(service.admin))
  const { id: webhookId } = (await made.json()) as { id: string }
  const { body } = await service.submit({}, { site: site.slug })
  const [event] = await db.query(
    (sql) => sql<{ eventId: string }[]>`
    insert into deliveries (site_id, webhook_id, event_id, type, article_id, comment_id, version, data, occurred_at)
    select site_id, ${webhookId}, id, type, article_id, comment_id, version, data, created_at from outbox
    where comment_id = ${body.comment.id}
    returning event_id`,
  )
  return { siteId: site.id, webhookId, eventId: event?.eventId ?? '' }
}

async function attempt(ref: DeliveryRef): Promise<Outcome & { readonly planned: readonly Date[] }> {
  const planned: Date[] = []
  const outcome = await deliver(service.deps, ref, {
    signal: new AbortController().signal,
    again: async (_, { at }) => void planned.push(at),
  })
  return { ...outcome, planned }
}

async function stateOf({ eventId }: DeliveryRef) {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ state: string; attempts: number; lastAt: Date | null; disabled: string | null }[]>`
    select d.state, d.attempts, d.last_at, w.disabled_because as disabled from deliveries d
    join webhooks w on w.site_id = d.site_id and w.id = d.webhook_id where d.event_id = ${eventId}`,
  )
  return row
}

type Row = {
  readonly id: string
  readonly why: string
  readonly expect: string
  readonly receiver: {
    readonly status?: number
    readonly location?: string
    readonly headers?: Record<string, string>
    readonly fault?: 'refused' | 'reset-in-body' | 'tls'
    readonly drip_ms?: number
    readonly body?: string
    readonly content_encoding?: string
    readonly status_sequence?: readonly number[]
  }
}

function play(receiver: Row['receiver'], response: ServerResponse): void {
  const { status = 200, location, headers = {}, body = '', content_encoding: encoding } = receiver
  if (receiver.drip_ms !== undefined) {
    response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ')
    return
  }
  if (receiver.fault === 'reset-in-body') {
    response.writeHead(status, { 'content-length': '1000' })
    response.write('half of i', () => response.socket?.resetAndDestroy())
    return
  }
  response.writeHead(receiver.status_sequence?.[0] ?? status, {
    ...headers,
    ...(location && { location }),
    ...(encoding && { 'content-encoding': encoding }),
  })
  response.end(body)
}

function expected(text: string): Outcome['kind'] {
  if (text.startsWith('delivered')) return 'delivered'
  if (text.startsWith('stop for good')) return 'gone'
  return 'again'
}

describe('a receiver', () => {
  const rows = hostileRows<Row>('receivers')
  it.skipIf(rows.length === 0).each(rows)('$id: $why', async ({ receiver, expect: text }) => {
    const server = await aReceiver((response) => play(receiver, response))
    const url = receiver.fault === 'tls' ? server.url.replace('http:', 'https:') : server.url
    const ref = await aDelivery(url)
    if (receiver.fault === 'refused') await server.close()
    const waited = fairClock()
    const outcome = await attempt(ref)
    expect(outcome.kind).toBe(expected(text))
    expect(waited()).toBeLessThan(11_000)
    if (receiver.fault !== 'refused' && receiver.fault !== 'tls') expect(server.received).toHaveLength(1)
    if (outcome.kind === 'again') {
      expect(outcome.planned).toEqual([outcome.at])
      expect(outcome.at.getTime() - Date.now()).toBeLessThan(7_000)
    }
    if (receiver.fault !== 'refused') await server.close()
  })

  it('that answers without end is cut off and tried again', async () => {
    const server = await aReceiver((response) => {
      response.on('error', () => {})
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const outcome = await attempt(await aDelivery(server.url))
    expect(outcome).toMatchObject({ kind: 'again', why: 'answered too much' })
    await server.close()
  })

  it('that fails for days is parked at last, visibly, and nothing more is planned', async () => {
    const server = await aReceiver((response) => {
      response.statusCode = 503
      response.end()
    })
    const ref = await aDelivery(server.url)
    for (let n = 1; n < MAX_ATTEMPTS; n += 1) expect((await attempt(ref)).kind).toBe('again')
    expect(await attempt(ref)).toMatchObject({ kind: 'parked', why: 'answered 503', planned: [] })
    expect(await stateOf(ref)).toMatchObject({ state: 'parked', attempts: MAX_ATTEMPTS, disabled: null })
    expect((await attempt(ref)).kind).toBe('settled')
    expect(server.received).toHaveLength(MAX_ATTEMPTS)
    await server.close()
  })

  it('that is switched off is sent nothing, and what came up meanwhile waits to be replayed', async () => {
    const server = await aReceiver((response) => void response.end())
    const ref = await aDelivery(server.url)
    await service.deps.db.query(
      (sql) => sql`
      update webhooks set disabled_at = now(), disabled_because = 'admin' where id = ${ref.webhookId}`,
    )
    expect((await attempt(ref)).kind).toBe('settled')
    expect(await stateOf(ref)).toMatchObject({ state: 'parked', attempts: 0, lastAt: expect.any(Date) })
    expect(server.received).toHaveLength(0)
    await server.close()
  })

  it('whose name leads inside by now is not called', async () => {
    const ref = await aDelivery('http://127.0.0.1:9/')
    await service.deps.db.query(
      (sql) => sql`update webhooks set url = 'https://169.254.169.254/' where id = ${ref.webhookId}`,
    )
    expect(await attempt(ref)).toMatchObject({
      kind: 'again',
      why: 'This address is not on the public internet.',
    })
  })

  it('with a wish for a pause is left alone that long', async () => {
    const server = await aReceiver((response) => {
      response.writeHead(429, { 'retry-after': '600' })
      response.end()
    })
    const outcome = await attempt(await aDelivery(server.url))
    expect(outcome.kind === 'again' && outcome.at.getTime() - Date.now()).toBeGreaterThan(590_000)
    await server.close()
  })
})
