import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { siteCache } from '../../src/sites/queries.ts'
import { ensureArticle } from '../../src/submissions/articles.ts'
import { aHeldComment, asHolder, decideNow, recordOf } from '../helpers/desk.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

async function namesOf(article: string) {
  const response = await service.call('GET', `/v1/sites/news/articles/${article}/comments`)
  const { title, url } = (await response.json()).article
  return { title, url }
}

describe('an article', () => {
  it('is named by a held comment once a moderator approves it, and on the desk before', async () => {
    const mo = asHolder(service, service.moderator)
    const article = 'named-while-held'
    const harbour = { title: 'The harbour', url: 'https://news.example/harbour' }
    const wrong = await aHeldComment(
      service,
      { title: 'Cheap pills', url: 'https://news.example/pills' },
      { article },
    )
    const right = await aHeldComment(service, harbour, { article })
    expect(await recordOf(mo, wrong.id)).toMatchObject({ article: { key: article, title: 'Cheap pills' } })
    await decideNow(mo, wrong.id, 'reject', 'spam')
    expect(await namesOf(article)).toEqual({ title: null, url: null })
    expect(await recordOf(mo, right.id)).toMatchObject({ article: harbour })
    await decideNow(mo, right.id, 'approve')
    expect(await namesOf(article)).toEqual(harbour)
    const late = await aHeldComment(service, { title: 'Another' }, { article })
    await decideNow(mo, late.id, 'approve')
    expect(await namesOf(article)).toEqual(harbour)
  })

  it('takes no address outside of its site from a held comment', async () => {
    const mo = asHolder(service, service.moderator)
    const article = 'led-away'
    const { id } = await aHeldComment(service, { url: 'https://elsewhere.example/' }, { article })
    expect(await recordOf(mo, id)).toMatchObject({ article: { url: null } })
    await decideNow(mo, id, 'approve')
    expect(await namesOf(article)).toEqual({ title: null, url: null })
  })

  it('is not named by a rejected comment: the first that is not rejected tells its title and address', async () => {
    const article = 'named-by-readers'
    const shown = () => namesOf(article)
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

  it('has a title without anything hidden in it or running another way', async () => {
    const article = 'other-way'
    const title = ' The\u202e egdirb\u200b\n\tand a\u0301\u0301\u0301\u0301\u0301 more'
    await service.submit({ title }, { article })
    const thread = await service.call('GET', `/v1/sites/news/articles/${article}/comments`)
    expect((await thread.json()).article.title).toBe('The egdirb and \u00e1\u0301\u0301\u0301 more')
  })

  it('has no address that was cut off, and no title that ends within a character', async () => {
    const article = 'far-too-long'
    const url = `https://news.example/${'far/'.repeat(600)}`
    await service.submit({ url, title: `${'far '.repeat(74)}far\u{1f6a2}` }, { article })
    expect(await namesOf(article)).toEqual({ title: `${'far '.repeat(74)}far`, url: null })
  })

  it.each([
    ['a word of the reject list', 'Buy miracleroot now'],
    ['a word of the hold list in disguise', 'The council and its e l i x i r'],
    ['many links', 'See https://one.example/a and https://two.example/b'],
    ['somebody’s address', 'Write to ada.lovelace@mail.example'],
  ])('takes no title with %s from a comment that nobody has read', async (_, title) => {
    const { slug: site } = await aSite(service.deps, {
      policy: { limits: OPEN_LIMITS, words: { reject: ['miracleroot'], hold: ['elixir'] } },
    })
    const thread = `/v1/sites/${site}/articles/bridge/comments`
    const titleOf = async () => (await (await service.call('GET', thread)).json()).article.title
    expect((await service.submit({ title }, { site })).status).toBe(201)
    expect(await titleOf()).toBeNull()
    const named = await service.submit({ title: 'A bridge reopens' }, { site })
    expect(named.status).toBe(201)
    expect(await titleOf()).toBe('A bridge reopens')
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

  it('lets all who come at once to a new one pass, while the comments of the first are being stored', async () => {
    const { db } = service.deps
    const site = await siteCache(db).get('news')
    const article = { key: 'breaking-news', known: null, details: { url: null, title: null } }
    const id = await ensureArticle(db, site, article)
    await db.transaction(async (tx) => {
      await tx.query((sql) => sql`select from articles where id = ${id} for no key update`)
      expect(await ensureArticle(db, site, article)).toBe(id)
    })
  })
})
