import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service, words } from '../helpers/service.ts'

type Ban = { readonly id: string; readonly label: string; readonly [key: string]: unknown }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const from = (address: string) => ({ 'x-forwarded-for': address })
const aDesk = async () => {
  const site = (await aSite(service.deps)).slug
  const ban = (body: Record<string, unknown>) => mo<Ban>('POST', '/v1/review/bans', { site, ...body })
  const write = async (fields: Record<string, unknown>, address = '192.0.2.1') =>
    service.submit(fields, { site }, from(address))
  const list = async (query = '') =>
    (await mo<{ items: Ban[]; next: string | null }>('GET', `/v1/review/bans?site=${site}${query}`)).body
  return { site, ban, write, list }
}

describe('a watch', () => {
  const held = { status: 202, body: { status: 'pending' } }
  const because = async (id: string) =>
    (await mo<{ verdict: { because: string[] } }>('GET', `/v1/review/comments/${id}`)).body.verdict.because

  it('has every comment of an author wait for a moderator, who sees why, and lets others pass', async () => {
    const { site, ban, write, list } = await aDesk()
    const { body } = await write({ name: 'Sam' })
    const made = await ban({ kind: 'author', commentId: body.comment.id, effect: 'hold' })
    expect(made).toMatchObject({ status: 201, body: { kind: 'author', effect: 'hold' } })
    const next = await write({ name: 'Sam' })
    expect(next).toMatchObject(held)
    expect(await because(next.body.comment.id)).toEqual(['watch'])
    expect((await write({ name: 'Kim' })).status).toBe(201)
    expect((await list()).items).toMatchObject([{ effect: 'hold' }])
    const { body: item } = await mo<{ author: { bans: unknown[] } }>(
      'GET',
      `/v1/review/comments/${next.body.comment.id}?site=${site}`,
    )
    expect(item.author.bans).toMatchObject([{ kind: 'author', effect: 'hold' }])
  })

  it('of a name, an e-mail, a network or a domain does the same', async () => {
    const { ban, write } = await aDesk()
    for (const watched of [
      { kind: 'name', value: 'Sam Seller' },
      { kind: 'email', value: 'sam@post.example' },
      { kind: 'network', value: '203.0.113.5' },
      { kind: 'domain', value: 'shop.example' },
    ])
      expect((await ban({ ...watched, effect: 'hold' })).status).toBe(201)
    expect(await write({ name: 'sam seller' })).toMatchObject(held)
    expect(await write({ email: 'SAM@post.example' })).toMatchObject(held)
    expect(await write({}, '203.0.113.5')).toMatchObject(held)
    const linked = await write({ text: `${words()} https://www.shop.example/a` })
    expect(linked).toMatchObject(held)
    expect(await because(linked.body.comment.id)).toEqual(['domains'])
    expect((await write({})).status).toBe(201)
  })

  it('holds an edit of what was published before it', async () => {
    const { site, ban, write } = await aDesk()
    const { body } = await write({ name: 'Sam' })
    await ban({ kind: 'author', commentId: body.comment.id, effect: 'hold' })
    const edited = await service.call(
      'PATCH',
      `/v1/sites/${site}/comments/${body.comment.id}`,
      { text: `${words()} edited` },
      { authorization: `Receipt ${body.receipt}`, ...from('192.0.2.1') },
    )
    expect(((await edited.json()) as { status: string }).status).toBe('pending')
  })

  it('becomes a ban, and a ban a watch, by saying so again', async () => {
    const { ban, write, list } = await aDesk()
    const watch = await ban({ kind: 'name', value: 'Sam', effect: 'hold' })
    const made = await ban({ kind: 'name', value: 'Sam' })
    expect(made.body).toMatchObject({ id: watch.body.id, effect: 'refuse' })
    expect((await write({ name: 'Sam' })).status).toBe(403)
    await ban({ kind: 'name', value: 'Sam', effect: 'hold' })
    expect(await write({ name: 'Sam' })).toMatchObject(held)
    expect((await list()).items).toHaveLength(1)
  })

  it('beside a ban of the same author leaves them banned', async () => {
    const { ban, write } = await aDesk()
    await ban({ kind: 'name', value: 'Sam', effect: 'hold' })
    await ban({ kind: 'network', value: '192.0.2.1' })
    expect((await write({ name: 'Sam' })).status).toBe(403)
  })
})

describe('a ban', () => {
  it('of the e-mail of a comment keeps it out under any name and from anywhere', async () => {
    const { ban, write } = await aDesk()
    const { body } = await write({ name: 'Sam', email: 'sam@post.example' })
    const { status, body: made } = await ban({ kind: 'email', commentId: body.comment.id })
    expect(status).toBe(201)
    expect(made).toMatchObject({
      id: expect.any(String),
      kind: 'email',
      label: 's***@post.example',
      createdBy: 'Mo Derator',
      expiresAt: null,
      liftedAt: null,
    })
    const refused = await write({ name: 'Kim', email: 'SAM@post.example' }, '198.51.100.7')
    expect(refused.status).toBe(403)
    expect(refused.body.type).toBe('urn:postbag:problem:banned')
    expect((await write({ name: 'Sam', email: 'other@post.example' })).status).toBe(201)
  })

  it('of the network of a comment keeps out everything from there, shown without an address', async () => {
    const { ban, write, list } = await aDesk()
    const { body } = await write({ name: 'Sam' }, '192.0.2.9')
    const { status, body: made } = await ban({ kind: 'network', commentId: body.comment.id })
    expect(status).toBe(201)
    expect(JSON.stringify(made) + JSON.stringify(await list())).not.toContain('192.0.2')
    expect((await write({ name: 'Kim' }, '192.0.2.9')).status).toBe(403)
    expect((await write({ name: 'Sam' }, '192.0.2.10')).status).toBe(201)
  })

  it.each([
    ['an IPv4 address', ' 192.0.2.9 ', '192.0.2.9', '192.0.2.10', '192.0.*'],
    [
      'an IPv6 address, for its /64',
      '2001:db8:1:2::7',
      '2001:db8:1:2:ff::1',
      '2001:db8:1:3::7',
      '2001:db8:*',
    ],
    ['a range within one', '2001:DB8:1:2::/64', '2001:db8:1:2::7', '2001:db8:1:3::7', '2001:db8:*'],
  ])('of a network as %s keeps out what comes from there', async (_, value, inside, outside, label) => {
    const { ban, write, list } = await aDesk()
    expect(await ban({ kind: 'network', value })).toMatchObject({ status: 201, body: { label } })
    expect(JSON.stringify(await list())).not.toContain(inside)
    expect((await write({}, inside)).status).toBe(403)
    expect((await write({}, outside)).status).toBe(201)
  })

  it('of an author keeps out that name from that network only', async () => {
    const { ban, write } = await aDesk()
    const { body } = await write({ name: 'Sam' })
    await ban({ kind: 'author', commentId: body.comment.id })
    expect((await write({ name: 'Sam' })).status).toBe(403)
    expect((await write({ name: 'Kim' })).status).toBe(201)
    expect((await write({ name: 'Sam' }, '198.51.100.1')).status).toBe(201)
  })

  it('of a name counts however it is spelt', async () => {
    const { ban, write } = await aDesk()
    expect((await ban({ kind: 'name', value: ' Sam  Spammer\u00a0' })).status).toBe(201)
    for (const name of ['sam spammer', 'SAM SPAMMER', 'Sаm Spammer', 'Ｓam Spammer'])
      expect((await write({ name })).status).toBe(403)
    expect((await write({ name: 'Sam Spammerson' })).status).toBe(201)
  })

  it('of a domain turns away what links to it or below it', async () => {
    const { site, ban, write } = await aDesk()
    expect((await ban({ kind: 'domain', value: 'https://www.Shop.example/x' })).body.label).toBe(
      'shop.example',
    )
    const isShown = async (fields: Record<string, unknown>) => {
      const { body } = await write(fields)
      const { body: found } = await mo<{ items: { comment: { id: string } }[] }>(
        'GET',
        `/v1/review/comments?site=${site}&status=approved`,
      )
      return found.items.some(({ comment }) => comment.id === body.comment.id)
    }
    expect(await isShown({ text: 'Look at https://cheap.shop.example/watches for more' })).toBe(false)
    expect(await isShown({ website: 'https://shop.example/' })).toBe(false)
    expect(await isShown({ text: 'Look at Shop.Example please' })).toBe(false)
    expect(await isShown({ text: 'Look at https://news.example@shop.example/' })).toBe(false)
    expect(await isShown({ text: 'Look at https://sh\u200bop.example/' })).toBe(false)
    expect(await isShown({ text: 'I went to the workshop.example yesterday' })).toBe(true)
  })

  it('of the domain a comment links to takes the only one there is', async () => {
    const { ban, write } = await aDesk()
    const banned = async (fields: Record<string, unknown>) => {
      const { body } = await write({ text: words(), ...fields })
      const { status, body: made } = await ban({ kind: 'domain', commentId: body.comment.id })
      return status === 201 ? made.label : status
    }
    expect(await banned({ text: 'Look: https://www.deals.example/a and https://deals.example/b' })).toBe(
      'deals.example',
    )
    expect(await banned({ website: 'https://me.example/', text: 'See https://other.example/' })).toBe(
      'me.example',
    )
    expect(await banned({ text: 'Either https://one.example/ or https://two.example/' })).toBe(422)
    expect(await banned({})).toBe(422)
  })

  it('ends when it says so', async () => {
    const { ban, write, list } = await aDesk()
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const { body } = await ban({ kind: 'name', value: 'Sam', expiresAt })
    expect(body['expiresAt']).toBe(expiresAt)
    expect((await write({ name: 'Sam' })).status).toBe(403)
    await service.deps.db.query(
      (sql) => sql`update bans set expires_at = now() - interval '1 second' where match like 'name:sam'`,
    )
    expect((await write({ name: 'Sam' })).status).toBe(201)
    expect((await list()).items).toEqual([])
    expect((await mo('DELETE', `/v1/review/bans/${body.id}`)).status).toBe(404)
    expect((await list('&state=all')).items).toMatchObject([{ id: body.id, liftedAt: null }])
  })

  it('is lifted once, and stays on record', async () => {
    const { ban, write, list } = await aDesk()
    const { id } = (await ban({ kind: 'name', value: 'Sam' })).body
    expect((await mo('DELETE', `/v1/review/bans/${id}`)).status).toBe(204)
    expect((await write({ name: 'Sam' })).status).toBe(201)
    expect((await mo('DELETE', `/v1/review/bans/${id}`)).status).toBe(404)
    expect((await list('&state=all')).items).toMatchObject([{ id, liftedAt: expect.any(String) }])
  })

  it('of the same target is renewed, not doubled', async () => {
    const { ban, list } = await aDesk()
    const first = await ban({ kind: 'name', value: 'Sam', note: 'spam' })
    const second = await ban({ kind: 'name', value: 'SAM', expiresAt: '2100-01-01T00:00:00Z' })
    expect(second.body.id).toBe(first.body.id)
    expect((await list()).items).toMatchObject([{ note: 'spam', expiresAt: '2100-01-01T00:00:00.000Z' }])
  })

  it('of the same target made by several at once is one ban, which one lifting lifts', async () => {
    const { ban, write, list } = await aDesk()
    const made = await Promise.all(Array.from({ length: 8 }, () => ban({ kind: 'name', value: 'Sam' })))
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1)
    expect((await list('&state=all')).items).toHaveLength(1)
    expect((await mo('DELETE', `/v1/review/bans/${made[0]?.body.id}`)).status).toBe(204)
    expect((await write({ name: 'Sam' })).status).toBe(201)
  })

  it('shows beside the author’s next comment in review', async () => {
    const { site, ban } = await aDesk()
    const { id } = await aHeldComment(service, { name: 'Sam' }, { site })
    await ban({ kind: 'author', commentId: id })
    const { body } = await mo<{ author: { bans: unknown[] } }>('GET', `/v1/review/comments/${id}`)
    expect(body.author.bans).toMatchObject([{ kind: 'author', expiresAt: null }])
  })

  it.each([
    ['neither comment nor value', { kind: 'name' }, 'commentId'],
    ['both', { kind: 'name', value: 'Sam', commentId: randomUUIDv7() }, 'commentId'],
    ['an author by value', { kind: 'author', value: 'Sam' }, 'value'],
    ['a network of many addresses', { kind: 'network', value: '192.0.2.0/24' }, 'value'],
    ['a network of many /64', { kind: 'network', value: '2001:db8::/48' }, 'value'],
    ['a network that is none', { kind: 'network', value: 'the café next door' }, 'value'],
    ['a name without letters', { kind: 'name', value: '\u200b' }, 'value'],
    ['a whole top level', { kind: 'domain', value: 'com' }, 'value'],
    ['no e-mail', { kind: 'email', value: 'sam' }, 'value'],
    ['an unknown kind', { kind: 'country', value: 'Utopia' }, 'kind'],
    ['an unknown field', { kind: 'name', value: 'Sam', forever: true }, 'forever'],
    ['an end that is no time', { kind: 'name', value: 'Sam', expiresAt: 'tomorrow' }, 'expiresAt'],
    ['an end that is over', { kind: 'name', value: 'Sam', expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
  ])('is refused for %s', async (_, body, field) => {
    const { ban } = await aDesk()
    const answer = await ban(body)
    expect(answer.status).toBe(422)
    expect(answer.body['errors']).toMatchObject([{ field }])
  })

  it('by an e-mail that the comment does not have is refused', async () => {
    const { ban, write } = await aDesk()
    const { body } = await write({ name: 'Sam' })
    expect((await ban({ kind: 'email', commentId: body.comment.id })).status).toBe(422)
  })

  it('reaches no other site, and is seen by none', async () => {
    const { ban, site } = await aDesk()
    const { id } = (await ban({ kind: 'name', value: 'Sam' })).body
    const { call } = await aModerator(service, { siteIds: [service.site.id] })
    expect((await service.submit({ name: 'Sam' })).status).toBe(201)
    expect((await call('GET', `/v1/review/bans?site=${site}`)).status).toBe(404)
    expect((await call('POST', '/v1/review/bans', { site, kind: 'name', value: 'Kim' })).status).toBe(404)
    expect((await call('DELETE', `/v1/review/bans/${id}`)).status).toBe(404)
    expect((await call<{ items: [] }>('GET', '/v1/review/bans')).body.items).toEqual([])
  })

  it('pages, newest first', async () => {
    const { ban, list } = await aDesk()
    for (const value of ['Anna', 'Berta', 'Carla']) await ban({ kind: 'name', value })
    const first = await list('&limit=2')
    const second = await list(`&limit=2&cursor=${first.next}`)
    expect([...first.items, ...second.items].map(({ label }) => label)).toEqual(['Carla', 'Berta', 'Anna'])
    const ofOthers = `/v1/review/bans?site=${(await aDesk()).site}&cursor=${first.next}`
    expect((await mo('GET', ofOthers)).status).toBe(400)
  })
})
