import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aReader } from '../helpers/reader.ts'
import { aService, type Service } from '../helpers/service.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const JSON_LD = { accept: 'application/ld+json' }

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
})
afterAll(() => service.close())

describe('a thread asked for as JSON-LD', () => {
  it('is the article with its comments', async () => {
    const parent = await reader.post('linked', {
      name: 'Ada',
      text: 'Said once.',
      url: 'https://news.example/linked',
      title: 'The bridge',
    })
    await reader.post('linked', { name: 'Grace', text: 'Answered < once.', parentId: parent })
    const response = await reader.get('articles/linked/comments', JSON_LD)
    expect(response.headers.get('content-type')).toBe('application/ld+json; charset=utf-8')
    expect(await response.json()).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      url: 'https://news.example/linked',
      headline: 'The bridge',
      commentCount: 2,
      comment: [
        {
          '@type': 'Comment',
          text: 'Said once.',
          author: { '@type': 'Person', name: 'Ada' },
          comment: [{ text: 'Answered < once.', author: { name: 'Grace' } }],
        },
      ],
    })
  })

  it('cannot end the script it stands in, ours or that of a page it is included in', async () => {
    const text = await (await reader.get('articles/linked/comments', HTML)).text()
    const alone = await (await reader.get('articles/linked/comments', JSON_LD)).text()
    for (const found of [text, alone]) expect(found).toContain('Answered \\u003c once.')
  })
})
