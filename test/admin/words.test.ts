import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
let ada: Holder
beforeAll(async () => {
  service = await aService()
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const aSiteOf = async () => {
  const { slug } = await aSite(service.deps, { policy: { limits: OPEN_LIMITS, mode: 'auto' } })
  return { slug, path: `/v1/admin/sites/${slug}/words` }
}

describe('word lists', () => {
  it('are put in force as a version of the policy, and leave the rest of it alone', async () => {
    const { slug, path } = await aSiteOf()
    expect((await ada('GET', path)).body).toMatchObject({
      version: 1,
      hold: [],
      reject: [],
      builtIn: ['en'],
      available: expect.arrayContaining([{ locale: 'de', words: expect.any(Number) }]),
    })
    const put = await ada('PUT', path, { hold: ['elixir'], note: 'quacks' })
    expect(put.status).toBe(200)
    expect(put.body).toMatchObject({ version: 2, hold: ['elixir'], reject: [], createdBy: 'Ada Admin' })
    expect((await ada('PUT', path, { reject: ['snake oil'] })).body).toMatchObject({
      version: 3,
      hold: ['elixir'],
      reject: ['snake oil'],
    })
    expect((await ada('GET', `/v1/admin/sites/${slug}/policy`)).body).toMatchObject({
      own: { mode: 'auto', words: { hold: ['elixir'], reject: ['snake oil'] } },
    })
    expect((await service.submit({ text: 'Try the El1xir of life' }, { site: slug })).status).toBe(202)
  })

  it('come with built-in lists that are switched on and off', async () => {
    const { slug, path } = await aSiteOf()
    const write = async (text: string) => (await service.submit({ text }, { site: slug })).status
    expect(await write('What utter bullshit.')).toBe(202)
    expect((await ada('PUT', path, { builtIn: [] })).body).toMatchObject({ builtIn: [] })
    expect(await write('The mayor talks bullshit every single week.')).toBe(201)
    await ada('PUT', path, { builtIn: ['de', 'en'] })
    expect(await write('No more of this bullshit about harbours, please!')).toBe(202)
    expect((await ada('PUT', path, { builtIn: ['xx'] })).status).toBe(422)
  })

  it('meet no change of somebody else', async () => {
    const { path } = await aSiteOf()
    await ada('PUT', path, { hold: ['elixir'], version: 1 })
    expect((await ada('PUT', path, { hold: ['potion'], version: 1 })).status).toBe(409)
  })

  it('name the word that cannot be listed', async () => {
    const { path } = await aSiteOf()
    const { status, body } = await ada('PUT', path, { hold: ['fine', '(a+)+$'] })
    expect(status).toBe(422)
    expect(body['errors']).toMatchObject([{ field: 'hold.1', message: expect.stringContaining('pattern') }])
  })

  it('are tried on what came in before they are saved', async () => {
    const { slug, path } = await aSiteOf()
    const mo = asHolder(service, service.moderator)
    const published = await service.submit({ text: 'The elixir works for me.' }, { site: slug })
    const held = await aHeldComment(
      service,
      { text: 'Elixir and snake oil at https://a.example/ and https://b.example/' },
      { site: slug },
    )
    await service.submit({ text: 'Nothing to see here at all.' }, { site: slug })
    const decide = (id: string, action: string) =>
      mo('PUT', `/v1/review/comments/${id}/decision`, {
        action,
        version: 1,
        ...(action === 'reject' && { reason: 'spam' }),
      })
    await decide(published.body.comment.id, 'approve')
    await decide(held.id, 'reject')
    const { status, body } = await ada('POST', `${path}/try`, {
      hold: ['elixir', '(a+)+$', 'unicorn'],
      reject: ['snake oil'],
      days: 30,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      comments: 3,
      held: {
        count: 1,
        approvedByPeople: 1,
        rejectedByPeople: 0,
        sample: [
          {
            id: published.body.comment.id,
            status: 'approved',
            words: ['elixir'],
            spans: [{ start: 4, end: 10 }],
          },
        ],
      },
      rejected: { count: 1, approvedByPeople: 0, rejectedByPeople: 1 },
    })
    expect(body['perWord']).toMatchObject([
      { word: 'snake oil', list: 'reject', hits: 1, approved: 0, rejected: 1 },
      { word: 'elixir', list: 'hold', hits: 2, approved: 1, rejected: 1 },
      { word: '(a+)+$', list: 'hold', hits: 0, problem: expect.stringContaining('pattern') },
      { word: 'unicorn', list: 'hold', hits: 0 },
    ])
    expect((await ada('GET', path)).body).toMatchObject({ version: 1 })
  })
})

describe('the words of statements', () => {
  const path = (slug: string) => `/v1/admin/sites/${slug}/statements`

  it('are the site’s own where it has written some, per reason and language', async () => {
    const { slug } = await aSiteOf()
    const standard = await ada('GET', path(slug))
    expect(standard.body).toMatchObject({
      locales: expect.arrayContaining(['en', 'de']),
      items: expect.arrayContaining([
        expect.objectContaining({ reason: 'spam', locale: 'en', own: false, updatedBy: null }),
      ]),
    })
    const put = await ada('PUT', `${path(slug)}/spam/en`, { clause: 'We print no advertisements.' })
    expect(put.status).toBe(200)
    expect(put.body).toMatchObject({
      clause: 'We print no advertisements.',
      standard: expect.stringContaining('advertise'),
      own: true,
      updatedBy: 'Ada Admin',
    })
    await ada('PUT', `${path(slug)}/spam/de`, { clause: 'Keine Werbung.' })
    const { id } = await aHeldComment(service, {}, { site: slug })
    const mo = asHolder(service, service.moderator)
    const decided = await mo('PUT', `/v1/review/comments/${id}/decision`, {
      action: 'reject',
      reason: 'spam',
      version: 1,
    })
    expect(decided.body['decision']).toMatchObject({
      statement: { ground: { clause: 'We print no advertisements.' } },
    })
    expect((await ada('DELETE', `${path(slug)}/spam/en`)).status).toBe(204)
    expect((await ada('DELETE', `${path(slug)}/spam/en`)).status).toBe(404)
  })

  it('reach the author of what the machine rejected', async () => {
    const { slug } = await aSiteOf()
    await ada('PUT', `${path(slug)}/spam/en`, { clause: 'We print no advertisements.' })
    const text = Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ')
    const { body } = await service.submit({ text }, { site: slug })
    const response = await service.call('GET', `/v1/sites/${slug}/comments/${body.comment.id}`, undefined, {
      authorization: `Receipt ${body.receipt}`,
    })
    expect(response.status).toBe(200)
    expect(JSON.stringify(await response.json())).toContain('We print no advertisements.')
  })

  it.each([
    ['an unknown reason', 'boring/en', { clause: 'x' }, 404],
    ['a language that is none', 'spam/e', { clause: 'x' }, 404],
    ['no words', 'spam/en', { clause: ' ' }, 422],
    ['an unknown field', 'spam/en', { clause: 'x', text: 'y' }, 422],
  ])('are refused for %s', async (_, where, body, status) => {
    const { slug } = await aSiteOf()
    expect((await ada('PUT', `${path(slug)}/${where}`, body)).status).toBe(status)
  })
})
