import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isReadable } from '../../src/http/address.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const BROKEN = ['%', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%00']

describe('an address that can only be guessed at', () => {
  it.each(BROKEN)('with %s for an article names none, to read or to write under', async (name) => {
    const path = `/v1/sites/news/articles/${name}`
    for (const [method, leaf, body] of [
      ['GET', 'comments', undefined],
      ['GET', 'feed.atom', undefined],
      ['POST', 'comments', { name: 'Ada', text: 'Under nothing' }],
    ] as const) {
      expect((await service.call(method, `${path}/${leaf}`, body)).status).toBe(400)
    }
  })

  it.each(BROKEN)('with %s in its query is refused, whoever asks for it', async (value) => {
    const origin = 'https://news.example'
    for (const query of [`counts?article=${value}`, `articles/bridge/comments?other=${value}`]) {
      const answer = await service.call('GET', `/v1/sites/news/${query}`, undefined, { origin })
      expect(answer.status).toBe(400)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    }
  })

  it.each([
    ['/v1/sites/news/counts?article=a%25b', true],
    ['/v1/sites/news/counts?article=%F0%9F%98%80+%2500', true],
    ['/v1/sites/news/counts?article=\u00e9', false],
  ])('%s is one: %s', (address, isFine) => {
    expect(isReadable(address)).toBe(isFine)
  })
})

describe('a method that an address does not have', () => {
  it.each(['/v1/sites/news/articles/bridge/comments', '/v1/admin/sites'])(
    'is answered with those it has: %s',
    async (address) => {
      const answer = await service.call('PUT', address, undefined, service.as(service.admin))
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
      expect(await answer.json()).toMatchObject({ type: 'urn:postbag:problem:method-not-allowed' })
    },
  )

  it('is not looked at where nothing is', async () => {
    expect((await service.call('PUT', '/v1/nothing')).status).toBe(404)
    expect((await service.call('GET', '/v1/sites/news/nothing')).status).toBe(404)
    const moderator = service.as(service.moderator)
    expect((await service.call('PATCH', '/v1/review/nothing', {}, moderator)).status).toBe(404)
    const { status, headers } = await service.call('GET', '/v1/review/claims', undefined, moderator)
    expect([status, headers.get('allow')]).toEqual([405, 'POST, DELETE'])
  })
})
