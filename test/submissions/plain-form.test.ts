import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aService, aSite, type Service } from '../helpers/service.ts'

const NONE = '01900000-0000-7000-8000-000000000000'

let service: Service
beforeAll(async () => {
  service = await aService()
  await aSite(service.deps, { slug: 'zeitung', policy: { text: { locale: 'de' } } })
  const words = { reject: ['snakeoil'] }
  await aSite(service.deps, { slug: 'offen', policy: { rejected: 'told', words, text: { locale: 'de' } } })
  await aSite(service.deps, { slug: 'strict', policy: { limits: { perReaderPerMinute: 1 } } })
})
afterAll(() => service.close())

describe('the plain form', () => {
  it('leads back to the article, to the comment itself', async () => {
    const url = 'https://news.example/bridge?page=2'
    const { status, headers } = await send('news', { name: 'Ada', text: 'A word about the bridge.', url })
    expect(status).toBe(303)
    expect(headers.get('location')).toMatch(/^https:\/\/news\.example\/bridge\?page=2#comment-[0-9a-f-]{36}$/)
  })

  it.each([
    ['another site', 'https://elsewhere.example/', 'The ferry was late again on Monday.'],
    ['a script', 'javascript:alert(1)', 'Who counts the bicycles at night?'],
    ['credentials', 'https://news.example@elsewhere.example/', 'My uncle kept the lighthouse for years.'],
    ['no address', '', 'Herring tastes best with mustard.'],
  ])('answers with a page instead of leading to %s', async (_, url, words) => {
    const { status, text } = await send('news', { name: 'Ada', text: words, url })
    expect(status).toBe(200)
    expect(text).toContain('Your comment is published.')
  })

  it.each([
    ['the settings name', 'http://comments.example', 303],
    ['only the request names', 'http://made-up.example', 200],
  ])('leads to the page of ours that %s: %s answers %i', async (_, host, expected) => {
    const ours = await aService({ env: { PUBLIC_URL: 'http://comments.example' } })
    const form = { name: 'Ada', text: 'The lighthouse keeper waved.', url: `${host}/demo` }
    const { status } = await ours.app.request(`${host}/v1/sites/news/articles/bridge/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
    await ours.close()
    expect(status).toBe(expected)
  })

  it('is taken from a page of ours by a browser that tells its origin alone, and of no other', async () => {
    const page = await service.call('GET', '/v1/sites/news/articles/bridge/comments', undefined, {
      accept: 'text/html',
    })
    // Without it the origin would be `null`.
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    const fields = { name: 'Ada', text: '' }
    for (const [origin, status] of [
      ['http://localhost', 422],
      ['http://localhost.example', 403],
      ['null', 403],
    ] as const)
      expect([origin, (await send('news', fields, { origin })).status]).toEqual([origin, status])
  })

  it('says at each field what is wrong and keeps every word', async () => {
    const { status, text } = await send('news', {
      name: ' ',
      text: '',
      email: 'nobody@',
      website: 'https://ada.example/?a=1&b="2"',
      title: 'The bridge',
    })
    expect(status).toBe(422)
    expect(trouble(text, 'text')).toBe('Please enter your comment!')
    expect(trouble(text, 'name')).toBe('Please enter your name here')
    expect(trouble(text, 'email')).toBe('You have entered an incorrect email address!')
    expect(text).toMatch(/<textarea id="postbag-text"[^>]*aria-invalid="true"/)
    expect(text).toContain('value="nobody@"')
    expect(text).toContain('value="https://ada.example/?a=1&amp;b=&quot;2&quot;"')
    expect(text).toContain('name="title" value="The bridge"')
  })

  it('keeps a text with its tags as text, where only the name is missing', async () => {
    const { status, text } = await send('news', { name: '', text: 'My <b>long</b> thoughts' })
    expect(status).toBe(422)
    expect(trouble(text, 'name')).toBe('Please enter your name here')
    expect(text).toContain('My &lt;b&gt;long&lt;/b&gt; thoughts</textarea>')
  })

  it('speaks the language of the site', async () => {
    const { text } = await send('zeitung', { name: '', text: '' })
    expect(text).toContain('<html lang="de"')
    expect(trouble(text, 'text')).not.toBe('Please enter your comment!')
  })

  it('tells of a rejection with its reasons, in the language of the site, where the site tells', async () => {
    const { status, text } = await send('offen', { name: 'Ada', text: 'Buy snakeoil today.' })
    expect(status).toBe(403)
    expect(text).toContain('Nicht veröffentlicht.')
    expect(text).toContain('Beleidigung')
    expect(text).toContain('>Buy snakeoil today.</textarea>')
  })

  it('gives the words back to whoever is too fast, and says how long to wait', async () => {
    await send('strict', { name: 'Ada', text: 'The first is in time.' })
    const { status, headers, text } = await send('strict', { name: 'Ada', text: 'The second came too soon.' })
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(text).toContain('You are posting too quickly.')
    expect(text).toContain('The second came too soon.</textarea>')
  })

  it.each([
    ['too large a form', 'articles/bridge/comments', { text: 'x'.repeat(300_000) }, {}, /^Was Sie senden/],
    ['too large a report', `comments/${NONE}/reports`, { note: 'x'.repeat(300_000) }, {}, /^Was Sie senden/],
    [
      'one from elsewhere',
      'articles/bridge/comments',
      {},
      { origin: 'https://other.example' },
      /^Only pages/,
    ],
    ['one about no article', `articles/${'a'.repeat(201)}/comments`, {}, {}, /^Hier ist nichts/],
  ])('answers a browser with a page too when it cannot read %s', async (_, path, fields, headers, said) => {
    const answer = await service.call(
      'POST',
      `/v1/sites/zeitung/${path}`,
      new URLSearchParams(fields).toString(),
      {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        ...headers,
      },
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    const [, words] = /<html lang="de"[\s\S]*role="alert">([^<]*)</.exec(await answer.text()) ?? []
    expect(words).toMatch(said)
  })
})

async function send(site: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await service.app.request(`/v1/sites/${site}/articles/bridge/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function trouble(markup: string, field: string): string | undefined {
  return new RegExp(`id="postbag-${field}-trouble">([^<]*)<`).exec(markup)?.[1]
}
