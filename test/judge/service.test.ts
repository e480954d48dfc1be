import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJudges } from '../../src/judge/judges.ts'
import { listLessons } from '../../src/judge/queries.ts'
import { defineRefit, refitSite } from '../../src/judge/refit.ts'
import { createMetrics } from '../../src/metrics.ts'
import { findSite } from '../../src/sites/queries.ts'
import { asHolder, type Holder, recordOf } from '../helpers/desk.ts'
import { BAD, GOOD, lessonsOf, written } from '../helpers/lessons.ts'
import { aService, besides, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let mo: Holder
let ada: Holder
beforeAll(async () => {
  const budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02 }
  service = await aService({ policy: { budget, words: { builtIn: [] } }, jobs: true })
  mo = asHolder(service, service.moderator)
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const { send, decide, undo, verdictOf, modelInForce, newestModel } = lessonsOf(
  () => service,
  () => mo,
)

describe('the judge in the service', () => {
  it('leaves everything to the rules while nothing was decided', async () => {
    const row = await verdictOf(await send(GOOD))
    expect(row).toMatchObject({ action: 'hold', because: ['links'], probability: null, modelVersion: null })
  })

  it('learns from decisions, in the background, and then decides inside the budget', async () => {
    for (let i = 0; i < 160; i += 1)
      await decide(await send(i % 2 === 0 ? GOOD : BAD), i % 2 === 0 ? 'approve' : 'reject')
    await until(async () => (await modelInForce()) !== null)
    const good = await until(async () => {
      const row = await verdictOf(await send(GOOD))
      return row.modelVersion !== null && row.action === 'approve' ? row : undefined
    })
    expect(good.probability).toBeLessThan(0.2)
    expect(good.because).toEqual(['judge'])
    const bad = await until(async () => {
      const row = await verdictOf(await send(BAD))
      return row.action === 'reject' ? row : undefined
    })
    expect(bad).toMatchObject({ action: 'reject', status: 'rejected', because: ['judge'] })
    expect(bad.explanation?.some(({ feature, weight }) => BAD.includes(feature) && weight > 0)).toBe(true)
  })

  it('leaves to people what is written in words that nobody has taught it', async () => {
    const words = Array.from({ length: 12 }, (_, i) => `qxv${'aeiou'[i % 5]}zt${'nmrls'[i % 5]}${i}w`).join(
      ' ',
    )
    const { body } = await service.submit({ text: words })
    expect((await verdictOf(body.comment.id)).action).toBe('hold')
  })

  it('draws some of its own verdicts for a blind check, shown as if they were held', async () => {
    const audited = await until(async () => {
      const id = await send(GOOD)
      const [row] = await service.deps.db.query(
        (sql) => sql<{ audit: boolean; auditRate: number | null; status: string }[]>`
        select c.audit, v.audit_rate, c.status from comments c join verdicts v on v.site_id = c.site_id and v.comment_id = c.id
        where c.id = ${id}`,
      )
      return row?.audit === true ? { id, ...row } : undefined
    })
    expect(audited).toMatchObject({ status: 'approved' })
    expect(audited.auditRate).toBeGreaterThan(0.019)
    expect(await recordOf(mo, audited.id)).toMatchObject({
      comment: { status: 'pending' },
      verdict: { action: 'hold', audit: false },
    })
    await decide(audited.id, 'approve')
  })

  it('forgets a decision that was taken back', async () => {
    const before = (await listLessons(service.deps.db, service.site.id)).length
    const { body } = await service.submit({ text: `${written(BAD)} tell me at ada@example.org` })
    const decision = await decide(body.comment.id, 'reject')
    expect(await listLessons(service.deps.db, service.site.id)).toHaveLength(before + 1)
    await undo(decision)
    expect(await listLessons(service.deps.db, service.site.id)).toHaveLength(before)
  })

  it('learns what a job decided in bulk, and unlearns what one took back', async () => {
    const lessons = async () => {
      const { body } = await ada<{ budget: { lessons: number }[] }>('GET', '/v1/review/stats?site=news')
      return body.budget[0]?.lessons
    }
    await service.submit({ text: 'zebrawave qxvazt qxvent https://a.example/1 https://b.example/2' })
    await until(
      async () => (await lessons()) === (await listLessons(service.deps.db, service.site.id)).length,
    )
    const before = (await lessons()) ?? 0
    const match = { site: 'news', q: 'zebrawave' }
    const job = await mo<{ id: string }>('POST', '/v1/review/bulk', { match, action: 'approve' })
    expect(job.status).toBe(202)
    await until(async () => (await lessons()) === before + 1)
    await mo('POST', `/v1/review/bulk/${job.body.id}/undo`)
    await until(async () => (await lessons()) === before)
  })

  it('is asked when a policy is tried on the past: a wider budget for rejecting changes verdicts', async () => {
    const preview = async (wrongReject: number) => {
      const { status, body } = await ada<{ after: { reject: number; wrongReject: number } }>(
        'POST',
        '/v1/admin/sites/news/policy/preview',
        { budget: { wrongApprove: 0.05, wrongReject }, words: { builtIn: [] } },
      )
      expect(status).toBe(200)
      return body
    }
    const [off, on] = [await preview(0), await preview(0.05)]
    expect(off.after.reject).toBe(0)
    expect(on.after.reject).toBeGreaterThan(50)
    expect(on.after.wrongReject).toBeLessThanOrEqual(on.after.reject * 0.05)
  })

  it('is braked by blind checks that find it wrong, which the figures show', async () => {
    const budget = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.5 }
    const policy = { budget, words: { builtIn: [] }, limits: OPEN_LIMITS }
    expect((await ada('PUT', '/v1/admin/sites/news/policy', policy)).status).toBe(200)
    const isBraked = async () => {
      const figures = await (await service.call('GET', '/metrics')).text()
      return /^postbag_budget_braked\{side="approve"\} 1$/m.test(figures)
    }
    expect(await isBraked()).toBe(false)
    await until(async () => {
      const id = await send(GOOD)
      const [row] = await service.deps.db.query(
        (sql) =>
          sql<{ audit: boolean }[]>`select audit from comments where id = ${id} and status = 'approved'`,
      )
      if (row?.audit === true) await decide(id, 'reject')
      return isBraked()
    })
  })
})

describe('the judge, while nobody else makes fits of it,', () => {
  beforeAll(() => service.deps.jobs.stop())

  it('is the same in two processes, which learn each decision once, and again after a restart', async () => {
    const other = await besides(service)
    const figuresOf = async (process: { deps: Service['deps'] }) => {
      // With figures of their own: they go on hearing what is decided in the tests that follow.
      const deps = { ...process.deps, metrics: createMetrics() }
      const judges = createJudges(deps, defineRefit(deps))
      const site = await findSite(service.deps.db, 'news')
      if (site === undefined) throw new Error('no site')
      return judges.figures(site)
    }
    const here = await figuresOf(service)
    expect(await figuresOf(other)).toEqual(here)
    expect(here.lessons).toBe((await listLessons(service.deps.db, service.site.id)).length)
    await other.close()
  })

  it('tells once that a side runs again, also when its model is read anew', async () => {
    const figure = async (name: string) => {
      const figures = await (await service.call('GET', '/metrics')).text()
      return Number(
        figures
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')
          .at(-1) ?? 0,
      )
    }
    const isBraked = () => figure('postbag_budget_braked{side="approve"}')
    const released = () => figure('postbag_budget_brakes_total{side="approve",to="released"}')
    expect(await isBraked()).toBe(1)
    const before = await released()
    await refitSite(service.deps, service.site.id)
    for (let i = 0; i < 60; i += 1) await decide(await send(BAD), 'reject')
    await until(async () => (await isBraked()) === 0)
    expect(await released()).toBe(before + 1)
    const message = JSON.stringify(['model', service.site.id])
    const heard = new Promise<void>((resolve) => {
      service.deps.live.hear({
        onMessage: (payload) => (payload === message ? resolve() : undefined),
        onListening: () => undefined,
      })
    })
    await service.deps.db.query((sql) => sql`select pg_notify('postbag', ${message})`)
    await heard
    await send(BAD)
    expect(await released()).toBe(before + 1)
  })

  it('makes the same model again from the same decisions, to the byte, and keeps it once', async () => {
    await refitSite(service.deps, service.site.id)
    const before = await newestModel()
    await service.deps.db.query(
      (sql) =>
        sql`delete from models where site_id = ${service.site.id} and version = ${before?.version ?? 0}`,
    )
    await refitSite(service.deps, service.site.id)
    const again = await newestModel()
    expect(again?.lessons).toBe(before?.lessons)
    expect(Buffer.compare(again?.state as Buffer, before?.state as Buffer)).toBe(0)
    expect(await refitSite(service.deps, service.site.id)).toBeUndefined()
    expect((await newestModel())?.version).toBe(again?.version)
  })

  it('keeps one of two fits that were made at once', async () => {
    await decide(await send(GOOD), 'approve')
    const both = () => Promise.all([1, 2].map(() => refitSite(service.deps, service.site.id)))
    expect((await both()).filter((version) => version !== undefined)).toHaveLength(1)
  })

  it('can be put back to an earlier version, and follows the newest again', async () => {
    const path = '/v1/admin/sites/news/models'
    const put = (version: number | null) => ada('PUT', `${path}/in-force`, { version })
    type Listed = { items: { version: number; isInForce: boolean }[] }
    const { items } = (await ada<Listed>('GET', `${path}?limit=100`)).body
    const oldest = items.at(-1)?.version as number
    expect(items.length).toBeGreaterThan(1)
    expect(items.filter(({ isInForce }) => isInForce)).toHaveLength(1)
    expect((await put(oldest)).body).toEqual({ version: oldest })
    await until(async () => (await verdictOf(await send(GOOD))).modelVersion === oldest)
    await refitSite(service.deps, service.site.id)
    expect(await modelInForce()).toBe(oldest)
    expect((await put(99_999)).status).toBe(404)
    const newest = (await newestModel())?.version as number
    // Whatever was decided by chance in the tests before: its trial may have found it worse than the one before it.
    await service.deps.db.query(
      (sql) =>
        sql`update models set is_accepted = true where site_id = ${service.site.id} and version = ${newest}`,
    )
    await put(null)
    expect(newest).toBeGreaterThan(oldest)
    expect(await modelInForce()).toBe(newest)
  })

  it('put back to an earlier version, asks for no fit because of a decision taken back that the newest fit knows to be', async () => {
    const decision = await decide(await send(GOOD), 'reject')
    await refitSite(service.deps, service.site.id)
    const older = (await newestModel())?.version as number
    await undo(decision)
    await refitSite(service.deps, service.site.id)
    await service.deps.db.query(
      (sql) => sql`
      with earlier as (update models set through = now() - interval '3 hours' where site_id = ${service.site.id} and version = ${older})
      update decisions set created_at = now() - interval '2 hours' where undoes = ${decision}`,
    )
    await service.deps.db.query(
      (sql) => sql`update sites set model_version = ${older} where id = ${service.site.id}`,
    )
    const asked: unknown[] = []
    const ask = async (_: unknown, data: unknown) => void asked.push(data)
    const judges = createJudges(service.deps, Object.assign(ask, { many: ask, open: async () => {} }))
    const site = await findSite(service.deps.db, 'news')
    const figures = site && (await judges.figures(site))
    expect(figures?.modelVersion).toBe(older)
    expect(figures?.lessons).toBe((await listLessons(service.deps.db, service.site.id)).length)
    expect(asked).toEqual([])
  })
})
