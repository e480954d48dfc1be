import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, asHolder, countOf, type Holder } from '../helpers/desk.ts'
import { manyHeld } from '../helpers/held.ts'
import { aProxy } from '../helpers/proxy.ts'
import { aService, aSite, besides, type Service } from '../helpers/service.ts'

type Result = { readonly id: string; readonly status: number; readonly decision?: { readonly id: string } }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const call = async (path: string, body: unknown) => {
  const answer = await mo<{ results: Result[] }>('POST', `/v1/review/decisions${path}`, body)
  expect(answer.status).toBe(200)
  return answer.body.results
}
const decideAll = (decisions: readonly unknown[]) => call('', { decisions })
const undoAll = (ids: readonly unknown[]) => call('/undo', { ids })
const statuses = (results: readonly Result[]) => results.map(({ status }) => status)
const decisionIds = (results: readonly Result[]) => results.map(({ decision }) => decision?.id ?? '')
const approval = (id: string, version = 1) => ({ id, action: 'approve', version })
const rejection = (id: string, version = 1) => ({ id, action: 'reject', reason: 'spam', version })

async function someHeld(count: number): Promise<string[]> {
  const site = await aSite(service.deps)
  await manyHeld(service.deps.db, site.id, count)
  const rows = await service.deps.db.query(
    (sql) => sql<{ id: string }[]>`select id from comments where site_id = ${site.id}`,
  )
  return rows.map(({ id }) => id)
}

describe('many decisions in one call', () => {
  it('share a few transactions, each with its decision, its event and its count', async () => {
    const ids = await someHeld(250)
    const before = await counted('reject')
    const made = await decideAll(ids.map((id) => rejection(id)))
    expect(made.map(({ id, status }) => [id, status])).toEqual(ids.map((id) => [id, 200]))
    expect(await written(ids)).toEqual({ transactions: 3, decisions: 250, events: 250, rejected: 250 })
    expect((await counted('reject')) - before).toBe(250)
    expect(statuses(await undoAll(decisionIds(made)))).toEqual(ids.map(() => 200))
    expect(await written(ids)).toEqual({ transactions: 6, decisions: 500, events: 500, rejected: 0 })
  })

  it('are not tried one by one while the database is silent', async () => {
    const ids = await someHeld(8)
    const url = new URL(service.databaseUrl)
    const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    const far = await besides(service, { url: url.href })
    // Silent from the first transaction on.
    void proxy.spoil((request) => {
      if (/begin/i.test(request)) proxy.hold()
      return false
    }, 'lost-request')
    const began = performance.now()
    const decisions = ids.map((id) => approval(id))
    const answer = await far.call('POST', '/v1/review/decisions', { decisions }, far.as(service.moderator))
    expect(performance.now() - began).toBeLessThan(4_000)
    const { results } = (await answer.json()) as { results: Result[] }
    expect(statuses(results)).toEqual(ids.map(() => 503))
    await proxy.close()
    await far.close()
  })

  it('see what an earlier one of the same call did to the comment', async () => {
    const { id } = await aHeldComment(service)
    const other = await aHeldComment(service)
    const results = await decideAll([
      approval(id),
      rejection(id.toUpperCase()),
      rejection(other.id),
      rejection(id, 2),
    ])
    expect(statuses(results)).toEqual([200, 409, 200, 200])
  })

  it('are told one by one why they come too late', async () => {
    const ids = await someHeld(3)
    await decideAll(ids.map((id) => rejection(id)))
    const again = await decideAll(ids.map((id) => approval(id)))
    expect(again).toEqual(
      ids.map((id) => ({
        id,
        status: 409,
        problem: expect.objectContaining({ commentStatus: 'rejected', version: 2, decidedBy: 'Mo Derator' }),
      })),
    )
  })

  it('are made but for the one that the database refuses', async () => {
    const ids = await someHeld(6)
    const refuseAll = await refusing(ids[2] ?? '')
    const results = await decideAll(ids.map((id) => rejection(id)))
    expect(statuses(results)).toEqual([200, 200, 503, 200, 200, 200])
    await refuseAll.end()
    expect(statuses(await decideAll([rejection(ids[2] ?? '')]))).toEqual([200])
  })

  it('leave nothing visible below a comment that one of them rejects', async () => {
    const where = { site: (await aSite(service.deps)).slug, article: 'mixed' }
    const under = async (parentId?: string) =>
      (await service.submit(parentId === undefined ? {} : { parentId }, where)).body.comment.id
    const top = await under()
    const reply = await under(top)
    const below = await under(reply)
    await decideAll([rejection(reply)])
    expect(await countOf(service, 'mixed')).toBe(1)
    expect(statuses(await decideAll([rejection(top), approval(reply, 2)]))).toEqual([200, 200])
    expect(await visible([top, reply, below])).toEqual([])
    expect(await countOf(service, 'mixed')).toBe(0)
    expect(statuses(await decideAll([approval(top, 2), rejection(reply, 3)]))).toEqual([200, 200])
    expect(await visible([top, reply, below])).toEqual([top])
    expect(await countOf(service, 'mixed')).toBe(1)
  })
})

describe('many decisions taken back in one call', () => {
  it('are the newest of each comment, once', async () => {
    const { id } = await aHeldComment(service)
    const [first] = decisionIds(await decideAll([approval(id)]))
    const [second = ''] = decisionIds(await decideAll([rejection(id, 2)]))
    const results = await undoAll([first, second, second.toUpperCase()])
    expect(statuses(results)).toEqual([409, 200, 409])
  })
})

async function written(ids: readonly string[]) {
  const [row] = await service.deps.db.query(
    (sql) => sql`
    select count(distinct d.xmin::text) as transactions, count(*) as decisions,
      (select count(*) from outbox o where o.comment_id = any(${[...ids]}::uuid[])) as events,
      (select count(*) from comments c where c.id = any(${[...ids]}::uuid[]) and c.status = 'rejected') as rejected
    from decisions d where d.comment_id = any(${[...ids]}::uuid[])`,
  )
  return row
}

async function counted(action: string): Promise<number> {
  const { values } = await service.deps.metrics.decisions.get()
  return values.find(({ labels }) => labels.action === action)?.value ?? 0
}

async function visible(ids: readonly string[]): Promise<string[]> {
  const rows = await service.deps.db.query(
    (sql) => sql<{ id: string }[]>`
    select id from comments where id = any(${[...ids]}::uuid[]) and visible order by depth`,
  )
  return rows.map(({ id }) => id)
}

/** The database cancels each decision about one comment until told to end that. */
async function refusing(commentId: string) {
  const { db } = service.deps
  await db.query((sql) =>
    sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin
      if new.comment_id = '${commentId}' then raise exception using errcode = '57014'; end if;
      return new;
    end $$;
    create trigger refuse before insert on decisions for each row execute function refuse()`),
  )
  return { end: () => db.query((sql) => sql.unsafe('drop function refuse cascade')) }
}
