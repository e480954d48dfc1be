import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportSite } from '../../src/transfer/export.ts'
import { asWritten, readCsv } from '../helpers/csv.ts'
import { hostileRows } from '../helpers/data.ts'
import { aHeldComment, asHolder, decideNow } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

async function fetchExport(site: string, query = '', token = service.admin) {
  const response = await service.call(
    'GET',
    `/v1/admin/sites/${site}/export?${query}`,
    undefined,
    service.as(token),
  )
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function aFullSite() {
  const site = (await aSite(service.deps)).slug
  const top = (
    await service.submit({ text: 'First\n"quoted", and more', email: 'ada@mail.example' }, { site })
  ).body
  await service.submit({ text: 'An answer.', parentId: top.comment.id }, { site })
  await service.submit({ text: 'See https://a.example/x and https://b.example/y', name: 'Held' }, { site })
  return { site, top }
}

/** A site where everything happened that an export tells of. */
async function aStoriedSite() {
  const mo = asHolder(service, service.moderator)
  const { db } = service.deps
  const admin = service.as(service.admin)
  const about = { title: 'T'.repeat(400), url: 'https://news.example/bridge', section: 'Local', open: true }
  await service.call('PUT', '/v1/admin/sites/news/articles/bridge', about, admin)
  await service.call('PUT', '/v1/admin/sites/news/articles/never-open', { open: false }, admin)
  const { body: chosen } = await service.submit({ text: 'Chosen by the desk.', email: 'ada@mail.example' })
  await mo('PUT', `/v1/review/comments/${chosen.comment.id}/pick`, { picked: true })
  await mo('POST', `/v1/review/comments/${chosen.comment.id}/answers`, { text: 'We thank you.' })
  await db.query(
    (sql) => sql`
    update comments set badge = 'Subscriber', color = '#aa00bb', verified = true, likes = 3
    where id = ${chosen.comment.id}`,
  )
  const { body: edited } = await service.submit({ text: 'Not what I meant to say.' })
  const receipt = { authorization: `Receipt ${edited.receipt}` }
  await service.call(
    'PATCH',
    `/v1/sites/news/comments/${edited.comment.id}`,
    { text: 'What I meant.' },
    receipt,
  )
  for (const article of ['post:7', encodeURIComponent('https://elsewhere.example/a')])
    await service.submit({ text: `Under an id that looks like an address, ${article}.` }, { article })
  const { id: rejected } = await aHeldComment(service)
  await decideNow(mo, rejected, 'reject', 'spam')
  await aHeldComment(service)
  const { body: erased } = await service.submit({ text: 'To be forgotten.' })
  await service.submit({ text: ' An answer to it.\n', parentId: erased.comment.id })
  const erasure = { commentId: erased.comment.id, scope: 'comment' }
  await service.call('POST', '/v1/admin/sites/news/erasures', erasure, admin)
}

describe('an export', () => {
  it('holds everything of the site and says when it is whole', async () => {
    const { site } = await aFullSite()
    const { headers, text } = await fetchExport(site)
    expect(headers.get('content-type')).toMatch(/x-ndjson/)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="postbag-[\w-]+\.jsonl"$/)
    const lines = linesOf(text)
    expect(lines[0]).toMatchObject({
      format: 'postbag-export',
      version: 1,
      site: { slug: site },
      personal: false,
    })
    expect(lines.filter(({ type }) => type === 'article')).toHaveLength(1)
    expect(lines.filter(({ type }) => type === 'comment')).toHaveLength(3)
    expect(text).not.toMatch(/ada@mail|hash/i)
    const before = text.slice(0, text.lastIndexOf('{'))
    const counts = { articles: 1, comments: 3 }
    const body = before.slice(0, before.lastIndexOf('\n') + 1)
    expect(lines.at(-1)).toEqual({
      type: 'end',
      counts,
      sha256: createHash('sha256').update(body).digest('hex'),
    })
    expect((await fetchExport(site, 'personal=true')).text).toContain('ada@mail.example')
  })

  it('can be taken in again elsewhere and gives the same thread', async () => {
    const { site } = await aFullSite()
    const turned = await service.call(
      'PUT',
      `/v1/review/articles/bridge?site=${site}`,
      { open: false, premoderated: true },
      service.as(service.admin),
    )
    expect(turned.status).toBe(200)
    const { text } = await fetchExport(site, 'personal=true')
    const other = (await aSite(service.deps)).slug
    const response = await service.app.request(`/v1/admin/sites/${other}/import?format=postbag`, {
      method: 'POST',
      headers: service.as(service.admin),
      body: text,
    })
    expect(await response.json()).toMatchObject({ found: 3, stored: 3, troubles: 0, broken: null })
    const thread = async (slug: string) => {
      const answer = await service.call('GET', `/v1/sites/${slug}/articles/bridge/comments`)
      return ((await answer.json()) as { comments: { replies: object[] }[] }).comments
    }
    const [there, here] = [await thread(other), await thread(site)]
    expect(there).toMatchObject(
      here.map(({ replies: [reply] }) => ({
        text: 'First\n"quoted", and more',
        replies: [{ text: (reply as { text: string }).text }],
      })),
    )
    expect(there).toHaveLength(1)
    const article = await service.call(
      'GET',
      `/v1/review/articles/bridge?site=${other}`,
      undefined,
      service.as(service.admin),
    )
    expect(await article.json()).toMatchObject({ open: false, premoderated: true, changed: null })
  })

  it('taken in by an empty database gives the same export again', async () => {
    const site = 'news'
    await aStoriedSite()
    const elsewhere = await aService()
    const first = (await fetchExport(site, 'personal=true')).text
    const taken = await elsewhere.app.request(`/v1/admin/sites/${site}/import?format=postbag`, {
      method: 'POST',
      headers: elsewhere.as(elsewhere.admin),
      body: first,
    })
    expect(await taken.json()).toMatchObject({ found: 9, stored: 9, troubles: 0, broken: null })
    const headers = elsewhere.as(elsewhere.admin)
    const again = await elsewhere.call(
      'GET',
      `/v1/admin/sites/${site}/export?personal=true`,
      undefined,
      headers,
    )
    const rowsOf = (text: string) =>
      linesOf(text)
        .filter(({ type }) => type === 'article' || type === 'comment')
        .sort((a, b) => ((a.id ?? a.key) < (b.id ?? b.key) ? -1 : 1))
    expect(rowsOf(await again.text())).toEqual(rowsOf(first))
    const picked = await elsewhere.call('GET', `/v1/sites/${site}/articles/bridge/comments?sort=picked`)
    expect((await picked.json()).comments).toMatchObject([{ text: 'Chosen by the desk.', picked: true }])
    await elsewhere.close()
  })

  it('that was cut is taken in as far as it goes, and said to be cut', async () => {
    const { site } = await aFullSite()
    const { text } = await fetchExport(site)
    const cut = text.slice(0, text.slice(0, -1).lastIndexOf('\n') + 1)
    const other = (await aSite(service.deps)).slug
    const taken = async (body: string) => {
      const path = `/v1/admin/sites/${other}/import?format=postbag`
      const response = await service.app.request(path, {
        method: 'POST',
        headers: service.as(service.admin),
        body,
      })
      return response.json()
    }
    expect(await taken(cut)).toMatchObject({ stored: 3, broken: expect.stringContaining('cut off') })
    expect(await taken(text)).toMatchObject({ stored: 0, known: 3, broken: null })
  })

  const cells = hostileRows<{ readonly id: string; readonly cell: string }>('csv-cells')
  it.skipIf(cells.length === 0)('as CSV runs nothing in a spreadsheet and reads back as it was', async () => {
    const site = await aSite(service.deps)
    const storable = cells
      .map(({ cell }) => cell)
      .filter((cell) => cell.isWellFormed() && !cell.includes('\0'))
    const { body } = await service.submit({}, { site: site.slug })
    for (const [index, text] of storable.entries()) {
      await service.deps.db.query(
        (sql) => sql`
        insert into comments (site_id, id, article_id, depth, status, visible, name, text, html, author_hash, network_hash,
          risk, created_at)
        select site_id, ${`01900000-0000-7000-8000-${String(index).padStart(12, '0')}`}, article_id, 1, 'approved', false,
          name, ${text}, '', author_hash, network_hash, 0, created_at from comments where id = ${body.comment.id}`,
      )
    }
    const { text } = await fetchExport(site.slug, 'format=csv')
    const rows = readCsv(text)
    const column = rows[0]?.indexOf('text') ?? -1
    const read = rows.slice(1).map((row) => row[column] ?? '')
    for (const cell of read) expect(cell).not.toMatch(/^[\s\p{C}\p{Z}]*[=+\-@\uff0b\uff0d\uff1d\uff20]/u)
    expect(read.map(asWritten)).toEqual(expect.arrayContaining(storable))
  })

  it('is of one moment, however long it takes to be read', async () => {
    const site = await aSite(service.deps)
    await service.submit({ text: 'Before.' }, { site: site.slug })
    const pieces: string[] = []
    await exportSite(
      service.deps.db,
      site,
      { format: 'jsonl', personal: false, now: new Date() },
      async (piece) => {
        if (pieces.length === 0) await service.submit({ text: 'Meanwhile.' }, { site: site.slug })
        pieces.push(piece)
      },
    )
    expect(pieces.join('')).toContain('Before.')
    expect(pieces.join('')).not.toContain('Meanwhile.')
    expect(linesOf(pieces.join('')).at(-1)).toMatchObject({ counts: { comments: 1 } })
  })

  it('whose head alone is asked for has that of a whole one, and takes no place from those who export', async () => {
    const path = '/v1/admin/sites/news/export?format=csv'
    const as = service.as(service.admin)
    for (let times = 0; times < 3; times += 1) {
      const { status, headers, body } = await service.call('HEAD', path, undefined, as)
      expect([status, headers.get('content-type'), body]).toEqual([200, 'text/csv; charset=utf-8', null])
    }
    expect((await fetchExport('news')).status).toBe(200)
  })

  it('is for admins of the site', async () => {
    expect((await fetchExport('news', '', service.moderator)).status).toBe(403)
    expect((await fetchExport('nobody')).status).toBe(404)
    expect((await fetchExport('news', 'format=pdf')).status).toBe(400)
  })
})
