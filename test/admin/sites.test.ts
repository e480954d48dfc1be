import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeCursor, listName } from '../../src/http/paging.ts'
import { aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let ada: Holder
beforeAll(async () => {
  service = await aService()
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

let number = 0
const slugs = () => {
  number += 1
  return `paper-${number}`
}

it.each([
  ['sites', () => 'sites', '', '\0'],
  ['models', () => listName('models', [service.site]), '/{site}/models', 2 ** 31],
])('a cursor of %s made by hand that names nothing there could be is refused', async (_, list, rest, key) => {
  const path = `/v1/admin/sites${rest.replace('{site}', service.site.slug)}`
  expect((await ada('GET', `${path}?cursor=${encodeCursor(list(), [key])}`)).status).toBe(400)
})

describe('sites', () => {
  it('are made with a policy and take comments at once', async () => {
    const slug = slugs()
    const { status, headers, body } = await ada('POST', '/v1/admin/sites', {
      slug,
      name: 'The Paper',
      origins: ['https://paper.example', 'https://*.paper.example'],
      policy: { mode: 'pre' },
    })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/v1/admin/sites/${slug}`)
    expect(body).toMatchObject({
      id: expect.any(String),
      slug,
      name: 'The Paper',
      origins: ['https://paper.example', 'https://*.paper.example'],
      policyVersion: 1,
      createdAt: expect.any(String),
    })
    expect((await service.submit({}, { site: slug })).status).toBe(202)
    expect((await ada('GET', `/v1/admin/sites/${slug}`)).body).toEqual(body)
  })

  it('are made without a policy, on the defaults', async () => {
    const slug = slugs()
    expect((await ada('POST', '/v1/admin/sites', { slug, name: 'P', origins: [] })).status).toBe(201)
    const { body } = await ada('GET', `/v1/admin/sites/${slug}/policy`)
    expect(body).toMatchObject({ version: 1, own: {}, policy: { mode: 'auto', links: { holdAt: 2 } } })
  })

  it('have one name each', async () => {
    const slug = slugs()
    const make = () => ada('POST', '/v1/admin/sites', { slug, name: 'P', origins: [] })
    const statuses = (await Promise.all([make(), make()])).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, 409])
  })

  it.each([
    ['a slug with signs', { slug: 'a b', name: 'P', origins: [] }, 'slug'],
    ['no name', { slug: 'ok', origins: [] }, 'name'],
    ['a name nobody can see', { slug: 'ok', name: ' \u200b', origins: [] }, 'name'],
    ['a name of two lines', { slug: 'ok', name: 'The\nNews', origins: [] }, 'name'],
    ['a name that runs backwards', { slug: 'ok', name: 'The \u202eNews', origins: [] }, 'name'],
    ['an origin with a path', { slug: 'ok', name: 'P', origins: ['https://p.example/x'] }, 'origins.0'],
    ['a wrong policy', { slug: 'ok', name: 'P', origins: [], policy: { mode: 'never' } }, 'policy.mode'],
    ['an unknown setting', { slug: 'ok', name: 'P', origins: [], policy: { colour: 1 } }, 'policy.colour'],
    ['an unknown field', { slug: 'ok', name: 'P', origins: [], owner: 'me' }, 'owner'],
  ])('are refused for %s', async (_, body, field) => {
    const answer = await ada('POST', '/v1/admin/sites', body)
    expect(answer.status).toBe(422)
    expect(answer.body['errors']).toMatchObject([{ field }])
  })

  it('change name and origins, each alone', async () => {
    const slug = slugs()
    await ada('POST', '/v1/admin/sites', { slug, name: 'Old', origins: ['https://old.example'] })
    expect((await ada('PATCH', `/v1/admin/sites/${slug}`, { name: 'New' })).body).toMatchObject({
      name: 'New',
      origins: ['https://old.example'],
    })
    const { body } = await ada('PATCH', `/v1/admin/sites/${slug}`, { origins: [] })
    expect(body).toMatchObject({ name: 'New', origins: [] })
  })

  it('are listed page by page, each within the reach of its admin', async () => {
    const { body } = await ada<{ items: { slug: string }[]; next: string }>('GET', '/v1/admin/sites?limit=1')
    expect(body.items).toHaveLength(1)
    expect(body.next).toBeTypeOf('string')
    const limited = await aModerator(service, { role: 'admin' as never, siteIds: [service.site.id] })
    const mine = await limited.call<{ items: { slug: string }[] }>('GET', '/v1/admin/sites')
    expect(mine.body.items.map(({ slug }) => slug)).toEqual(['news'])
    const made = await limited.call('POST', '/v1/admin/sites', { slug: slugs(), name: 'P', origins: [] })
    expect(made.status).toBe(403)
  })
})

describe('articles', () => {
  const path = '/v1/admin/sites/news/articles'
  it('are closed and opened, and named', async () => {
    const { status, body } = await ada('PUT', `${path}/harbour`, { open: false, title: 'The harbour' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ key: 'harbour', open: false, title: 'The harbour', commentCount: 0 })
    const refused = await service.submit({}, { article: 'harbour' })
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:postbag:problem:comments-closed'])
    expect((await ada('PUT', `${path}/harbour`, { open: true })).body).toMatchObject({ title: 'The harbour' })
    expect((await service.submit({}, { article: 'harbour' })).status).toBe(201)
    const listed = await ada<{ items: { key: string }[] }>('GET', path)
    expect(listed.body.items.map(({ key }) => key)).toContain('harbour')
  })

  it.each(['javascript:alert(1)', 'https://elsewhere.example/x', 'https://ada:pw@news.example/x'])(
    'are no pages but the site’s own: not %s',
    async (url) => {
      const { status, body } = await ada('PUT', `${path}/x`, { url })
      expect([status, body]).toMatchObject([422, { errors: [{ field: 'url' }] }])
    },
  )

  it('have their address in its one form', async () => {
    const { body } = await ada('PUT', `${path}/x`, { url: 'https://NEWS.example/x?utm_source=a&page=2#top' })
    expect(body).toMatchObject({ url: 'https://news.example/x?page=2' })
  })
})
