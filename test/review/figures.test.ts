import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Figures } from '../../src/review/insight/figures.ts'
import { sampleQueues } from '../../src/review/insight/samples.ts'
import { aHeldComment, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const decide = (id: string, action: string) =>
  mo('PUT', `/v1/review/comments/${id}/decision`, {
    action,
    version: 1,
    ...(action === 'reject' && { reason: 'spam' }),
  })

describe('figures over time', () => {
  it('have a value for each moment: queue, decisions, verdicts, moderators, budget', async () => {
    const site = (await aSite(service.deps)).slug
    const checked = (await service.submit({}, { site })).body.comment.id
    await service.deps.db.query(
      (sql) => sql`
      with drawn as (update comments set audit = true where id = ${checked})
      update verdicts set audit = true, audit_rate = 0.1 where comment_id = ${checked}`,
    )
    const held = await aHeldComment(service, {}, { site })
    // Within one hour, also when another begins between the two.
    await service.deps.db.query((sql) => sql`update verdicts set created_at = date_trunc('hour', now())`)
    await sampleQueues(service.deps.db)
    await decide(checked, 'reject')
    await decide(held.id, 'approve')
    const { status, body } = await mo<Figures>('GET', `/v1/review/figures?site=${site}&days=1`)
    expect(status).toBe(200)
    expect(body.bucket).toBe('hour')
    expect(body.at).toHaveLength(25)
    const lists = [
      body.queue.depth,
      body.queue.oldestSeconds,
      ...Object.values(body.decisions),
      ...Object.values(body.verdicts),
      body.share,
      ...body.moderators.map(({ decisions }) => decisions),
      ...body.budget.flatMap(({ checked, wrong, rate, atMost }) => [checked, wrong, rate, atMost]),
    ]
    for (const list of lists) expect(list).toHaveLength(25)
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0)
    expect(body.queue.depth.filter((depth) => depth !== null)).toEqual([2])
    expect([sum(body.decisions.approve), sum(body.decisions.reject)]).toEqual([1, 1])
    expect([sum(body.verdicts.approve), sum(body.verdicts.hold)]).toEqual([1, 1])
    expect(body.share.filter((share) => share !== null)).toEqual([0.5])
    expect(body.moderators).toMatchObject([{ name: 'Mo Derator' }])
    expect(body.budget).toMatchObject([{ site, limit: 0.01 }])
    expect([sum(body.budget[0]?.checked ?? []), sum(body.budget[0]?.wrong ?? [])]).toEqual([1, 1])
    expect(body.budget[0]?.rate.at(-1)).toBe(1)
  })

  it('go by the day over a longer time', async () => {
    const { body } = await mo<Figures>('GET', '/v1/review/figures?days=30')
    expect(body.bucket).toBe('day')
    expect(body.at).toHaveLength(31)
    expect(body.at.every((at) => String(at).endsWith('T00:00:00.000Z'))).toBe(true)
  })

  it('sample a queue that has run empty once more, as empty', async () => {
    const site = await aSite(service.deps)
    const held = await aHeldComment(service, {}, { site: site.slug })
    await sampleQueues(service.deps.db)
    await decide(held.id, 'approve')
    await sampleQueues(service.deps.db)
    await sampleQueues(service.deps.db)
    const rows = await service.deps.db.query(
      (sql) =>
        sql<{ depth: number }[]>`select depth from queue_samples where site_id = ${site.id} order by at`,
    )
    expect(rows.map(({ depth }) => depth)).toEqual([1, 0])
  })
})
