import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, aModerator, aReport, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

type Claimed = { readonly items: readonly Item[]; readonly expiresAt: string | null }

let service: Service
let mo: Holder
let nora: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  nora = (await aModerator(service)).call
})
afterAll(() => service.close())

const aQueueOf = async (count: number) => {
  const site = await aSite(service.deps)
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) ids.push((await aHeldComment(service, {}, { site: site.slug })).id)
  await service.deps.db.query((sql) => sql`update comments set risk = 0.5 where site_id = ${site.id}`)
  const claim = async (who: Holder, number: number) => {
    const { status, body } = await who<Claimed>('POST', '/v1/review/claims', {
      site: site.slug,
      count: number,
    })
    expect(status).toBe(200)
    return body.items.map(({ comment }) => comment.id)
  }
  return { site, ids, claim }
}

const expire = (id: string) =>
  service.deps.db.query(
    (sql) => sql`update claims set expires_at = now() - interval '1 second' where comment_id = ${id}`,
  )

describe('claims', () => {
  it('lease the next items for five minutes', async () => {
    const { site, ids } = await aQueueOf(2)
    const { body } = await mo<Claimed>('POST', '/v1/review/claims', { site: site.slug, count: 1 })
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ comment: { id: ids[0] }, claim: { moderator: 'Mo Derator' } })
    const minutes = (Date.parse(String(body.expiresAt)) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(4.9)
    expect(minutes).toBeLessThan(5.1)
  })

  it('give nobody else what is leased, and show who is on it', async () => {
    const { site, ids, claim } = await aQueueOf(3)
    expect(await claim(mo, 2)).toEqual(ids.slice(0, 2))
    expect(await claim(nora, 3)).toEqual(ids.slice(2))
    const { body } = await nora<{ items: Item[] }>('GET', `/v1/review/queue?site=${site.slug}`)
    expect(body.items.map((item) => item.claim?.moderator)).toEqual([
      'Mo Derator',
      'Mo Derator',
      'Nora Night',
    ])
  })

  it('renew what is held already instead of taking more', async () => {
    const { ids, claim } = await aQueueOf(3)
    expect(await claim(mo, 2)).toEqual(ids.slice(0, 2))
    expect(await claim(mo, 2)).toEqual(ids.slice(0, 2))
    expect(await claim(mo, 3)).toEqual(ids)
  })

  it('pass over what they are told to, also where it is held', async () => {
    const { site, ids, claim } = await aQueueOf(4)
    expect(await claim(mo, 2)).toEqual(ids.slice(0, 2))
    const [first, second, third, last] = ids
    const claimed = { site: site.slug, count: 2, except: [first, third] }
    const { body } = await mo<Claimed>('POST', '/v1/review/claims', claimed)
    expect(body.items.map(({ comment }) => comment.id)).toEqual([second, last])
  })

  it('lease of the part of the queue that is asked for, in its order, and renew no more than that', async () => {
    const { site, ids, claim } = await aQueueOf(3)
    const older = await aHeldComment(service, { name: 'Ferry Ann' }, { site: site.slug })
    const newer = await aHeldComment(service, { name: 'Ferry Bob' }, { site: site.slug })
    // Behind the others, by risk: they would be leased already, and come first.
    const ferries = [older.id, newer.id]
    await service.deps.db.query((sql) => sql`update comments set risk = 0.1 where id = any(${ferries})`)
    expect(await claim(mo, 1)).toEqual(ids.slice(0, 1))
    const part = { site: site.slug, q: 'ferry', sort: 'newest', count: 10 }
    const { body } = await mo<Claimed>('POST', '/v1/review/claims', part)
    expect(body.items.map(({ comment }) => comment.id)).toEqual([newer.id, older.id])
    const { body: rest } = await nora<Claimed>('POST', '/v1/review/claims', { ...part, q: undefined })
    expect(rest.items.filter(({ comment }) => !ids.includes(comment.id))).toEqual([])
    expect((await mo('POST', '/v1/review/claims', { ...part, sort: 'loudest' })).status).toBe(422)
  })

  it('never lease one item twice, however many ask at once', async () => {
    const { ids, claim } = await aQueueOf(12)
    const others = await Promise.all(
      Array.from({ length: 4 }, (_, i) => aModerator(service, { name: `M${i}` })),
    )
    const taken = await Promise.all([mo, nora, ...others.map(({ call }) => call)].map((who) => claim(who, 2)))
    expect(taken.flat()).toHaveLength(12)
    expect(new Set(taken.flat())).toEqual(new Set(ids))
  })

  it('end by themselves', async () => {
    const { ids, claim } = await aQueueOf(1)
    await claim(mo, 1)
    expect(await claim(nora, 1)).toEqual([])
    await expire(ids[0] ?? '')
    expect(await claim(nora, 1)).toEqual(ids)
    expect(await claim(mo, 1)).toEqual([])
  })

  it('are given back, one or all', async () => {
    const { ids, claim } = await aQueueOf(3)
    await claim(mo, 3)
    expect((await mo('DELETE', `/v1/review/claims/${ids[1]}`)).status).toBe(204)
    expect(await claim(nora, 3)).toEqual([ids[1]])
    expect((await nora('DELETE', `/v1/review/claims/${ids[0]}`)).status).toBe(204)
    expect((await mo('DELETE', '/v1/review/claims')).status).toBe(204)
    expect(await claim(nora, 3)).toEqual([ids[1], ids[0], ids[2]])
  })

  it('are given back all at once, however many they are', async () => {
    const { ids, site, claim } = await aQueueOf(230)
    await claim(mo, 1)
    await service.deps.db.query(
      (sql) => sql`
      insert into claims (site_id, comment_id, moderator_id, moderator_name, expires_at)
      select c.site_id, c.id, k.moderator_id, k.moderator_name, k.expires_at
      from claims k join comments c on c.site_id = k.site_id where k.site_id = ${site.id} on conflict do nothing`,
    )
    expect(await claim(nora, 1)).toEqual([])
    expect((await mo('DELETE', '/v1/review/claims')).status).toBe(204)
    expect(await claim(nora, 100)).toEqual(ids.slice(0, 100))
  })

  it('lease one named item, unless a colleague holds it', async () => {
    const { ids } = await aQueueOf(1)
    const path = `/v1/review/claims/${ids[0]}`
    expect((await mo('PUT', path)).body).toEqual({ expiresAt: expect.any(String) })
    const refused = await nora('PUT', path)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({
      type: 'urn:postbag:problem:conflict',
      claim: { moderator: 'Mo Derator', expiresAt: expect.any(String) },
    })
    expect((await mo('PUT', path)).status).toBe(200)
  })

  it('are for what waits only', async () => {
    const { body } = await service.submit()
    expect((await mo('PUT', `/v1/review/claims/${body.comment.id}`)).status).toBe(404)
    await aReport(service, body.comment.id)
    expect((await mo('PUT', `/v1/review/claims/${body.comment.id}`)).status).toBe(200)
  })

  it('end when the author withdraws: nobody is told that a colleague still works on it', async () => {
    const site = await aSite(service.deps)
    const { id, receipt } = await aHeldComment(service, {}, { site: site.slug })
    const claim = (who: Holder) => who('PUT', `/v1/review/claims/${id}`)
    expect((await claim(mo)).status).toBe(200)
    await service.call('DELETE', `/v1/sites/${site.slug}/comments/${id}`, undefined, {
      authorization: `Receipt ${receipt}`,
    })
    expect((await claim(nora)).status).toBe(404)
  })

  it('end with the decision', async () => {
    const { ids, claim } = await aQueueOf(1)
    await claim(mo, 1)
    await mo('PUT', `/v1/review/comments/${ids[0]}/decision`, { action: 'approve', version: 1 })
    const [row] = await service.deps.db.query(
      (sql) => sql<{ n: number }[]>`select count(*)::int as n from claims where comment_id = ${ids[0] ?? ''}`,
    )
    expect(row?.n).toBe(0)
  })

  it('are asked for by priority', async () => {
    const { ids, claim } = await aQueueOf(3)
    await aReport(service, ids[2] ?? '')
    expect(await claim(mo, 2)).toEqual([ids[2], ids[0]])
  })

  it.each([
    ['no count', {}],
    ['none', { count: 0 }],
    ['too many', { count: 101 }],
    ['an unknown field', { count: 1, minutes: 60 }],
  ])('are refused for %s', async (_, body) => {
    const { status, body: problem } = await mo('POST', '/v1/review/claims', body)
    expect(status).toBe(422)
    expect(problem).toMatchObject({ type: 'urn:postbag:problem:invalid-fields', errors: expect.any(Array) })
  })
})

describe('claims of two windows of one moderator', () => {
  const aWindow = () => asHolder(service, service.moderator, { 'postbag-window': randomUUID() })

  it('are of different comments, and each window renews its own', async () => {
    const { ids, claim } = await aQueueOf(5)
    const [one, other] = [aWindow(), aWindow()]
    expect(await claim(one, 2)).toEqual(ids.slice(0, 2))
    expect(await claim(other, 2)).toEqual(ids.slice(2, 4))
    expect(await claim(one, 2)).toEqual(ids.slice(0, 2))
    expect(await claim(other, 3)).toEqual(ids.slice(2))
    expect(await claim(one, 3)).toEqual(ids.slice(0, 2))
  })

  it('never are of the same comment, however many windows ask at once', async () => {
    const { ids, claim } = await aQueueOf(12)
    const taken = await Promise.all(Array.from({ length: 6 }, () => claim(aWindow(), 2)))
    expect(taken.flat().toSorted()).toEqual(ids.toSorted())
  })

  it('say in which window a comment is open, in the queue and where another wants to open it', async () => {
    const { site, ids } = await aQueueOf(1)
    const window = randomUUID()
    const one = asHolder(service, service.moderator, { 'postbag-window': window })
    const path = `/v1/review/claims/${ids[0]}`
    expect((await one('PUT', path)).status).toBe(200)
    expect((await one('PUT', path)).status).toBe(200)
    const refused = await aWindow()('PUT', path)
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: 'This comment is open in another of your windows.', claim: { window } },
    })
    const { body } = await one<{ items: Item[] }>('GET', `/v1/review/queue?site=${site.slug}`)
    expect(body.items[0]?.claim).toMatchObject({ moderator: 'Mo Derator', window })
  })

  it('are given back by their own window alone', async () => {
    const { ids, claim } = await aQueueOf(3)
    const [one, other] = [aWindow(), aWindow()]
    await claim(one, 2)
    await claim(other, 1)
    expect((await other('DELETE', `/v1/review/claims/${ids[0]}`)).status).toBe(204)
    expect((await other('DELETE', '/v1/review/claims')).status).toBe(204)
    expect(await claim(nora, 3)).toEqual(ids.slice(2))
    expect((await one('DELETE', `/v1/review/claims/${ids[1]}`)).status).toBe(204)
    expect(await claim(nora, 3)).toEqual([ids[2], ids[1]])
  })

  it('are given back when nobody waits for the answer any more, but for those that were held before', async () => {
    const { site, ids, claim } = await aQueueOf(4)
    const headers = { 'postbag-window': randomUUID(), 'content-type': 'application/json' }
    const one = asHolder(service, service.moderator, headers)
    expect(await claim(one, 1)).toEqual(ids.slice(0, 1))
    const closed = await service.app.request('/v1/review/claims', {
      method: 'POST',
      headers: { ...headers, ...service.as(service.moderator) },
      body: JSON.stringify({ site: site.slug, count: 3 }),
      signal: AbortSignal.abort(),
    })
    expect(closed.status).toBe(200)
    expect(await claim(nora, 4)).toEqual(ids.slice(1))
  })

  it('pass to another window once they are over', async () => {
    const { ids, claim } = await aQueueOf(1)
    const [one, other] = [aWindow(), aWindow()]
    await claim(one, 1)
    await expire(ids[0] ?? '')
    expect(await claim(other, 1)).toEqual(ids)
    await expire(ids[0] ?? '')
    expect((await one('PUT', `/v1/review/claims/${ids[0]}`)).status).toBe(200)
    expect(await claim(other, 1)).toEqual([])
  })

  it('are all meant by a call that names no window, which takes none away', async () => {
    const { ids, claim } = await aQueueOf(4)
    const [one, other] = [aWindow(), aWindow()]
    await claim(one, 2)
    await claim(other, 2)
    expect(await claim(mo, 4)).toEqual(ids)
    expect((await mo('PUT', `/v1/review/claims/${ids[0]}`)).status).toBe(200)
    expect(await claim(one, 4)).toEqual(ids.slice(0, 2))
    expect((await mo('DELETE', '/v1/review/claims')).status).toBe(204)
    expect(await claim(nora, 4)).toEqual(ids)
  })

  it('take over what was leased without a window, as by the version before', async () => {
    const { ids, claim } = await aQueueOf(2)
    const [one, other] = [aWindow(), aWindow()]
    expect(await claim(mo, 1)).toEqual(ids.slice(0, 1))
    expect(await claim(one, 1)).toEqual(ids.slice(0, 1))
    expect(await claim(other, 2)).toEqual(ids.slice(1))
  })

  it('are refused to a window whose id is none', async () => {
    const who = asHolder(service, service.moderator, { 'postbag-window': 'left' })
    expect((await who('POST', '/v1/review/claims', { count: 1 })).status).toBe(400)
  })
})
