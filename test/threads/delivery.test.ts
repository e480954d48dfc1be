import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { articleTag } from '../../src/comments/cache-tags.ts'
import type { Thread } from '../../src/threads/thread.ts'
import { hostileRows } from '../helpers/data.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, besides, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aHearingService()
  reader = aReader(service)
})
afterAll(() => service.close())

/** What is kept in memory is dropped at the moment from which changes are heard. */
async function aHearingService(): Promise<Service> {
  const made = await aService()
  await vi.waitFor(() => expect(made.deps.live.isListening()).toBe(true), soon)
  return made
}

const soon = { timeout: 10_000, interval: 10 }

const PATH = 'articles/bridge/comments'

describe('an answer to a reader', () => {
  it('says how long it is fresh, under which keys to forget it, and what it depends on', async () => {
    await reader.post('bridge')
    const { headers } = await reader.get(PATH, { origin: 'https://news.example' })
    expect(headers.get('cache-control')).toMatch(
      /^public, max-age=\d+, s-maxage=\d+, stale-while-revalidate=\d+/,
    )
    const tag = articleTag(service.site.id, 'bridge')
    expect(headers.get('surrogate-key')).toBe(`s-news ${tag}`)
    expect(headers.get('cache-tag')).toBe(`s-news,${tag}`)
    expect(headers.get('vary')?.split(', ').toSorted()).toEqual(['Accept', 'Accept-Encoding', 'Origin'])
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/)
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBe('https://news.example')
  })

  it('is 304 with the same headers for who knows it, and 200 again after a change', async () => {
    const first = await reader.get(PATH)
    const etag = first.headers.get('etag') ?? ''
    const again = await reader.get(PATH, { 'if-none-match': etag, origin: 'https://news.example' })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    for (const name of ['etag', 'cache-control', 'vary', 'surrogate-key']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name))
    }
    expect(again.headers.get('access-control-allow-origin')).toBe('https://news.example')
    expect(again.headers.get('x-request-id')).toBeTruthy()
    await reader.post('bridge')
    const changed = await reader.get(PATH, { 'if-none-match': etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })

  it('to HEAD has the headers of GET and no body', async () => {
    const got = await reader.get(PATH)
    const head = await service.call('HEAD', `/v1/sites/news/${PATH}`)
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'))
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'))
  })

  it('comes in a type the reader takes, or not at all', async () => {
    expect((await reader.get(PATH, { accept: 'application/json' })).status).toBe(200)
    const none = await reader.get(PATH, { accept: 'image/png' })
    expect(none.status).toBe(406)
  })

  it('is the same entry whatever parameters nobody knows are added', async () => {
    await reader.get(PATH)
    const { entries, made } = service.reading.pages.memory.stats()
    for (let i = 0; i < 20; i += 1) await reader.get(`${PATH}?utm_campaign=${i}&sort=newest&limit=50`)
    expect(service.reading.pages.memory.stats()).toMatchObject({ entries, made })
  })

  it('is an error without cache when the site is unknown', async () => {
    const response = await service.call('GET', '/v1/sites/none/articles/bridge/comments')
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('counts', () => {
  it('come for up to a hundred articles under the names asked for', async () => {
    await reader.post('c-1')
    await reader.post('c-1')
    await reader.post(encodeURIComponent('https://news.example/c'))
    const asked = ['c-1', 'never', 'https://news.example/c?utm_id=1', '__proto__', '7']
    const query = asked.map((name) => `article=${encodeURIComponent(name)}`).join('&')
    const text = await (await reader.get(`counts?${query}`)).text()
    expect(Object.entries((JSON.parse(text) as { counts: object }).counts).toSorted()).toEqual(
      [
        ['c-1', 2],
        ['never', 0],
        ['https://news.example/c?utm_id=1', 1],
        ['__proto__', 0],
        ['7', 0],
      ].toSorted(),
    )
  })

  it('are refused for none, for more than a hundred, and for what is no article', async () => {
    const many = Array.from({ length: 101 }, (_, i) => `article=${i}`).join('&')
    for (const query of ['', `?${many}`, '?article=', `?article=${'x'.repeat(201)}`]) {
      expect((await reader.get(`counts${query}`)).status).toBe(400)
    }
    expect((await reader.get(`counts?${many.slice(0, many.lastIndexOf('&'))}`)).status).toBe(200)
  })
})

describe('trending', () => {
  it('names the articles with most comments of the last days, most first', async () => {
    const own = await aService()
    const { post, json, get } = aReader(own)
    const sizes: Record<string, number> = { a: 1, b: 3, c: 2, old: 4 }
    for (const [article, comments] of Object.entries(sizes)) {
      for (let i = 0; i < comments; i += 1) await post(article, { title: `About ${article}` })
    }
    await own.deps.db.query(
      (sql) => sql`
      update comments set created_at = now() - interval '6 days'
      where article_id = (select id from articles where key = 'old')`,
    )
    const { items, days } = await json<{ days: number; items: { key: string; count: number }[] }>(
      'trending?limit=2',
    )
    expect(days).toBe(5)
    expect(items.map(({ key, count }) => [key, count])).toEqual([
      ['b', 3],
      ['c', 2],
    ])
    expect(items[0]).toMatchObject({ title: 'About b', url: null, section: null })
    const week = await json<{ items: { key: string }[] }>('trending?days=7')
    expect(week.items[0]?.key).toBe('old')
    for (const query of ['days=0', 'days=31', 'limit=101', 'limit=x']) {
      expect((await get(`trending?${query}`)).status).toBe(400)
    }
    await own.close()
  })

  it('is counted once for lists of every length: whoever asks for all of them costs the database no more', async () => {
    const own = await aHearingService()
    const { post, json } = aReader(own)
    await post('a')
    const asked = vi.spyOn(own.deps.db, 'query')
    const lists = await Promise.all(
      [1, 2, 10, 100].map((limit) => json<{ items: { key: string }[] }>(`trending?limit=${limit}`)),
    )
    expect(lists.map(({ items }) => items.map(({ key }) => key))).toEqual([['a'], ['a'], ['a'], ['a']])
    expect(asked).toHaveBeenCalledTimes(1)
    await own.close()
  })

  it('has a new comment within a second, also in a list that was asked for just before', async () => {
    const own = await aHearingService()
    const { post, json } = aReader(own)
    const counts = async () =>
      (await json<{ items: { count: number }[] }>('trending')).items.map(({ count }) => count)
    expect(await counts()).toEqual([])
    for (const count of [1, 2]) {
      await post('a')
      await vi.waitFor(async () => expect(await counts()).toEqual([count]), { timeout: 1_000, interval: 20 })
    }
    await own.close()
  })
})

describe('another process', () => {
  const decide = async (id: string) => {
    const body = { action: 'reject', reason: 'spam', version: 1 }
    const response = await service.call(
      'PUT',
      `/v1/review/comments/${id}/decision`,
      body,
      service.as(service.moderator),
    )
    expect(response.status).toBe(200)
  }

  it('shows an approval and drops a removal', async () => {
    const other = await besides(service)
    const there = aReader(other)
    const shown = async () => (await there.json<Thread>('articles/two/comments')).comments.map(({ id }) => id)
    const first = await reader.post('two')
    await vi.waitFor(() => expect(other.deps.live.isListening()).toBe(true), soon)
    expect(await shown()).toEqual([first])
    const second = await reader.post('two')
    await vi.waitFor(async () => expect(await shown()).toEqual([second, first]), soon)
    await decide(first)
    await vi.waitFor(async () => expect(await shown()).toEqual([second]), soon)
    await other.close()
  })

  it('that lost its listening connection trusts nothing it kept before', async () => {
    const other = await besides(service)
    const there = aReader(other)
    await vi.waitFor(() => expect(other.deps.live.isListening()).toBe(true), soon)
    const id = await reader.post('cut')
    const shown = async () => (await there.json<Thread>('articles/cut/comments')).comments.length
    expect(await shown()).toBe(1)
    await service.deps.db.query(
      (sql) => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'postbag listen' and datname = current_database()`,
    )
    await decide(id)
    await vi.waitFor(async () => expect(await shown()).toBe(0), soon)
    await other.close()
  })
})

const payloads = [
  ...hostileRows<{ html: string }>('html-payloads'),
  ...hostileRows<{ html: string }>('html-fragments'),
  ...hostileRows<{ text: string }>('naughty-strings').map(({ text }) => ({ html: text })),
]
describe.skipIf(payloads.length === 0)('hostile rows', () => {
  it('stay words in every page of the thread and in the feed', async () => {
    for (const { html } of payloads) {
      await service.call('POST', '/v1/sites/news/articles/hostile/comments', {
        name: html.slice(0, 60),
        text: html,
      })
    }
    await service.deps.db.query(
      (sql) => sql`
      update comments set status = 'approved', visible = true
      where article_id = (select id from articles where key = 'hostile')`,
    )
    let cursor = ''
    let seen = 0
    do {
      const page = await reader.json<Thread>(`articles/hostile/comments?limit=100${cursor}`)
      for (const { html } of page.comments) {
        seen += 1
        const rest = html.replaceAll(
          /<\/?p>|<br>|<a href="https?:[^"<>\s]*" rel="ugc nofollow noopener">|<\/a>/g,
          '',
        )
        expect(rest).not.toMatch(/[<>]/)
      }
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    expect(seen).toBeGreaterThan(200)
  })
})
