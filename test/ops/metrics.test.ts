import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, aReport } from '../helpers/desk.ts'
import { aProxy } from '../helpers/proxy.ts'
import { aService, besides, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService({
    env: { CAPTCHA: 'turnstile', TURNSTILE_SITE_KEY: 'site', TURNSTILE_SECRET_KEY: 'secret' },
  })
})
afterAll(() => service.close())

/** The value of a series as Prometheus would read it; undefined when there is none. */
const figure = async (series: string) => {
  const text = await (await service.call('GET', '/metrics')).text()
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('the figures', () => {
  it.each([
    'postbag_refusals_total{code="internal"}',
    'postbag_refusals_total{code="unavailable"}',
    'postbag_webhook_deliveries_total{outcome="parked"}',
    'postbag_cdn_purges_total{outcome="failed"}',
    'postbag_jobs_total{kind="webhook",outcome="failed"}',
    'postbag_budget_brakes_total{side="approve",to="braked"}',
    'postbag_budget_braked{side="reject"}',
    'postbag_decisions_total{action="undo"}',
    'postbag_breaker_open{provider="turnstile"}',
    'postbag_outbox_oldest_age_seconds',
  ])('hold %s from the start, so that its first rise is seen', async (series) => {
    expect(await figure(series)).toBe(0)
  })

  it('count an answer 500 among the refusals, as internal', async () => {
    await service.deps.db.query((sql) => sql`alter table models rename to models_away`)
    const answer = await service.call(
      'GET',
      '/v1/admin/sites/news/models',
      undefined,
      service.as(service.admin),
    )
    await service.deps.db.query((sql) => sql`alter table models_away rename to models`)
    expect(answer.status).toBe(500)
    expect(await figure('postbag_refusals_total{code="internal"}')).toBe(1)
  })

  it('tell how long the oldest event waits for somebody to pass it on', async () => {
    const other = await aService()
    await other.submit()
    // As one to whom a receiver listens.
    await other.deps.db.query(
      (sql) => sql`
      update outbox set relayed_at = null, created_at = now() - interval '1 hour'`,
    )
    const text = await (await other.call('GET', '/metrics')).text()
    await other.close()
    expect(Number(/^postbag_outbox_oldest_age_seconds (.*)$/m.exec(text)?.[1])).toBeCloseTo(3_600, -2)
  })

  it('count all that waits at the desk, a reported comment from when it was reported', async () => {
    const other = await aService()
    const { id } = (await other.submit()).body.comment
    await aHeldComment(other)
    await other.deps.db.query(
      (sql) => sql`update comments set created_at = now() - interval '1 year' where id = ${id}`,
    )
    await aReport(other, id)
    await other.deps.db.query((sql) => sql`update reports set created_at = now() - interval '2 hours'`)
    const text = await (await other.call('GET', '/metrics')).text()
    await other.close()
    expect(/^postbag_queue_depth (.*)$/m.exec(text)?.[1]).toBe('2')
    expect(Number(/^postbag_queue_oldest_age_seconds (.*)$/m.exec(text)?.[1])).toBeCloseTo(7_200, -2)
  })

  it('of the queue are missing, not 0, until the database could be read, and the others are there', async () => {
    const reached = await aService()
    await aHeldComment(reached)
    const url = new URL(reached.databaseUrl)
    const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    proxy.refuse()
    const other = await besides(reached, { url: url.href })
    const told = async () => {
      const answer = await other.call('GET', '/metrics')
      expect(answer.status).toBe(200)
      const samples = (await answer.text()).matchAll(/^(postbag_(?:queue|outbox|db_pool)[^ ]*) (.+)$/gm)
      return Object.fromEntries([...samples].map(([, series, value]) => [series, Number(value)]))
    }
    const unread = await Promise.all([told(), told()])
    const since = Date.now() / 1_000
    proxy.heal()
    const read = await until(async () => {
      const figures = await told()
      return 'postbag_queue_depth' in figures && figures
    })
    await other.close()
    await proxy.close()
    await reached.close()
    for (const figures of unread) {
      expect(Object.keys(figures).filter((series) => !series.includes('db_pool'))).toEqual([])
      expect(figures).toMatchObject({ 'postbag_db_pool{what="max"}': 8 })
    }
    expect(read).toMatchObject({
      postbag_queue_depth: 1,
      postbag_queue_oldest_age_seconds: expect.any(Number),
      postbag_outbox_oldest_age_seconds: expect.any(Number),
    })
    expect(read['postbag_queue_read_timestamp_seconds']).toBeGreaterThanOrEqual(since)
  })
})
