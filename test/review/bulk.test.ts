import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defineBulk, workOn } from '../../src/review/bulk/work.ts'
import { aHeldComment, aModerator, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { manyHeld } from '../helpers/held.ts'
import { aService, aSite, type Service, words } from '../helpers/service.ts'

type Job = {
  readonly id: string
  readonly state: string
  readonly total: number
  readonly done: number
  readonly skipped: number
  readonly undoneBy: string | null
}

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService({ jobs: true })
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const aWave = async (count: number) => {
  const { slug: site, id: siteId } = await aSite(service.deps)
  const spam: string[] = []
  for (let i = 0; i < count; i += 1) {
    const text = `${words()} https://shop${i % 3}.spam.example/ ${words()} https://x${i}.example/`
    spam.push((await aHeldComment(service, { name: 'Sam', text }, { site })).id)
  }
  const innocent = (await aHeldComment(service, { name: 'Kim' }, { site })).id
  const match = { site, domain: 'spam.example' }
  return { site, siteId, spam, innocent, match }
}

const start = (body: Record<string, unknown>, who = mo) => who<Job>('POST', '/v1/review/bulk', body)
const reject = (match: object) => start({ match, action: 'reject', reason: 'spam' })
const ended = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await mo<Job>('GET', `/v1/review/bulk/${id}`)
      expect(['done', 'stopped', 'failed']).toContain(body.state)
      return body
    },
    { timeout: 20_000, interval: 50 },
  )
const statuses = async (siteId: string) => {
  const rows = await service.deps.db.query(
    (sql) =>
      sql<{ status: string; n: number }[]>`
      select status, count(*)::int as n from comments where site_id = ${siteId} group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

describe('a decision on everything that matches', () => {
  it('is shown before it is made, with examples', async () => {
    const { match } = await aWave(5)
    const { status, body } = await mo('POST', '/v1/review/bulk/preview', { match })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      total: 5,
      capped: false,
      authors: 1,
      articles: 1,
      reasons: expect.arrayContaining([{ reason: 'spam', count: expect.any(Number) }]),
    })
    expect((body['sample'] as Item[]).map(({ comment }) => comment.author.name)).toEqual(Array(5).fill('Sam'))
  })

  it('is shown also where looking through the queue takes longer than other requests may', async () => {
    const slow = await aService()
    const { db } = slow.deps
    await manyHeld(db, slow.site.id, 8)
    await db.query((sql) =>
      sql`
      alter table verdicts rename to judged;
      create view verdicts as select judged.* from judged cross join lateral (
        select pg_sleep(case when current_query() like '%reasons as (%' then 0.4 else 0 end)) as taken
      `.simple(),
    )
    const call = asHolder(slow, slow.moderator)
    const match = { site: slow.site.slug, q: 'wave' }
    const { status, body } = await call('POST', '/v1/review/bulk/preview', { match })
    expect([status, body['total']]).toEqual([200, 8])
    await slow.close()
  })

  it('is made in the background, reported, and leaves the rest alone', async () => {
    const { siteId, spam, match } = await aWave(5)
    const { status, body } = await start({ match, action: 'reject', reason: 'spam', note: 'wave', total: 5 })
    expect(status).toBe(202)
    expect(body).toMatchObject({ match, total: 5, createdBy: 'Mo Derator', undoneBy: null })
    expect(await ended(body.id)).toMatchObject({ state: 'done', done: 5, skipped: 0 })
    expect(await statuses(siteId)).toEqual({ pending: 1, rejected: 5 })
    const record = await mo('GET', `/v1/review/comments/${spam[0]}`)
    expect(record.body).toMatchObject({
      comment: { status: 'rejected', reason: 'spam' },
      version: 2,
      decisions: [{ action: 'reject', reason: 'spam', note: 'wave', statement: { reason: 'spam' } }],
    })
    const [events] = await service.deps.db.query(
      (sql) => sql<{ n: number }[]>`
      select count(*)::int as n from outbox where site_id = ${siteId} and type = 'comment.rejected'`,
    )
    expect(events?.n).toBe(5)
  })

  it('is taken back as a whole, but for what changed since, once', async () => {
    const { siteId, spam, match } = await aWave(4)
    const { body } = await reject(match)
    await ended(body.id)
    await mo('PUT', `/v1/review/comments/${spam[0]}/decision`, { action: 'approve', version: 2 })
    const undone = await mo<Job>('POST', `/v1/review/bulk/${body.id}/undo`)
    expect(undone.status).toBe(202)
    expect(await ended(undone.body.id)).toMatchObject({ state: 'done', total: 4, done: 3, skipped: 1 })
    expect(await statuses(siteId)).toEqual({ approved: 1, pending: 4 })
    expect((await mo('POST', `/v1/review/bulk/${body.id}/undo`)).status).toBe(409)
    expect((await mo('POST', `/v1/review/bulk/${undone.body.id}/undo`)).status).toBe(409)
    expect((await mo<Job>('GET', `/v1/review/bulk/${body.id}`)).body.undoneBy).toBe(undone.body.id)
  })

  it('counts right whatever answers what, there and back', async () => {
    const { slug: site, id: siteId } = await aSite(service.deps)
    const parent = (await service.submit({ name: 'Ann' }, { site })).body.comment.id
    const reply = (await service.submit({ name: 'Sam', parentId: parent }, { site })).body.comment.id
    await service.submit({ name: 'Bob', parentId: reply }, { site })
    const other = (await service.submit({ name: 'Sam' }, { site })).body.comment.id
    await service.submit({ name: 'Eve', parentId: other }, { site })
    await service.deps.db.query(
      (sql) =>
        sql`update comments set report_count = 1, report_weight = 0.5 where site_id = ${siteId} and name in ('Sam', 'Ann')`,
    )
    const figures = async () => {
      const [row] = await service.deps.db.query(
        (sql) => sql<{ count: number; visible: number; replies: number[]; shown: number[] }[]>`
        select (select comment_count from articles where site_id = ${siteId}) as count,
          (select count(*)::int from comments where site_id = ${siteId} and visible) as visible,
          (select array_agg(reply_count order by id) from comments where site_id = ${siteId}) as replies,
          (select array_agg((select count(*)::int from comments r where r.site_id = c.site_id and r.shown_under_id = c.id
            and r.visible) order by id) from comments c where c.site_id = ${siteId}) as shown`,
      )
      expect(row?.count).toBe(row?.visible)
      expect(row?.replies).toEqual(row?.shown)
      return row?.count
    }
    expect(await figures()).toBe(5)
    const { body } = await reject({ site, reason: 'reported' })
    await ended(body.id)
    expect(await figures()).toBe(0)
    const undone = await mo<Job>('POST', `/v1/review/bulk/${body.id}/undo`)
    await ended(undone.body.id)
    expect(await figures()).toBe(5)
  })

  it('passes over what a colleague has in hand', async () => {
    const { spam, match } = await aWave(3)
    const nora = await aModerator(service)
    expect((await nora.call('PUT', `/v1/review/claims/${spam[1]}`)).status).toBe(200)
    const { body } = await reject(match)
    expect(await ended(body.id)).toMatchObject({ done: 2, skipped: 1 })
    expect((await mo<Item>('GET', `/v1/review/comments/${spam[1]}`)).body.comment.status).toBe('pending')
  })

  it('goes on where it was cut off', async () => {
    const idle = await aService()
    const site = idle.site
    await manyHeld(idle.deps.db, site.id, 450)
    const call = asHolder(idle, idle.moderator)
    const { body } = await call<Job>('POST', '/v1/review/bulk', {
      match: { site: site.slug, q: 'wave' },
      action: 'approve',
    })
    expect(body).toMatchObject({ state: 'waiting', total: 450, done: 0 })
    let looks = 0
    const afterOne = () => {
      looks += 1
      return looks > 1
    }
    expect(await workOn(idle.deps, body.id, afterOne)).toBe('unfinished')
    const cut = await call<Job>('GET', `/v1/review/bulk/${body.id}`)
    expect(cut.body).toMatchObject({ state: 'running', done: 200 })
    const both = await Promise.all([
      workOn(idle.deps, body.id, () => false),
      workOn(idle.deps, body.id, () => false),
    ])
    expect(both).toEqual(['over', 'over'])
    const over = await call<Job>('GET', `/v1/review/bulk/${body.id}`)
    expect(over.body).toMatchObject({ state: 'done', done: 450, skipped: 0 })
    const [figures] = await idle.deps.db.query(
      (sql) => sql<{ decided: number; shown: number }[]>`
      select (select count(distinct comment_id)::int from decisions) as decided,
        (select sum(comment_count)::int from articles where site_id = ${site.id}) as shown`,
    )
    expect(figures).toEqual({ decided: 450, shown: 450 })
    await idle.close()
  })

  it('is counted once, also where a part of it was undone by the database and done again', async () => {
    const idle = await aService()
    const { deps, site } = idle
    await manyHeld(deps.db, site.id, 3)
    const call = asHolder(idle, idle.moderator)
    const order = { match: { site: site.slug, q: 'wave' }, action: 'approve' }
    const { body } = await call<Job>('POST', '/v1/review/bulk', order)
    const lost: typeof deps.db.transaction = (work, options) =>
      deps.db.transaction(async (tx) => {
        await work(tx)
        throw new Error('the connection was lost before the end')
      }, options)
    const cutOff = { ...deps, db: { ...deps.db, transaction: lost } }
    await expect(workOn(cutOff, body.id, () => false)).rejects.toThrow('lost')
    expect(await workOn(deps, body.id, () => false)).toBe('over')
    const { values } = await deps.metrics.decisions.get()
    expect(values.find(({ labels }) => labels.action === 'approve')?.value).toBe(3)
    await idle.close()
  })

  it('has failed once it was tried in vain for the last time', async () => {
    const idle = await aService()
    await manyHeld(idle.deps.db, idle.site.id, 3)
    const call = asHolder(idle, idle.moderator)
    const order = { match: { site: 'news', q: 'wave' }, action: 'approve' }
    const { id } = (await call<Job>('POST', '/v1/review/bulk', order)).body
    const define = vi.fn()
    const db = { ...idle.deps.db, transaction: () => Promise.reject(new Error('broken')) }
    defineBulk({ ...idle.deps, db, jobs: { define } } as never)
    for (const [attempt, state] of Object.entries({ 100: 'waiting', 101: 'failed' })) {
      const running = { attempt: Number(attempt), signal: new AbortController().signal }
      await expect(define.mock.lastCall?.[0].run({ jobId: id }, running)).rejects.toThrow('broken')
      expect((await call<Job>('GET', `/v1/review/bulk/${id}`)).body.state).toBe(state)
    }
    await idle.close()
  })

  it('ends with the rights of who asked for it, or when it is stopped', async () => {
    const idle = await aService()
    await manyHeld(idle.deps.db, idle.site.id, 3)
    const [nora, admin] = [await aModerator(idle), asHolder(idle, idle.admin)]
    const match = { site: 'news', q: 'wave' }
    const begin = async () =>
      (await nora.call<Job>('POST', '/v1/review/bulk', { match, action: 'approve' })).body.id
    const otto = await aModerator(idle, { siteIds: [idle.site.id] })
    const moved = (await otto.call<Job>('POST', '/v1/review/bulk', { match, action: 'approve' })).body.id
    const elsewhere = await aSite(idle.deps)
    await idle.deps.db.query(
      (sql) => sql`update tokens set site_ids = ${[elsewhere.id]}::uuid[] where id = ${otto.id}`,
    )
    const [stopped, orphaned] = [await begin(), await begin()]
    expect((await admin<Job>('POST', `/v1/review/bulk/${stopped}/stop`)).body.state).toBe('stopped')
    await admin('DELETE', `/v1/admin/tokens/${nora.id}`)
    for (const id of [stopped, orphaned, moved]) {
      expect(await workOn(idle.deps, id, () => false)).toBe('over')
      const { body } = await admin<Job>('GET', `/v1/review/bulk/${id}`)
      expect(body).toMatchObject({ state: 'stopped', done: 0, endedAt: expect.any(String) })
    }
    await idle.close()
  })

  it('is refused when clearly more match than were seen, or none', async () => {
    const { site, match } = await aWave(25)
    const surprised = await start({ match, action: 'reject', reason: 'spam', total: 2 })
    expect(surprised.status).toBe(409)
    expect(surprised.body).toMatchObject({ total: 25 })
    expect((await reject({ site, domain: 'nothing.example' })).status).toBe(409)
    expect((await mo<{ items: Job[] }>('GET', '/v1/review/bulk?limit=1')).body.items[0]?.total).not.toBe(25)
  })

  it.each([
    ['a match without a filter', { match: {}, action: 'approve' }, 'match'],
    ['a whole site', { match: { site: 'news' }, action: 'approve' }, 'match'],
    ['a reject without a reason', { match: { q: 'x' }, action: 'reject' }, 'reason'],
    ['an unknown member of the match', { match: { q: 'x', name: 'y' }, action: 'approve' }, 'match.name'],
    ['an unknown action', { match: { q: 'x' }, action: 'delete' }, 'action'],
  ])('is refused for %s', async (_, body, field) => {
    const { status, body: problem } = await start(body)
    expect(status).toBe(422)
    expect(problem).toMatchObject({ errors: [{ field }] })
  })

  it('is seen, stopped and taken back only within the sites it reaches', async () => {
    const { match } = await aWave(2)
    const { body } = await reject(match)
    await ended(body.id)
    const { call } = await aModerator(service, { siteIds: [service.site.id] })
    for (const [method, path] of [
      ['GET', `/v1/review/bulk/${body.id}`],
      ['POST', `/v1/review/bulk/${body.id}/stop`],
      ['POST', `/v1/review/bulk/${body.id}/undo`],
    ] as const)
      expect((await call(method, path)).status).toBe(404)
    expect((await call('POST', '/v1/review/bulk/preview', { match })).status).toBe(404)
    expect((await call<{ items: Job[] }>('GET', '/v1/review/bulk')).body.items).toEqual([])
    expect((await mo('POST', `/v1/review/bulk/${body.id}/stop`)).status).toBe(409)
  })
})
