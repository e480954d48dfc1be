import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { aProxy } from '../helpers/proxy.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, aSite, besides, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const JSON_LD = { accept: 'application/ld+json' }

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
})
afterAll(() => service.close())

describe('a thread asked for as a page', () => {
  it('has the comments in their nesting and the form', async () => {
    const parent = await reader.post('page', { name: 'Ada', text: 'The first word about the bridge.' })
    await reader.post('page', { name: 'Grace', text: 'An answer to that word.', parentId: parent })
    const { status, headers, text } = await page('articles/page/comments')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('vary')).toContain('Accept')
    expect(text).toMatch(/^<!doctype html>/)
    expect(text).toContain('2 comments')
    expect(text).toMatch(
      /<p>The first word about the bridge\.<\/p>[\s\S]*postbag-replies[\s\S]*<p>An answer to that word\.<\/p>/,
    )
    expect(text).toContain('action="/v1/sites/news/articles/page/comments"')
  })

  it('sets quotes apart, and what only looks like one stays as it was written', async () => {
    const text = '> Who pays?\n> Who knows?\n\nWe do. 3 > 2\n> 1, I mean.'
    await reader.post('quoting', { name: 'Ada', text })
    expect((await page('articles/quoting/comments')).text).toContain(
      '<blockquote dir="auto"><p>Who pays?<br>Who knows?</p></blockquote><p>We do. 3 &gt; 2<br>&gt; 1, I mean.</p>',
    )
  })

  it('sets apart whom a comment addresses, so that its own words tell which way it runs', async () => {
    const text = '@Ada الجسر مفتوح. Eggs@home https://example.org/@ada?a=@b'
    await reader.post('addressed', { name: 'مريم', text })
    const address = 'https://example.org/@ada?a=@b'
    expect((await page('articles/addressed/comments')).text).toContain(
      `<p><bdi>@Ada</bdi> الجسر مفتوح. Eggs@home <a href="${address}" rel="ugc nofollow noopener">${address}</a></p>`,
    )
  })

  it.each([
    ['nl', 'en', ' lang="nl"'],
    ['de', 'de', ''],
    ['en-GB', 'en', ''],
  ])('has comments in %s read out as that, on a page in %s', async (locale, lang, attribute) => {
    const { slug } = await aSite(service.deps, { policy: { text: { locale } } })
    const { body } = await service.submit({ text: 'De brug blijft.' }, { site: slug, article: 'brug' })
    const see = async (path: string) =>
      (await service.call('GET', `/v1/sites/${slug}/${path}`, undefined, HTML)).text()
    const text = await see('articles/brug/comments')
    expect(text).toContain(`<html lang="${lang}"`)
    expect(text).toContain(`<div class="postbag-text" dir="auto"${attribute}><p>De brug blijft.</p></div>`)
    expect(await see(`comments/${body.comment.id}/reports`)).toContain(
      `<div class="postbag-text" dir="auto"${attribute}>`,
    )
  })

  it('names the comment that is answered where the nesting does not tell', async () => {
    let parent = await reader.post('deep', { name: 'Ada' })
    for (const name of ['Bo', 'Cy', 'Di', 'Ed'])
      parent = await reader.post('deep', { name, parentId: parent })
    await reader.post('deep', { name: 'Flo', parentId: parent })
    const { text } = await page('articles/deep/comments')
    expect(text).toContain(`<a class="postbag-time" href="#comment-${parent}">In reply to Ed</a>`)
    expect(text).not.toContain('In reply to Cy')
  })

  it('keeps the place of an erased comment, and says so to search engines', async () => {
    const parent = await reader.post('erased', { name: 'Ada', text: 'A word that was taken back.' })
    await reader.post('erased', { name: 'Grace', text: 'An answer that stays.', parentId: parent })
    const body = { commentId: parent, scope: 'comment' }
    await service.call('POST', '/v1/admin/sites/news/erasures', body, service.as(service.admin))
    const { text } = await page('articles/erased/comments')
    expect(text).toMatch(/removed at its author’s request[\s\S]*An answer that stays/)
    expect(text).not.toContain('—')
    const ld = (await (await reader.get('articles/erased/comments', JSON_LD)).json()) as {
      comment: readonly Record<string, unknown>[]
    }
    expect(ld.comment[0]).toMatchObject({
      creativeWorkStatus: 'Deleted',
      comment: [{ text: 'An answer that stays.' }],
    })
    expect(ld.comment[0]).not.toHaveProperty('text')
  })

  it('says in which time its times are', async () => {
    await reader.post('timed')
    const { text } = await page('articles/timed/comments')
    const [, at = '', said = ''] = /<time datetime="([^"]+)">([^<]+)<\/time>/.exec(text) ?? []
    const time = new Date(at).toLocaleTimeString('en', { timeStyle: 'short', timeZone: 'UTC' })
    expect(at).toMatch(/Z$/)
    expect(said).toMatch(new RegExp(`${time} UTC$`))
  })

  it('is a page too where it cannot be had, in the words of the site; of a fragment, the words alone', async () => {
    const url = new URL(service.databaseUrl)
    const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    const cut = await besides(service, { url: url.href })
    onTestFinished(async () => {
      await cut.close()
      await proxy.close()
    })
    await aSite(service.deps, { slug: 'zeitung', policy: { text: { locale: 'de' } } })
    const path = '/v1/sites/zeitung/articles/page/comments'
    const ask = (more: string) => cut.call('GET', `${path}${more}`, undefined, HTML)
    expect((await ask('')).status).toBe(200)
    proxy.refuse()
    const away = await until(async () => {
      const response = await ask('?limit=7')
      return response.status === 503 && response
    })
    expect(away.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(away.headers.get('content-security-policy')).toContain("style-src 'self'")
    expect(away.headers.get('cache-control')).toBe('no-store')
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/)
    const text = await away.text()
    expect(text).toMatch(/^<!doctype html>\s*<html lang="de"/)
    const [words = ''] = /<p class="postbag-troubles".*?<\/p>/s.exec(text) ?? []
    expect(words).toMatch(/role="alert">[^<]{20,}</)
    const part = await (await ask('?limit=8&fragment=1')).text()
    expect(part).toBe(`<div class="postbag">${words}</div>`)
    const asData = await cut.call('GET', `${path}?limit=9`)
    expect(asData.headers.get('content-type')).toContain('application/problem+json')
  })

  it('tells of a link that leads to nothing in the words of the site', async () => {
    await aSite(service.deps, { slug: 'journal', policy: { text: { locale: 'fr' } } })
    const path = '/v1/sites/journal/articles/page/comments?cursor=none'
    const response = await service.call('GET', path, undefined, HTML)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('role="alert">Il n’y a rien ici.</p>')
  })

  it('stays JSON for whoever takes anything', async () => {
    const response = await reader.get('articles/page/comments', { accept: '*/*' })
    expect(response.headers.get('content-type')).toContain('application/json')
  })

  it('holds nothing that runs, whatever was written', async () => {
    const text = '</script><script>alert(1)</script> <img src=x onerror=alert(2)>'
    await service.submit({ name: '<b>Mallory</b>', text }, { article: 'hostile' })
    const { items } = (await (
      await service.call('GET', '/v1/review/queue', undefined, service.as(service.moderator))
    ).json()) as { items: readonly { comment: { id: string }; version: number }[] }
    for (const { comment, version } of items) {
      const path = `/v1/review/comments/${comment.id}/decision`
      await service.call('PUT', path, { action: 'approve', version }, service.as(service.moderator))
    }
    const { text: markup, headers } = await page('articles/hostile/comments')
    expect(markup).toContain('alert(1)')
    expect(markup).not.toContain('<script>alert')
    expect(markup).not.toContain('<img')
    expect(markup).not.toContain('<b>Mallory')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*form-action 'self' https:/)
    expect(headers.get('content-security-policy')).not.toContain('script-src')
  })

  it('leads on to its next page and to replies it leaves out', async () => {
    const parent = await reader.post('long', { text: 'A comment that many people answered.' })
    for (let i = 0; i < 11; i += 1) {
      await reader.post('long', {
        parentId: parent,
        name: `Reader ${i}`,
      })
    }
    await reader.post('long', { name: 'Late', text: 'A second comment on top.' })
    const first = await page('articles/long/comments?sort=oldest&limit=1')
    const replies = /href="(\/v1\/sites\/news\/comments\/[^"]+\/replies[^"]*)"/
      .exec(first.text)?.[1]
      ?.replaceAll('&amp;', '&')
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&')
    const more = await service.call('GET', replies ?? '', undefined, HTML)
    expect(await more.text()).toContain('Reader 10')
    const second = await service.call('GET', next ?? '', undefined, HTML)
    expect(await second.text()).toContain('A second comment on top.')
  })

  it('leads on from replies to as many more', async () => {
    const parent = await reader.post('replies', {})
    for (const text of ['Answer one.', 'Answer two.', 'Answer three.'])
      await reader.post('replies', { parentId: parent, text })
    const first = await page(`comments/${parent}/replies?limit=1`)
    const next = linkOf(first.text, /rel="next" href="([^"]+)"/)
    const second = await page(`comments/${parent}/replies${next.search}`)
    expect(second.text).toContain('Answer two.')
    expect(second.text).not.toContain('Answer three.')
  })

  it('is kept by shared caches like the thread, further replies too', async () => {
    const parent = await reader.post('kept', { text: 'A comment that shared caches keep.' })
    await reader.post('kept', { parentId: parent, text: 'And an answer that they keep as well.' })
    const path = `/v1/sites/news/comments/${parent}/replies`
    const [thread, replies] = await Promise.all([
      service.call('GET', '/v1/sites/news/articles/kept/comments', undefined, HTML),
      service.call('GET', path, undefined, HTML),
    ])
    for (const name of ['cache-control', 'surrogate-key', 'cache-tag', 'vary'])
      expect([name, replies.headers.get(name)]).toEqual([name, thread.headers.get(name)])
    const etag = replies.headers.get('etag') ?? ''
    const again = await service.call('GET', path, undefined, { ...HTML, 'if-none-match': etag })
    expect(again.status).toBe(304)
  })

  it('offers the form as an answer to one comment', async () => {
    const id = await reader.post('answered', { name: 'Ada', text: 'Who wants to answer this?' })
    const { text } = await page(`articles/answered/comments?replyTo=${id}`)
    expect(text).toContain('Reply to Ada</h3>')
    expect(text).toContain(`name="parentId" value="${id}"`)
  })

  it('says that comments are closed and shows no form', async () => {
    const path = '/v1/admin/sites/news/articles/closed'
    await service.call('PUT', path, { open: false }, service.as(service.admin))
    const { text } = await page('articles/closed/comments')
    expect(text).toContain('Comments are closed.')
    expect(text).not.toContain('<form')
  })

  it('is not changed while the thread is not', async () => {
    await reader.post('same', {})
    const { headers } = await page('articles/same/comments')
    const again = await reader.get('articles/same/comments', {
      ...HTML,
      'if-none-match': headers.get('etag') ?? '',
    })
    expect(again.status).toBe(304)
  })
})

describe('a thread asked for as a fragment', () => {
  it('is kept like the thread itself: the same tag until something changes, and at once another then', async () => {
    const parent = await reader.post('fragment-kept', { text: 'The first word.' })
    const path = `articles/fragment-kept/comments?fragment=1`
    const first = await reader.get(path, HTML)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    expect((await reader.get(path, { ...HTML, 'if-none-match': etag })).status).toBe(304)
    const replying = await page(`articles/fragment-kept/comments?replyTo=${parent}`)
    expect(replying.text).toContain('Reply to Ada')
    await reader.post('fragment-kept', { text: 'The second word.' })
    await expect.poll(async () => (await page(path)).text).toContain('The second word.')
    const changed = await reader.get(path, { ...HTML, 'if-none-match': etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('surrogate-key')).toBe(first.headers.get('surrogate-key'))
  })

  it('leads on to pages of the same length and order, in its other orders too', async () => {
    for (const text of ['Said first.', 'Said second.', 'Said third.']) await reader.post('paged', { text })
    const { text } = await page('articles/paged/comments?fragment=1&sort=oldest&limit=1')
    const next = linkOf(text, /rel="next" href="([^"]+)"/)
    expect(Object.fromEntries(next.searchParams)).toMatchObject({ sort: 'oldest', limit: '1' })
    const second = await (await service.call('GET', `${next.pathname}${next.search}`, undefined, HTML)).text()
    expect(second).toContain('Said second.')
    expect(second).not.toContain('Said third.')
    const top = linkOf(text, /href="([^"]+sort=top[^"]*)"/)
    expect(Object.fromEntries(top.searchParams)).toEqual({ sort: 'top', limit: '1' })
  })

  it('is one section with addresses that work on any page', async () => {
    await reader.post('included', { text: 'A comment for the including page.' })
    const { text } = await page('articles/included/comments?fragment=1')
    expect(text).toMatch(
      /^<link rel="stylesheet" href="http:\/\/[^/"]+\/plain\.css">\n<section class="postbag"/,
    )
    expect(text).not.toMatch(/<(html|head|body|main|h1)\b/)
    expect(text).toMatch(/action="http:\/\/[^/"]+\/v1\/sites\/news\/articles\/included\/comments"/)
  })
})

it('a fragment lets no host that a caller makes up out of its attribute', async () => {
  const response = await service.app.request(
    'http://a"b/v1/sites/news/articles/included/comments?fragment=1',
    {
      headers: HTML,
    },
  )
  expect(await response.text()).toContain('<link rel="stylesheet" href="http://a&quot;b/plain.css">')
})

async function page(path: string) {
  const response = await reader.get(path, HTML)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The address that a page's markup names. */
function linkOf(markup: string, pattern: RegExp): URL {
  const href = pattern.exec(markup)?.[1]?.replaceAll('&amp;', '&')
  return new URL(href ?? 'no link', 'http://postbag.example')
}
