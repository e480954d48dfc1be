import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anImporter, cdata, type Importer, wpComment, wxr } from '../helpers/importer.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

describe('an import from WordPress', () => {
  it('takes comments over with their answers, times, states and words, whatever their order', async () => {
    const site = await importer.newSite()
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
    const { body } = await importer.importFile(site, 'format=wxr', file)
    expect(body).toMatchObject({ found: 5, stored: 4, known: 0, skipped: { pingback: 1 }, broken: null })
    expect(body.details).toEqual([
      { at: 'comment 7', what: 'a state that is not known (comment_approved)' },
      { at: 'comment 8', what: 'no text' },
    ])
    const { article, comments } = await importer.thread(site, 'https://news.example/bridge')
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

  it.each([
    ['of another site', {}, 'https://elsewhere.example/a', 'an article of another site'],
    ['from a time to come', { date_gmt: '2999-01-01 00:00:00' }, undefined, 'no time, or one to come'],
    ['past any length', { content: cdata('long '.repeat(4_001)) }, undefined, 'a text that is too long'],
    ['under a name past any length', { author: cdata('A'.repeat(81)) }, undefined, 'a name that is too long'],
  ])('takes no comment %s, and says so', async (_, fields, link, what) => {
    const site = await importer.newSite()
    const { body } = await importer.importFile(site, 'format=wxr', wxr(wpComment(1, fields), link))
    expect(body).toMatchObject({ found: 1, stored: 0, details: [{ at: 'comment 1', what }] })
  })

  it('leaves an article closed that is older than the site keeps articles open', async () => {
    const policy = { limits: OPEN_LIMITS, threads: { closeAfterDays: 30 } }
    const { slug } = await aSite(service.deps, { policy })
    const article = encodeURIComponent('https://news.example/bridge')
    const latest = { date_gmt: new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ') }
    await importer.importFile(slug, 'format=wxr', wxr(wpComment(1, latest)))
    expect((await service.submit({}, { site: slug, article })).status).toBe(201)
    await importer.importFile(slug, 'format=wxr', wxr(wpComment(2)))
    const { status, body } = await service.submit({}, { site: slug, article })
    expect([status, body.type]).toEqual([403, 'urn:postbag:problem:comments-closed'])
  })

  it('hides what is below a comment that readers may not see', async () => {
    const site = await importer.newSite()
    const file = wpComment(1, { approved: '0' }) + wpComment(2, { parent: '1' }) + wpComment(3)
    await importer.importFile(site, 'format=wxr', wxr(file))
    await importer.importFile(site, 'format=wxr', wxr(wpComment(4, { parent: '1' })))
    const { article, comments } = await importer.thread(site, 'https://news.example/bridge')
    expect(article.count).toBe(1)
    expect(comments.map(({ text }) => text)).toEqual(['Comment 3'])
  })

  it('moves an answer to a comment of another article to the top, and says so', async () => {
    const site = await importer.newSite()
    await importer.importFile(site, 'format=wxr', wxr(wpComment(1), 'https://news.example/harbour'))
    const { body } = await importer.importFile(site, 'format=wxr', wxr(wpComment(2, { parent: '1' })))
    expect(body.details).toMatchObject([{ what: 'answers a comment that is not there: moved to the top' }])
    const { comments } = await importer.thread(site, 'https://news.example/bridge')
    expect(comments).toMatchObject([{ text: 'Comment 2' }])
  })

  it('is in the very next page of a thread that was read before, and counts as its latest', async () => {
    const site = await importer.newSite()
    const address = 'https://news.example/bridge'
    await importer.importFile(site, 'format=wxr', wxr(wpComment(1)))
    expect((await importer.thread(site, address)).article.count).toBe(1)
    await importer.importFile(site, 'format=wxr', wxr(wpComment(2, { date_gmt: '2021-01-01 00:00:00' })))
    expect((await importer.thread(site, address)).article.count).toBe(2)
    const [article] = await service.deps.db.query(
      (sql) => sql<{ at: Date }[]>`
      select a.last_comment_at as at from articles a join sites s on s.id = a.site_id where s.slug = ${site}`,
    )
    expect(article?.at).toEqual(new Date('2021-01-01T00:00:00Z'))
  })

  it('changes nothing when it is run again, and goes on where a file was cut off', async () => {
    const site = await importer.newSite()
    const whole = wxr(Array.from({ length: 30 }, (_, n) => wpComment(n + 1)).join(''))
    const cut = await importer.importFile(site, 'format=wxr', whole.slice(0, whole.length / 2))
    expect(cut.body.broken).toMatch(/no sound XML/)
    expect(cut.body.stored).toBeGreaterThan(5)
    const rest = await importer.importFile(site, 'format=wxr', whole)
    expect(rest.body).toMatchObject({ stored: 30 - cut.body.stored, known: cut.body.stored, broken: null })
    expect((await importer.importFile(site, 'format=wxr', whole)).body).toMatchObject({
      stored: 0,
      known: 30,
    })
    expect((await importer.thread(site, 'https://news.example/bridge')).article.count).toBe(30)
  })

  it('takes two of one name without an address for two people: erasing one leaves the other', async () => {
    const site = await importer.newSite()
    const namesake = { author: cdata('John'), author_email: '' }
    await importer.importFile(site, 'format=wxr', wxr(wpComment(1, namesake) + wpComment(2, namesake)))
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
    expect(await erasure.json()).toEqual({ erased: 1, remaining: false, held: 0 })
  })

  it('of a dry run reports and stores nothing', async () => {
    const site = await importer.newSite()
    const { body } = await importer.importFile(
      site,
      'format=wxr&dryRun=true',
      wxr(wpComment(1) + wpComment(2, { approved: 'x' })),
    )
    expect(body).toMatchObject({ found: 1, stored: 0, known: 0, troubles: 1 })
    expect((await importer.thread(site, 'https://news.example/bridge')).comments).toEqual([])
  })

  it('goes below what readers wrote here, and is gone from no count', async () => {
    const site = await importer.newSite()
    await service.submit(
      { text: 'Written here.' },
      { site, article: encodeURIComponent('https://news.example/bridge') },
    )
    await importer.importFile(site, 'format=wxr', wxr(wpComment(1)))
    const { article, comments } = await importer.thread(site, 'https://news.example/bridge')
    expect(article.count).toBe(2)
    expect(comments.map(({ text }) => text)).toEqual(['Comment 1', 'Written here.'])
  })

  it('names articles by id where it is told so', async () => {
    const site = await importer.newSite()
    await importer.importFile(site, 'format=wxr&articles=id', wxr(wpComment(1)))
    expect((await importer.thread(site, '7')).article.count).toBe(1)
  })
})

describe('an import from Disqus', () => {
  it('joins posts and threads, keeps an empty place for deleted ones that were answered', async () => {
    const site = await importer.newSite()
    const post = (
      id: number,
      message: string,
      more = '',
      { isDeleted, isSpam, thread } = { isDeleted: false, isSpam: false, thread: 100 },
    ) =>
      `<post dsq:id="${id}"><id>${id * 3}</id><message>${cdata(message)}</message><createdAt>2026-03-01T09:00:0${id % 10}Z</createdAt>
      <isDeleted>${isDeleted}</isDeleted><isSpam>${isSpam}</isSpam><author><name>Ada ${id}</name><isAnonymous>true</isAnonymous></author>
      <thread dsq:id="${thread}"/>${more}</post>`
    const file = `<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
      <category dsq:id="1"><title>General</title></category>
      <thread dsq:id="100"><id>bridge-7</id><forum>news</forum><link>https://news.example/bridge</link><title>Bridge opens</title>
      <message/><createdAt>2026-03-01T08:00:00Z</createdAt><author><name>Desk</name></author><isClosed>true</isClosed><isDeleted>false</isDeleted></thread>
      ${post(201, '<p>Agreed</p>', '<parent dsq:id="200"/>')}
      ${post(200, '', '', { isDeleted: true, isSpam: false, thread: 100 })}
      ${post(202, '<p>Buy <a href="https://spam.example/">https://spam.ex...</a></p>', '', { isDeleted: false, isSpam: true, thread: 100 })}
      <thread dsq:id="101"><id/><forum>news</forum><link>http://news.example/bridge?utm_source=feed</link><title>Bridge opens</title>
      <message/><createdAt>2026-03-01T08:00:00Z</createdAt><isClosed>true</isClosed><isDeleted>false</isDeleted></thread>
      ${post(203, '<p>One<br>two</p><p>three</p>')}
      ${post(205, '<p>By the old address</p>', '', { isDeleted: false, isSpam: false, thread: 101 })}
      <post dsq:id="204"><message>x</message><createdAt>2026-03-01T09:00:00Z</createdAt><thread dsq:id="999"/></post></disqus>`
    const { body } = await importer.importFile(site, 'format=disqus', file)
    expect(body).toMatchObject({ found: 5, stored: 5, troubles: 1, broken: null })
    expect(body.details).toEqual([{ at: 'post 204', what: 'a thread that the file does not have' }])
    const { article, comments } = await importer.thread(site, 'https://news.example/bridge')
    expect(article).toMatchObject({ count: 4, open: false })
    expect(comments).toMatchObject([
      { author: { name: '—' }, text: '', replies: [{ text: 'Agreed', author: { name: 'Ada 201' } }] },
      { text: 'One\ntwo\n\nthree' },
      { text: 'By the old address' },
    ])
  })
})
