import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let admin: Holder
let mo: Holder
beforeAll(async () => {
  service = await aService()
  admin = asHolder(service, service.admin)
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const PATH = '/v1/admin/sites/news/evidence'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

type Evidence = { readonly id: string; readonly commentId: string }

async function held(): Promise<Evidence> {
  const { body } = await service.submit()
  const request = { commentId: body.comment.id, cause: 'authority-order' }
  return (await admin<Evidence>('POST', PATH, request)).body
}

describe('what is held', () => {
  it('is a list page by page, newest first; what has ended is in it when asked for', async () => {
    const site = await aSite(service.deps)
    const path = `/v1/admin/sites/${site.slug}/evidence`
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) {
      const { body } = await service.submit({}, { site: site.slug })
      const request = { commentId: body.comment.id, cause: 'legal-claim' }
      ids.unshift((await admin<Evidence>('POST', path, request)).body.id)
    }
    await admin('POST', `${path}/${ids[1]}/release`, { reason: 'Settled.' })
    const all = async (state: string) => {
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const page = await admin<{ items: Evidence[]; next: string | null }>(
          'GET',
          `${path}?state=${state}&limit=2${cursor}`,
        )
        seen.push(...page.body.items.map(({ id }) => id))
        if (page.body.next === null) return seen
        cursor = `&cursor=${page.body.next}`
      }
    }
    expect(await all('held')).toEqual(ids.filter((_, at) => at !== 1))
    expect(await all('all')).toEqual(ids)
    expect((await admin('GET', `${path}?cursor=AAAA`)).status).toBe(400)
  })

  it('is for the site’s own admins alone', async () => {
    const { id, commentId } = await held()
    const other = await aSite(service.deps)
    const limited = await aModerator(service, { role: 'admin' as never, siteIds: [other.id] })
    for (const [method, path, body] of [
      ['GET', PATH],
      ['GET', `${PATH}/${id}`],
      ['POST', `${PATH}/${id}/readings`],
      ['POST', PATH, { commentId, cause: 'legal-claim' }],
      ['POST', `${PATH}/${id}/told`, { authority: 'Police' }],
      ['PUT', `${PATH}/${id}/until`, { keepUntil: inDays(9), reason: 'x' }],
      ['POST', `${PATH}/${id}/release`, { reason: 'x' }],
    ] as const) {
      expect([path, (await mo(method, path, body)).status]).toEqual([path, 403])
      expect([path, (await limited.call(method, path, body)).status]).toEqual([path, 404])
      const elsewhere = path.replace('/news/', `/${other.slug}/`)
      if (path !== PATH) expect([path, (await admin(method, elsewhere, body)).status]).toEqual([path, 404])
    }
    expect((await admin('GET', `${PATH}/${id}`)).body).toMatchObject({
      endedAt: null,
      acts: [],
      readings: [],
    })
  })

  it.each([
    ['', { commentId: randomUUIDv7(), cause: 'danger-to-life' }, 'cause'],
    ['', { commentId: randomUUIDv7(), cause: 'legal-claim', keepUntil: '2020-01-01T00:00:00Z' }, 'keepUntil'],
    ['', { commentId: randomUUIDv7(), cause: 'legal-claim', until: inDays(3) }, 'until'],
    ['/told', { authority: ' ' }, 'authority'],
    ['/told', { authority: 'Police', by: 'me' }, 'by'],
    ['/until', { keepUntil: inDays(4_000), reason: 'Always.' }, 'keepUntil'],
    ['/until', { keepUntil: inDays(4) }, 'reason'],
    ['/release', { reason: '' }, 'reason'],
    ['/release', { reason: 'a\u0000' }, 'reason'],
  ])('takes not %s with %j', async (path, body, field) => {
    const { id } = await held()
    const refused = await admin<{ errors: { field: string }[] }>(
      path === '/until' ? 'PUT' : 'POST',
      path === '' ? PATH : `${PATH}/${id}${path}`,
      body,
    )
    expect([refused.status, refused.body.errors.map((one) => one.field)]).toEqual([422, [field]])
  })
})
