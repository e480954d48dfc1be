import { randomUUIDv7 } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

type Token = { readonly id: string; readonly token: string; readonly [key: string]: unknown }

let service: Service
let ada: Holder
const lines: string[] = []
beforeAll(async () => {
  const log = pino({ messageKey: 'event' }, { write: (line) => lines.push(line) })
  service = await aService({ deps: { log } })
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const make = (body: Record<string, unknown> = {}) =>
  ada<Token>('POST', '/v1/admin/tokens', { name: 'Nora', role: 'moderator', ...body })

describe('tokens', () => {
  it('are made and revoked on record: the log says by whom', async () => {
    const { body } = await make()
    const { body: again } = await make()
    await ada('DELETE', `/v1/admin/tokens/${again.id}`)
    const logged = (event: string, tokenId: string) =>
      lines.map((line) => JSON.parse(line)).find((one) => one.event === event && one.tokenId === tokenId)
    const { moderatorId } = logged('token.created', body.id)
    expect(moderatorId).toMatch(/^[0-9a-f-]{36}$/)
    expect(logged('token.revoked', again.id)).toMatchObject({ moderatorId })
    expect(lines.join('')).not.toContain(body.token)
  })

  it('are shown once, work at once, and are stored as a hash', async () => {
    const { status, body } = await make()
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'Nora', role: 'moderator', siteIds: null, expiresAt: null })
    expect(body.token).toMatch(/^pbt_[\w-]{43}$/)
    expect((await asHolder(service, body.token)('GET', '/v1/review/queue')).status).toBe(200)
    const listed = await ada('GET', '/v1/admin/tokens')
    expect(JSON.stringify(listed.body)).toContain(body.id)
    expect(JSON.stringify(listed.body)).not.toContain(body.token)
    const stored = await service.deps.db.query((sql) => sql`select * from tokens where id = ${body.id}`)
    expect(JSON.stringify(stored)).not.toContain(body.token)
  })

  it('end at the next request', async () => {
    const { body } = await make()
    const call = asHolder(service, body.token)
    expect((await ada('DELETE', `/v1/admin/tokens/${body.id}`)).status).toBe(204)
    expect((await call('GET', '/v1/review/queue')).status).toBe(401)
    expect((await ada('DELETE', `/v1/admin/tokens/${body.id}`)).status).toBe(404)
    expect((await ada('DELETE', `/v1/admin/tokens/${randomUUIDv7()}`)).status).toBe(404)
  })

  it('reach the sites they are made for and no others', async () => {
    const { body } = await make({ sites: ['news'] })
    expect(body['siteIds']).toEqual([service.site.id])
    const call = asHolder(service, body.token)
    expect((await call('GET', '/v1/review/queue?site=news')).status).toBe(200)
    expect((await make({ sites: ['no-such-site'] })).status).toBe(404)
  })

  it('end by themselves', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const { body } = await make({ expiresAt })
    expect(body['expiresAt']).toBe(expiresAt)
    expect((await make({ expiresAt: '2001-01-01T00:00:00Z' })).status).toBe(422)
  })

  it.each([
    ['no name', { name: '' }, 'name'],
    ['a name nobody can see', { name: '   ' }, 'name'],
    ['an unknown role', { role: 'owner' }, 'role'],
    ['no sites at all', { sites: [] }, 'sites'],
    ['an unknown field', { secret: 'mine' }, 'secret'],
  ])('are refused for %s', async (_, fields, field) => {
    const { status, body } = await make(fields)
    expect(status).toBe(422)
    expect(body['errors']).toMatchObject([{ field }])
  })

  it('are no business of an admin of some sites', async () => {
    const { call } = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
    expect((await call('GET', '/v1/admin/tokens')).status).toBe(403)
    expect((await call('POST', '/v1/admin/tokens', { name: 'x', role: 'admin' })).status).toBe(403)
    expect((await call('DELETE', `/v1/admin/tokens/${randomUUIDv7()}`)).status).toBe(403)
  })

  it('are listed page by page', async () => {
    await make()
    const first = await ada<{ items: Token[]; next: string }>('GET', '/v1/admin/tokens?limit=2')
    expect(first.body.items).toHaveLength(2)
    const rest = await ada<{ items: Token[]; next: null }>(
      'GET',
      `/v1/admin/tokens?limit=100&cursor=${first.body.next}`,
    )
    const ids = [...first.body.items, ...rest.body.items].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(rest.body.next).toBeNull()
  })
})
