import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { hostileRows } from '../helpers/data.ts'
import { asHolder } from '../helpers/desk.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
let browser: Browser
beforeAll(async () => {
  service = await aService({ env: { PUBLIC_URL: 'https://comments.example/' } })
  reader = aReader(service)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await service.close()
})

type Parsed = {
  readonly error: string | null
  readonly title: string | null
  readonly updated: string | null
  readonly links: readonly (string | null)[]
  readonly entries: readonly Record<'id' | 'author' | 'content' | 'link' | 'updated', string | null>[]
  /** Elements that are none of Atom's: something a reader wrote became markup. */
  readonly foreign: readonly string[]
}

/** The feed as a browser's XML parser reads it. */
async function parsed(article: string): Promise<Parsed> {
  const response = await reader.get(`articles/${article}/feed.atom`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  const page = await browser.newPage()
  try {
    return await page.evaluate(
      (text) => {
        const feed = new DOMParser().parseFromString(text, 'application/xml')
        const of = (parent: ParentNode, name: string) =>
          parent.querySelector(`:scope > ${name}`)?.textContent ?? null
        const known = 'feed id title updated author name uri generator link entry published content'.split(
          ' ',
        )
        const root = feed.documentElement
        return {
          error: feed.querySelector('parsererror')?.textContent ?? null,
          title: of(root, 'title'),
          updated: of(root, 'updated'),
          links: [...root.querySelectorAll(':scope > link')].map((link) => link.getAttribute('href')),
          entries: [...feed.querySelectorAll('entry')].map((entry) => ({
            id: of(entry, 'id'),
            author: of(entry, 'author'),
            content: of(entry, 'content'),
            link: entry.querySelector('link')?.getAttribute('href') ?? null,
            updated: of(entry, 'updated'),
          })),
          foreign: [...feed.querySelectorAll('*')]
            .map(({ tagName }) => tagName)
            .filter((name) => !known.includes(name)),
        }
      },
      await response.text(),
    )
  } finally {
    await page.close()
  }
}

describe('the feed of an article', () => {
  it('holds its newest comments, replies included, newest first', async () => {
    const url = 'https://news.example/bridge'
    const first = await reader.post('bridge', {
      url,
      title: 'The bridge & the "harbour"',
      text: 'One <b>\n\ntwo',
    })
    const second = await reader.post('bridge', { parentId: first, name: 'Grace' })
    const feed = await parsed('bridge')
    expect(feed).toMatchObject({ error: null, foreign: [], title: 'Comments · The bridge & the "harbour"' })
    expect(feed.links).toEqual([
      'https://comments.example/v1/sites/news/articles/bridge/feed.atom',
      'https://news.example/bridge',
    ])
    expect(feed.entries.map(({ id }) => id)).toEqual([`urn:uuid:${second}`, `urn:uuid:${first}`])
    expect(feed.entries[1]).toMatchObject({
      author: 'Ada Lovelace',
      content: '<p>One &lt;b&gt;</p><p>two</p>',
      link: `${url}#comment-${first}`,
    })
    expect(feed.updated).toBe(feed.entries[0]?.updated)
  })

  it('is valid and empty for an article nobody has commented on', async () => {
    const feed = await parsed(encodeURIComponent('<odd> & "key"'))
    expect(feed).toMatchObject({ error: null, foreign: [], entries: [], title: 'Comments · <odd> & "key"' })
  })

  it('has no entry for the empty place that an erased comment leaves', async () => {
    const erased = await reader.post('emptied')
    const answer = await reader.post('emptied', { parentId: erased })
    const admin = asHolder(service, service.admin)
    const { status } = await admin('POST', '/v1/admin/sites/news/erasures', { commentId: erased })
    expect(status).toBe(200)
    expect((await parsed('emptied')).entries.map(({ id }) => id)).toEqual([`urn:uuid:${answer}`])
  })

  it('speaks the language of its site', async () => {
    await aSite(service.deps, { slug: 'jarida', policy: { text: { locale: 'ar' } } })
    const text = await (await service.call('GET', '/v1/sites/jarida/articles/jisr/feed.atom')).text()
    expect(text).toContain(' xml:lang="ar">')
    expect(text).toContain('<title>التعليقات · jisr</title>')
  })

  it('changes its tag with its thread, and is 304 until then', async () => {
    const path = 'articles/bridge/feed.atom'
    const etag = (await reader.get(path)).headers.get('etag') ?? ''
    expect((await reader.get(path, { 'if-none-match': etag })).status).toBe(304)
    await reader.post('bridge')
    expect((await reader.get(path, { 'if-none-match': etag })).status).toBe(200)
  })

  it('survives what XML cannot hold', async () => {
    const id = await reader.post('odd')
    const odd = '\u0001\u0008\u000b\u001f\ufffe\uffff]]><script>&#0;</content>\u2028'
    await service.deps.db.query(
      (sql) => sql`update comments set html = ${odd}, name = ${odd}, website = ${odd} where id = ${id}`,
    )
    const feed = await parsed('odd')
    expect(feed).toMatchObject({ error: null, foreign: [] })
    expect(feed.entries[0]?.content).toContain(']]><script>')
  })
})

const rows = hostileRows<{ text: string }>('naughty-strings')
describe.skipIf(rows.length === 0)('hostile rows', () => {
  it('leave the feed a feed', async () => {
    for (let from = 0; from < rows.length; from += 50) {
      const article = `rows-${from}`
      for (const { text } of rows.slice(from, from + 50)) {
        await service.call('POST', `/v1/sites/news/articles/${article}/comments`, {
          name: text,
          text,
          title: text,
        })
      }
      await service.deps.db.query(
        (sql) => sql`
        update comments set status = 'approved', visible = true
        where article_id = (select id from articles where key = ${article})`,
      )
      expect(await parsed(article)).toMatchObject({ error: null, foreign: [] })
    }
  })
})
