import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataDir } from '../helpers/data.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

type Report = {
  readonly found: number
  readonly stored: number
  readonly known: number
  readonly skipped: Record<string, number>
  readonly troubles: number
  readonly details: readonly { readonly at: string; readonly what: string }[]
  readonly broken: string | null
}

async function importFile(site: string, query: string, body: string | Uint8Array, token = service.admin) {
  const response = await service.app.request(`/v1/admin/sites/${site}/import?${query}`, {
    method: 'POST',
    headers: { ...service.as(token), 'content-type': 'application/octet-stream' },
    body: body as never,
  })
  return { status: response.status, body: (await response.json()) as Report }
}

type Shown = {
  readonly author: { readonly name: string; readonly website?: string }
  readonly text: string
  readonly html: string
  readonly createdAt: string
  readonly replies: readonly Shown[]
}

async function thread(site: string, article: string) {
  const path = `/v1/sites/${site}/articles/${encodeURIComponent(article)}/comments?sort=oldest`
  return (await (await service.call('GET', path)).json()) as {
    article: { count: number; title: string }
    comments: Shown[]
  }
}

const newSite = async () => (await aSite(service.deps)).slug
const cdata = (text: string) => `<![CDATA[${text}]]>`

const wxr = (
  comments: string,
  link = 'https://news.example/bridge',
) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><wp:author><wp:author_id>1</wp:author_id></wp:author>
<item><title>Bridge opens</title><link>${link}</link><content:encoded>${cdata('<p>Long article</p>')}</content:encoded>
<wp:post_id>7</wp:post_id><wp:comment_status>open</wp:comment_status>${comments}</item></channel></rss>`

const wpComment = (id: number, fields: Record<string, string> = {}) => {
  const all: Record<string, string> = {
    id: String(id),
    author: cdata('Ada'),
    author_email: cdata('ada@mail.example'),
    author_url: '',
    date_gmt: `2020-01-01 00:00:${String(id % 60).padStart(2, '0')}`,
    content: cdata(`Comment ${id}`),
    approved: '1',
    type: '',
    parent: '0',
    ...fields,
  }
  const members = Object.entries(all).map(
    ([name, value]) => `<wp:comment_${name}>${value}</wp:comment_${name}>`,
  )
  return `<wp:comment>${members.join('')}</wp:comment>`
}

describe('an import from WordPress', () => {
  it('takes comments over with their answers, times, states and words, whatever their order', async () => {
    const site = await newSite()
    const file = wxr(
      [
        wpComment(3, { parent: '1', author: cdata('Bo'), content: cdata('I agree.') }),
        wpComment(1, {
          content: cdata('At last!\n\nSee <a href="https://news.example/x">here</a> &amp; <b>there</b>.'),
        }),
        wpComment(4, { approved: '0' }),
        wpComment(5, { approved: 'spam' }),
        wpComment(6, { type: 'pingback' }),
        wpComment(7, { approved: 'maybe' }),
        wpComment(8, { content: cdata('  ') }),
      ].join(''),
    )
    const { body } = await importFile(site, 'format=wxr', file)
    expect(body).toMatchObject({ found: 5, stored: 4, known: 0, skipped: { pingback: 1 }, broken: null })
    expect(body.details).toEqual([
      { at: 'comment 7', what: 'a state that is not known (comment_approved)' },
      { at: 'comment 8', what: 'no text' },
    ])
    const { article, comments } = await thread(site, 'https://news.example/bridge')
    expect(article).toMatchObject({ count: 2, title: 'Bridge opens' })
    expect(comments).toMatchObject([
      {
        author: { name: 'Ada' },
        text: 'At last!\n\nSee here (https://news.example/x) & there.',
        createdAt: '2020-01-01T00:00:01.000Z',
        replies: [{ author: { name: 'Bo' }, text: 'I agree.' }],
      },
    ])
    const states = await service.deps.db.query(
      (sql) => sql<{ status: string; reason: string | null; n: number }[]>`
      select c.status, c.reason, count(*)::int as n from comments c join sites s on s.id = c.site_id
      where s.slug = ${site} group by 1, 2 order by 1`,
    )
    expect(states).toEqual([
      { status: 'approved', reason: null, n: 2 },
      { status: 'pending', reason: null, n: 1 },
      { status: 'rejected', reason: 'spam', n: 1 },
    ])
  })

  it('changes nothing when it is run again, and goes on where a file was cut off', async () => {
    const site = await newSite()
    const whole = wxr(Array.from({ length: 30 }, (_, n) => wpComment(n + 1)).join(''))
    const cut = await importFile(site, 'format=wxr', whole.slice(0, whole.length / 2))
    expect(cut.body.broken).toMatch(/no sound XML/)
    expect(cut.body.stored).toBeGreaterThan(5)
    const rest = await importFile(site, 'format=wxr', whole)
    expect(rest.body).toMatchObject({ stored: 30 - cut.body.stored, known: cut.body.stored, broken: null })
    expect((await importFile(site, 'format=wxr', whole)).body).toMatchObject({ stored: 0, known: 30 })
    expect((await thread(site, 'https://news.example/bridge')).article.count).toBe(30)
  })

  it('takes two of one name without an address for two people: erasing one leaves the other', async () => {
    const site = await newSite()
    const namesake = { author: cdata('John'), author_email: '' }
    await importFile(site, 'format=wxr', wxr(wpComment(1, namesake) + wpComment(2, namesake)))
    const [john] = await service.deps.db.query(
      (sql) => sql<{ id: string }[]>`
      select c.id from comments c join sites s on s.id = c.site_id where s.slug = ${site} order by c.created_at`,
    )
    const request = { commentId: john?.id, scope: 'author' }
    const erasure = await service.call(
      'POST',
      `/v1/admin/sites/${site}/erasures`,
      request,
      service.as(service.admin),
    )
    expect(await erasure.json()).toEqual({ erased: 1, remaining: false })
  })

  it('of a dry run reports and stores nothing', async () => {
    const site = await newSite()
    const { body } = await importFile(
      site,
      'format=wxr&dryRun=true',
      wxr(wpComment(1) + wpComment(2, { approved: 'x' })),
    )
    expect(body).toMatchObject({ found: 1, stored: 0, known: 0, troubles: 1 })
    expect((await thread(site, 'https://news.example/bridge')).comments).toEqual([])
  })

  it('goes below what readers wrote here, and is gone from no count', async () => {
    const site = await newSite()
    await service.submit(
      { text: 'Written here.' },
      { site, article: encodeURIComponent('https://news.example/bridge') },
    )
    await importFile(site, 'format=wxr', wxr(wpComment(1)))
    const { article, comments } = await thread(site, 'https://news.example/bridge')
    expect(article.count).toBe(2)
    expect(comments.map(({ text }) => text)).toEqual(['Comment 1', 'Written here.'])
  })

  it('names articles by id where it is told so', async () => {
    const site = await newSite()
    await importFile(site, 'format=wxr&articles=id', wxr(wpComment(1)))
    expect((await thread(site, '7')).article.count).toBe(1)
  })
})

describe('an import from Disqus', () => {
  it('joins posts and threads, keeps an empty place for deleted ones that were answered', async () => {
    const site = await newSite()
    const post = (id: number, message: string, more = '', flags = { isDeleted: false, isSpam: false }) =>
      `<post dsq:id="${id}"><id>${id * 3}</id><message>${cdata(message)}</message><createdAt>2026-03-01T09:00:0${id % 10}Z</createdAt>
      <isDeleted>${flags.isDeleted}</isDeleted><isSpam>${flags.isSpam}</isSpam><author><name>Ada ${id}</name><isAnonymous>true</isAnonymous></author>
      <thread dsq:id="100"/>${more}</post>`
    const file = `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
      <category dsq:id="1"><title>General</title></category>
      <thread dsq:id="100"><id>bridge-7</id><forum>news</forum><link>https://news.example/bridge</link><title>Bridge opens</title>
      <message/><createdAt>2026-03-01T08:00:00Z</createdAt><author><name>Desk</name></author><isClosed>true</isClosed><isDeleted>false</isDeleted></thread>
      ${post(201, '<p>Agreed</p>', '<parent dsq:id="200"/>')}
      ${post(200, '', '', { isDeleted: true, isSpam: false })}
      ${post(202, '<p>Buy <a href="https://spam.example/">https://spam.ex...</a></p>', '', { isDeleted: false, isSpam: true })}
      ${post(203, '<p>One<br>two</p><p>three</p>')}
      <post dsq:id="204"><message>x</message><createdAt>2026-03-01T09:00:00Z</createdAt><thread dsq:id="999"/></post></disqus>`
    const { body } = await importFile(site, 'format=disqus', file)
    expect(body).toMatchObject({ found: 4, stored: 4, troubles: 1, broken: null })
    expect(body.details).toEqual([{ at: 'post 204', what: 'a thread that the file does not have' }])
    const { article, comments } = await thread(site, 'https://news.example/bridge')
    expect(article).toMatchObject({ count: 3, open: false })
    expect(comments).toMatchObject([
      { author: { name: '—' }, text: '', replies: [{ text: 'Agreed', author: { name: 'Ada 201' } }] },
      { text: 'One\ntwo\n\nthree' },
    ])
  })
})

describe('a hostile file', () => {
  it.each([
    ['spaces', ' '],
    ['tags that do not end', '<script '],
    ['links that do not end', '<a href="x"'],
    ['scripts that do not end', '<script>'],
    ['ends that do not end', '</p'],
  ])('full of %s is read once through', async (_, part) => {
    const site = await newSite()
    const content = cdata(`a${part.repeat(300_000 / part.length)}b`)
    const before = process.cpuUsage()
    const { status } = await importFile(site, 'format=wxr', wxr(wpComment(1, { content })))
    expect(status).toBe(200)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000)
  })

  const folder = dataDir() && `${dataDir()}/imports`.replace('/imports', '/hostile/imports')
  const file = (name: string) => readFileSync(`${folder}/${name}`)
  const has = folder !== undefined && existsSync(folder)

  it.skipIf(!has).each([
    ['cdata-tricks.xml', { stored: 2, troubles: 1, broken: null }],
    ['replies-in-a-ring.xml', { stored: 3, troubles: 1, broken: null }],
    ['reply-across-stories.xml', { stored: 2, troubles: 1, broken: null }],
    ['reply-before-its-parent.xml', { stored: 2, troubles: 0, broken: null }],
    ['chain-of-3000-replies.xml', { stored: 3000, troubles: 0, broken: null }],
    ['entities-that-multiply.xml', { stored: 0, broken: expect.stringContaining('document type') }],
    ['entity-from-file.xml', { stored: 0, broken: expect.stringContaining('document type') }],
    ['links-hostile.xml', { broken: null }],
    ['states-unknown.xml', { broken: null }],
  ])(
    '%s is taken as far as it is sound, each bad row reported, and can be run again',
    async (name, expected) => {
      const site = await newSite()
      const { status, body } = await importFile(site, 'format=wxr', file(name))
      expect(status).toBe(200)
      expect(body).toMatchObject(expected)
      const again = await importFile(site, 'format=wxr', file(name))
      expect(again.body).toMatchObject({ stored: 0, known: body.stored })
      const [drift] = await service.deps.db.query(
        (sql) => sql<{ n: number }[]>`
      select count(*)::int as n from articles a join sites s on s.id = a.site_id where s.slug = ${site}
        and a.comment_count <> (select count(*) from comments c where c.site_id = a.site_id and c.article_id = a.id and c.visible)`,
      )
      expect(drift?.n).toBe(0)
    },
    60_000,
  )

  it.skipIf(!has)('runs nothing and expands nothing in what is shown', async () => {
    const site = await newSite()
    await importFile(site, 'format=wxr', file('cdata-tricks.xml'))
    const { comments } = await thread(site, 'https://news.example/1')
    expect(comments.map(({ html }) => html).join('')).not.toMatch(/<script/)
    expect(comments.some(({ text }) => text === 'a]]>b')).toBe(true)
  })

  it.skipIf(!has)('of lines reports each bad line by its number', async () => {
    const { body } = await importFile(await newSite(), 'format=postbag', file('lines-mixed.jsonl'))
    expect(body).toMatchObject({ stored: 0, broken: null })
    expect(body.details.map(({ at }) => at)).toContain('line 3')
    expect(body.troubles).toBe(10)
  })

  it.skipIf(!has)('that is not UTF-8 is named so', async () => {
    const { body } = await importFile(await newSite(), 'format=postbag', file('latin1.csv'))
    expect(body.broken).toMatch(/not UTF-8/)
  })

  it.each([
    ['no XML at all', 'hello'],
    ['nothing', ''],
    ['elements without end', '<a>'.repeat(1000)],
  ])('with %s ends in a report', async (_, text) => {
    const { status, body } = await importFile(await newSite(), 'format=wxr', text)
    expect(status).toBe(200)
    expect(body).toMatchObject({ stored: 0 })
    expect(body.broken).not.toBeNull()
  })

  it.each([
    ['a WordPress export', 'format=disqus', wxr(wpComment(1)), 'not of this format: it is <rss>'],
    ['a web page', 'format=wxr', '<html><p>Sign in</p></html>', 'not of this format: it is <html>'],
  ])('that is %s and taken for another is named so', async (_, query, text, why) => {
    const { body } = await importFile(await newSite(), query, text)
    expect(body).toMatchObject({ found: 0, broken: expect.stringContaining(why) })
  })

  it('is for admins, and has to say what it is', async () => {
    expect((await importFile('news', 'format=wxr', 'x', service.moderator)).status).toBe(403)
    expect((await importFile('news', 'format=word', 'x')).status).toBe(400)
    expect((await importFile('nobody', 'format=wxr', 'x')).status).toBe(404)
  })
})
