import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cpuClock } from '../helpers/cpu.ts'
import { dataDir } from '../helpers/data.ts'
import { anImporter, BRIDGE, cdata, type Importer, wpComment, wxr } from '../helpers/importer.ts'
import { aService, listening, type Service } from '../helpers/service.ts'

let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

describe('a hostile file', () => {
  it.each([
    ['spaces', ' '],
    ['tags that do not end', '<script '],
    ['links that do not end', '<a href="x"'],
    ['scripts that do not end', '<script>'],
    ['ends that do not end', '</p'],
  ])('full of %s is read once through', async (_, part) => {
    const site = await importer.newSite()
    const content = cdata(`a${part.repeat(300_000 / part.length)}b`)
    const workedMs = cpuClock()
    const { status } = await importer.importFile(site, 'format=wxr', wxr(wpComment(1, { content })))
    expect(status).toBe(200)
    expect(workedMs()).toBeLessThan(2_000)
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
      const site = await importer.newSite()
      const { status, body } = await importer.importFile(site, 'format=wxr', file(name))
      expect(status).toBe(200)
      expect(body).toMatchObject(expected)
      const again = await importer.importFile(site, 'format=wxr', file(name))
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
    const site = await importer.newSite()
    await importer.importFile(site, 'format=wxr', file('cdata-tricks.xml'))
    const { comments } = await importer.thread(site, 'https://news.example/1')
    expect(comments.map(({ html }) => html).join('')).not.toMatch(/<script/)
    expect(comments.some(({ text }) => text === 'a]]>b')).toBe(true)
  })

  it.skipIf(!has)('of lines reports each bad line by its number', async () => {
    const { body } = await importer.importFile(
      await importer.newSite(),
      'format=postbag',
      file('lines-mixed.jsonl'),
    )
    expect(body).toMatchObject({ stored: 0, broken: null })
    expect(body.details.map(({ at }) => at)).toContain('line 3')
    expect(body.troubles).toBe(10)
  })

  it.skipIf(!has)('that is not UTF-8 is named so', async () => {
    const { body } = await importer.importFile(await importer.newSite(), 'format=postbag', file('latin1.csv'))
    expect(body.broken).toMatch(/not UTF-8/)
  })

  it.each([
    ['no XML at all', 'hello'],
    ['nothing', ''],
    ['elements without end', '<a>'.repeat(1000)],
  ])('with %s ends in a report', async (_, text) => {
    const { status, body } = await importer.importFile(await importer.newSite(), 'format=wxr', text)
    expect(status).toBe(200)
    expect(body).toMatchObject({ stored: 0 })
    expect(body.broken).not.toBeNull()
  })

  it.each([
    ['a WordPress export', 'format=disqus', wxr(wpComment(1)), 'not of this format: it is <rss>'],
    ['a web page', 'format=wxr', '<html><p>Sign in</p></html>', 'not of this format: it is <html>'],
  ])('that is %s and taken for another is named so', async (_, query, text, why) => {
    const { body } = await importer.importFile(await importer.newSite(), query, text)
    expect(body).toMatchObject({ found: 0, broken: expect.stringContaining(why) })
  })

  it('is heard of by whoever is still sending it', async () => {
    const { url, close } = await listening(service)
    const send = async (site: string) => {
      const response = await fetch(`${url}/v1/admin/sites/${site}/import?format=disqus`, {
        method: 'POST',
        headers: service.as(service.admin),
        body: `<rss>${' '.repeat(2_000_000)}`,
      })
      return (await response.json()).broken
    }
    const site = await importer.newSite()
    for (let times = 0; times < 10; times += 1) expect(await send(site)).toContain('not of this format')
    await close()
  })

  it('that is too large to be sent is refused before any of it is stored', async () => {
    const site = await importer.newSite()
    const file =
      wxr(Array.from({ length: 600 }, (_, n) => wpComment(n + 1)).join('')) + ' '.repeat(16 * 1024 * 1024)
    expect((await importer.importFile(site, 'format=wxr', file)).status).toBe(413)
    expect((await importer.thread(site, BRIDGE)).article.count).toBe(0)
  })

  it('goes into a site while no other does', async () => {
    const [site, other] = [await importer.newSite(), await importer.newSite()]
    const [begun, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const untilAnswered: UnderlyingDefaultSource<Uint8Array> = {
      async pull(controller) {
        begun.resolve()
        await answered.promise
        controller.enqueue(new TextEncoder().encode(wxr(wpComment(1))))
        controller.close()
      },
    }
    const send = async (to: string, body: Parameters<typeof importer.importFile>[2] = wxr(wpComment(1))) =>
      (await importer.importFile(to, 'format=wxr', body)).status
    const first = send(site, new ReadableStream(untilAnswered, { highWaterMark: 0 }))
    await begun.promise
    expect(await send(site)).toBe(503)
    expect(await send(other)).toBe(200)
    answered.resolve()
    expect(await first).toBe(200)
    expect(await send(site)).toBe(200)
  })

  it('is for admins, and has to say what it is', async () => {
    expect((await importer.importFile('news', 'format=wxr', 'x', service.moderator)).status).toBe(403)
    expect((await importer.importFile('news', 'format=word', 'x')).status).toBe(400)
    expect((await importer.importFile('nobody', 'format=wxr', 'x')).status).toBe(404)
  })
})
