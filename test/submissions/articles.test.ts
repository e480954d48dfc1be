import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

describe('an article', () => {
  it('is not named by a rejected comment: the first that is not rejected tells its title and address', async () => {
    const article = 'named-by-readers'
    const shown = async () => {
      const response = await service.call('GET', `/v1/sites/news/articles/${article}/comments`)
      const { title, url } = (await response.json()).article
      return { title, url }
    }
    const links = Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ')
    await service.submit(
      { text: links, title: 'Cheap pills', url: 'https://news.example/pills' },
      { article },
    )
    expect(await shown()).toEqual({ title: null, url: null })
    const bridge = { title: 'The bridge', url: 'https://news.example/bridge' }
    await service.submit({ text: 'It should have been built of stone.', ...bridge }, { article })
    expect(await shown()).toEqual(bridge)
    await service.submit(
      { text: 'Stone or steel, it is late.', title: 'Another', url: 'https://news.example/other' },
      { article },
    )
    expect(await shown()).toEqual(bridge)
  })

  it('keeps its address without the fragment and the tracking that its first reader came by', async () => {
    const article = 'came-by-newsletter'
    const url = 'https://news.example/ferry?page=2&utm_source=newsletter#comments'
    const { body } = await service.submit({ text: 'The ferry sails at noon.', url }, { article })
    const path = `/v1/sites/news/articles/${article}/comments`
    const thread = await (await service.call('GET', path)).json()
    expect(thread.article.url).toBe('https://news.example/ferry?page=2')
    const response = await service.call('GET', path, undefined, { accept: 'application/ld+json' })
    const { comment, discussionUrl } = await response.json()
    expect(discussionUrl).toBe('https://news.example/ferry?page=2#comments')
    expect(comment[0].url).toBe(`https://news.example/ferry?page=2#comment-${body.comment.id}`)
  })
})
