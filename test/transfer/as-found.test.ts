import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anImporter, BRIDGE, cdata, type Importer, wpComment, wxr } from '../helpers/importer.ts'
import { aService, type Service } from '../helpers/service.ts'

/** What files of real installations hold although no description of their format says so. */
let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

const comments = async (format: string, file: string | Uint8Array) => {
  const site = await importer.newSite()
  const { body } = await importer.importFile(site, `format=${format}`, file)
  return { site, body, ...(await importer.thread(site, BRIDGE)) }
}

const thread = (id: number, fields = '', link = BRIDGE) =>
  `<thread dsq:id="${id}"><id/><forum>news</forum><link>${link}</link><title>Bridge &amp;amp; tunnel</title><message/>${fields}</thread>`
const post = (id: number, fields = '') =>
  `<post dsq:id="${id}"><id/><createdAt>2026-03-01T09:00:0${id}Z</createdAt>${fields}
  ${fields.includes('<message>') ? '' : `<message>${cdata(`<p>Post ${id}</p>`)}</message>`}
  <author><name>Ada</name></author>${fields.includes('<thread') ? '' : '<thread dsq:id="1"/>'}</post>`
const answers = (id: number) => `<parent dsq:id="${id}"/>`
const deleted = '<isDeleted>true</isDeleted>'
const disqus = (...parts: string[]) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">${parts.join('\n')}</disqus>`

describe('a WordPress export', () => {
  it.each([
    ['blank lines ahead', `\n\r\n${wxr(wpComment(1))}`],
    ['a mark of its byte order behind blank lines', `\n\ufeff${wxr(wpComment(1))}`],
    ['lines that end as on Windows', wxr(wpComment(1)).replaceAll('\n', '\r\n')],
    ['a name of HTML for a sign', wxr(wpComment(1)).replace('Bridge opens', 'Bridge&nbsp;opens')],
  ])('with %s is read', async (_, file) => {
    const { body, comments: shown } = await comments('wxr', file)
    expect(body).toMatchObject({ stored: 1, broken: null })
    expect(shown).toMatchObject([{ text: 'Comment 1', createdAt: '2020-01-01T00:00:01.000Z' }])
  })

  it('keeps names, titles and websites as HTML, which readers see as text', async () => {
    const file = wxr(
      wpComment(1, {
        author: cdata('O&#039;Brien &amp; S&ouml;hne &laquo;Bau&raquo;'),
        author_url: cdata('https://bau.example/?a=1&amp;b=2'),
        content: cdata('Wait&hellip; &frac12; &#8211; it&#146;s &lt;b&gt; &AMP; &unheard;'),
      }),
    ).replace('Bridge opens', cdata('Bridge &#038; <em>tunnel</em>'))
    const { article, comments: shown } = await comments('wxr', file)
    expect(article.title).toBe('Bridge & tunnel')
    expect(shown).toMatchObject([
      {
        author: { name: "O'Brien & Söhne «Bau»", website: 'https://bau.example/?a=1&b=2' },
        text: 'Wait… ½ – it’s <b> & &unheard;',
      },
    ])
  })

  it('of a second blog, whose numbers the first one has, says which comments it could not bring', async () => {
    const site = await importer.newSite()
    await importer.importFile(site, 'format=wxr', wxr(wpComment(1)))
    const second = wxr(wpComment(1) + wpComment(2), 'https://news.example/other')
    const { body } = await importer.importFile(site, 'format=wxr', second)
    expect(body).toMatchObject({ found: 2, stored: 1, known: 0 })
    expect(body.details).toEqual([
      { at: 'comment 1', what: 'there is one of this id already, below another article' },
    ])
  })
})

describe('an encoding', () => {
  const said = (encoding: string) => wxr(wpComment(1, { author: cdata('Søren') })).replace('UTF-8', encoding)
  it.each([
    ['ISO-8859-1, which the file says it has', Buffer.from(said('ISO-8859-1'), 'latin1')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${said('UTF-16')}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${said('UTF-16')}`, 'utf16le').swap16()],
    ['UTF-8, although it says otherwise', Buffer.from(said('UTF-16'))],
  ])('of %s is read', async (_, file) => {
    const { comments: shown } = await comments('wxr', file)
    expect(shown).toMatchObject([{ author: { name: 'Søren' } }])
  })

  it.each([
    [
      'UTF-8 that it is not',
      Buffer.from(said('UTF-8'), 'latin1'),
      /^not UTF-8, after byte 0: convert it first/,
    ],
    ['one nobody knows', Buffer.from(said('klingon')), /^its encoding klingon is not known/],
    ['none: it is packed', Buffer.from([0x1f, 0x8b, 8, 0]), /^it is packed with gzip/],
  ])('of %s is said', async (_, file, what) => {
    expect((await comments('wxr', file)).body.broken).toMatch(what)
  })
})

describe('a Disqus export', () => {
  it('keeps what was deleted: only what others answered keeps its place', async () => {
    const parts = [1, 2, 3, 4, 5].map((id) =>
      post(id, id < 5 ? deleted + (id > 1 ? answers(id - 1) : '') : answers(2)),
    )
    const { site, body, article, comments: shown } = await comments('disqus', disqus(thread(1), ...parts))
    expect(body).toMatchObject({ stored: 5, troubles: 0 })
    expect(article).toMatchObject({ count: 3, title: 'Bridge & tunnel' })
    expect(shown).toMatchObject([{ text: '', replies: [{ text: '', replies: [{ text: 'Post 5' }] }] }])
    const later = disqus(thread(1), ...parts, post(6, deleted), post(7, answers(1)))
    await importer.importFile(site, 'format=disqus', later)
    expect((await importer.thread(site, BRIDGE)).article.count).toBe(4)
  })

  it('that was cut keeps a place for what may have been answered in the rest', async () => {
    const whole = disqus(thread(1), post(1, deleted), post(2, answers(1)))
    const { site, body } = await comments('disqus', whole.slice(0, whole.indexOf('<post dsq:id="2"')))
    expect(body).toMatchObject({ stored: 1, broken: expect.stringMatching(/no sound XML/) })
    await importer.importFile(site, 'format=disqus', whole)
    const { comments: shown } = await importer.thread(site, BRIDGE)
    expect(shown).toMatchObject([{ text: '', replies: [{ text: 'Post 2' }] }])
  })

  it('has posts of deleted threads, which nobody saw there any more', async () => {
    const { body } = await comments('disqus', disqus(thread(1, deleted), post(1), post(2)))
    expect(body).toMatchObject({ found: 0, stored: 0, skipped: { 'of deleted threads': 2 } })
  })

  it('leads links through an address of its own, which is left out', async () => {
    const away = (to: string) =>
      `https://disq.us/url?url=${encodeURIComponent(to)}%3AGTwU4dcq96lIEIpJc8INii4ptuY&amp;cuid=10`
    const message = `<p><a href="${away('https://paper.example/a?b=1&c=2')}" rel="nofollow">https://paper.example/a?b...</a>, <a href="${away('javascript:1')}">here</a></p>`
    const { comments: shown } = await comments(
      'disqus',
      disqus(thread(1), post(1, `<message>${cdata(message)}</message>`)),
    )
    expect(shown[0]?.text).toBe(
      'https://paper.example/a?b=1&c=2, here (https://disq.us/url?url=javascript%3A1%3AGTwU4dcq96lIEIpJc8INii4ptuY&cuid=10)',
    )
  })
})

it('a time without a zone is one of UTC, wherever the service runs', async () => {
  const before = process.env.TZ
  process.env.TZ = 'America/New_York'
  try {
    const { comments: shown } = await comments('disqus', disqus(thread(1), post(1).replace('01Z', '01')))
    expect(shown).toMatchObject([{ createdAt: '2026-03-01T09:00:01.000Z' }])
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})

it('an Artalk transfer file may keep numbers as numbers, leave things out, and give times without a zone', async () => {
  const row = {
    content: 'At last!',
    nick: 'Ada',
    page_key: '/bridge',
    is_pending: false,
    vote_up: 7,
    email: null,
  }
  const file = JSON.stringify([
    { ...row, id: 1, rid: 0, created_at: '2021-10-28 20:50:15', page_title: null },
    { ...row, id: 2, rid: 1, created_at: '2021-10-28 20:50:15 +0800 +0800', updated_at: '' },
  ])
  const { body, comments: shown } = await comments('artalk', file)
  expect(body).toMatchObject({ stored: 2, troubles: 0 })
  expect(shown).toMatchObject([
    {
      createdAt: '2021-10-28T20:50:15.000Z',
      editedAt: null,
      replies: [{ createdAt: '2021-10-28T12:50:15.000Z' }],
    },
  ])
})
