import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitingForLocks } from '../helpers/database.ts'
import { aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

type View = { readonly id: string; readonly name: string; readonly [key: string]: unknown }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const save = (who: Holder, body: Record<string, unknown>) => who<View>('POST', '/v1/review/views', body)
const names = async (who: Holder) =>
  (await who<{ items: View[] }>('GET', '/v1/review/views')).body.items.map(({ name }) => name)

describe('saved views', () => {
  it('keep a filter under a name, for oneself', async () => {
    const query = { site: 'news', reason: 'reported', sort: 'oldest' }
    const { status, body } = await save(mo, { name: 'Old reports', query })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Old reports',
      site: 'news',
      query,
      shared: false,
      createdBy: 'Mo Derator',
      createdAt: expect.any(String),
      mine: true,
    })
    expect(await names(mo)).toContain('Old reports')
    expect(await names((await aModerator(service)).call)).not.toContain('Old reports')
  })

  it('are shared with colleagues on the same site, and removed by their owner or an admin', async () => {
    const elsewhere = await aSite(service.deps)
    const [colleague, stranger] = [
      await aModerator(service, { siteIds: [service.site.id] }),
      await aModerator(service, { siteIds: [elsewhere.id] }),
    ]
    const { body } = await save(mo, { name: 'Ours', query: { site: 'news', q: 'bridge' }, shared: true })
    const own = await save(colleague.call, { name: 'Theirs', query: { q: 'x' }, shared: true })
    expect(await names(colleague.call)).toEqual(expect.arrayContaining(['Ours', 'Theirs']))
    expect(await names(stranger.call)).toEqual([])
    expect((await colleague.call('DELETE', `/v1/review/views/${body.id}`)).status).toBe(404)
    expect((await mo('DELETE', `/v1/review/views/${body.id}`)).status).toBe(204)
    const ada = asHolder(service, service.admin)
    expect((await ada('DELETE', `/v1/review/views/${own.body.id}`)).status).toBe(204)
    expect((await ada('DELETE', `/v1/review/views/${randomUUIDv7()}`)).status).toBe(404)
  })

  it.each([
    ['no name', { name: ' ', query: {} }, 'name'],
    ['an unknown sort', { name: 'x', query: { sort: 'worst' } }, 'query.sort'],
    ['an unknown filter', { name: 'x', query: { colour: 'red' } }, 'query.colour'],
  ])('are refused for %s', async (_, body, field) => {
    const answer = await save(mo, body)
    expect(answer.status).toBe(422)
    expect(answer.body['errors']).toMatchObject([{ field }])
  })

  it('are at most two hundred, however many are saved at once', async () => {
    const { id: owner, call } = await aModerator(service)
    const { db } = service.deps
    await db.query(
      (sql) => sql`
      insert into saved_views (id, owner_id, owner_name, name, query, shared, created_at)
      select gen_random_uuid(), ${owner}, 'Nora Night', n::text, '{}', false, now() from generate_series(1, 198) n`,
    )
    // Each has counted before any is stored, unless they take turns.
    await db.query((sql) =>
      sql`
      create function wait_here() returns trigger language plpgsql as
        'begin perform pg_advisory_xact_lock(4711); return new; end';
      create trigger wait_here before insert on saved_views for each row execute function wait_here()`.simple(),
    )
    const answers = await db.transaction(async (tx) => {
      await tx.query((sql) => sql`select pg_advisory_xact_lock(4711)`)
      const asked = Array.from({ length: 5 }, (_, n) => save(call, { name: `Late ${n}`, query: {} }))
      await until(async () => (await waitingForLocks(db)) === asked.length)
      return asked
    })
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, 201, 409, 409, 409])
    await db.query((sql) => sql`drop trigger wait_here on saved_views`)
  })

  it('of a site that one may not see are refused', async () => {
    const { call } = await aModerator(service, { siteIds: [service.site.id] })
    const { slug } = await aSite(service.deps)
    expect((await save(call, { name: 'x', query: { site: slug } })).status).toBe(404)
  })
})
