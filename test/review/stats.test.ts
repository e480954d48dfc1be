import { expect, it } from 'vitest'
import type { Figures } from '../../src/review/insight/figures.ts'
import { sampleQueues } from '../../src/review/insight/samples.ts'
import { aHeldComment, aReport, asHolder } from '../helpers/desk.ts'
import { aService, aSite } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

it('says how deep and old the queue is, what was decided by whom, and what the checks were worth', async () => {
  const service = await aService()
  const mo = asHolder(service, service.moderator)
  const site = (await aSite(service.deps)).slug
  const reported = (await service.submit({}, { site })).body.comment.id
  await aReport(service, reported)
  const [wrong, right] = [
    await aHeldComment(service, {}, { site }),
    await aHeldComment(service, {}, { site }),
  ]
  await aHeldComment(service, {}, { site, article: 'port' })
  await mo('PUT', `/v1/review/comments/${wrong.id}/decision`, { action: 'approve', version: 1 })
  await mo('PUT', `/v1/review/comments/${right.id}/decision`, {
    action: 'reject',
    reason: 'spam',
    version: 1,
  })
  // Within one hour, also when another begins between the two.
  await service.deps.db.query((sql) => sql`update decisions set created_at = date_trunc('hour', now())`)
  await mo('POST', '/v1/review/claims', { site, count: 1 })
  const { status, body } = await mo('GET', `/v1/review/stats?site=${site}&days=1`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    queue: { depth: 2, reported: 1, claimed: 1, oldestAt: expect.any(String) },
    decisions: {
      approve: 1,
      reject: 1,
      undo: 0,
      perHour: [{ approve: 1, reject: 1 }],
      perModerator: [{ name: 'Mo Derator', approve: 1, reject: 1 }],
    },
    automation: { approve: 1, hold: 3, reject: 0, share: 0.25 },
    reasons: [{ reason: 'spam', count: 1 }],
    signals: [{ check: 'links', marked: 2, rejected: 1, precision: 0.5 }],
    articles: expect.arrayContaining([{ site, key: 'port', title: null, pending: 1 }]),
    budget: [
      {
        site,
        modelVersion: null,
        lessons: expect.any(Number),
        thresholds: { approveBelow: null, rejectAbove: null },
        approve: {
          checked: 0,
          wrong: 0,
          rate: null,
          atMost: null,
          isBraked: false,
          byRules: { checked: 0, wrong: 0 },
          limit: 0.01,
          sentence: 'nothing checked yet',
        },
        reject: { checked: 0, limit: 0 },
        waiting: 0,
      },
    ],
  })
  expect((body['queue'] as { oldestAgeSeconds: number }).oldestAgeSeconds).toBeGreaterThanOrEqual(0)
  expect((await mo('GET', '/v1/review/stats?days=91')).status).toBe(400)
  await service.close()
})

it('tells since when a comment waits that was reported long after it was written', async () => {
  const service = await aService()
  const mo = asHolder(service, service.moderator)
  const { id } = (await service.submit()).body.comment
  await service.deps.db.query((sql) => sql`update comments set created_at = now() - interval '1 year'`)
  await aReport(service, id)
  const hour = 3_600
  const oldest = async () =>
    (await mo<{ queue: { oldestAgeSeconds: number } }>('GET', '/v1/review/stats')).body.queue.oldestAgeSeconds
  expect(await oldest()).toBeLessThan(hour)
  await sampleQueues(service.deps.db)
  const { queue } = (await mo<Figures>('GET', '/v1/review/figures?days=1')).body
  expect(Math.max(...queue.oldestSeconds.map((seconds) => seconds ?? 0))).toBeLessThan(hour)
  await service.close()
})

it('counts checks of what the careful rules approved until what the judge approved has been checked', async () => {
  const service = await aService()
  const mo = asHolder(service, service.moderator)
  const { slug: site } = await aSite(service.deps)
  const check = async (because: readonly string[], action: 'approve' | 'reject') => {
    const { id } = (await service.submit({}, { site })).body.comment
    await service.deps.db.query(
      (sql) => sql`
      with drawn as (update comments set audit = true where id = ${id})
      update verdicts set audit = true, audit_rate = 0.1, because = ${[...because]} where comment_id = ${id}`,
    )
    const decision = { action, version: 1, ...(action === 'reject' && { reason: 'spam' }) }
    expect((await mo('PUT', `/v1/review/comments/${id}/decision`, decision)).status).toBe(200)
  }
  type Side = { readonly sentence: string; readonly [key: string]: unknown }
  const approved = async () =>
    (await mo<{ budget: { approve: Side }[] }>('GET', `/v1/review/stats?site=${site}`)).body.budget[0]
      ?.approve
  await check([], 'reject')
  await check([], 'approve')
  await until(async () => (await approved())?.['checked'] === 2)
  expect(await approved()).toMatchObject({ wrong: 1, byRules: { checked: 2, wrong: 1 } })
  await check(['judge'], 'approve')
  await until(async () => (await approved())?.['checked'] === 1)
  const { sentence, ...told } = (await approved()) ?? { sentence: '' }
  expect(told).toMatchObject({ checked: 1, wrong: 0, byRules: { checked: 2, wrong: 1 } })
  expect(sentence).toBe('1 checked, 0 wrong: 0 %, at most 95 %')
  await service.close()
})
