import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asWritten, readCsv } from '../helpers/csv.ts'
import { hostileRows } from '../helpers/data.ts'
import { aHeldComment, asHolder, type Holder } from '../helpers/desk.ts'
import { aProxy } from '../helpers/proxy.ts'
import { aService, aSite, besides, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

/** Holds one comment per note and approves it with that note; the site, and the notes that were taken. */
async function aSiteWithNotes(notes: readonly string[]) {
  const site = (await aSite(service.deps)).slug
  const taken: string[] = []
  for (const note of notes) {
    const { id } = await aHeldComment(service, {}, { site })
    const path = `/v1/review/comments/${id}/decision`
    const { status } = await mo('PUT', path, { action: 'approve', version: 1, note })
    if (status === 200) taken.push(note)
  }
  return { site, taken }
}

/** The notes in the table of decisions, the first one first. */
async function exportedNotes(site: string): Promise<string[]> {
  const path = `/v1/review/export.csv?of=decisions&site=${site}`
  const response = await service.call('GET', path, undefined, service.as(service.moderator))
  return readCsv(await response.text())
    .slice(1)
    .map((row) => row[5] ?? '')
    .toReversed()
}

describe('exports as CSV', () => {
  it.each(['decisions', 'picks', 'moderators', 'reasons', 'signals', 'articles', 'figures'])(
    'give the table of %s as an attachment',
    async (of) => {
      await aHeldComment(service)
      const shown = (await service.submit()).body.comment.id
      await mo('PUT', `/v1/review/comments/${shown}/pick`)
      const { id } = await aHeldComment(service)
      const decided = { action: 'reject', reason: 'spam', version: 1 }
      await mo('PUT', `/v1/review/comments/${id}/decision`, decided)
      const path = `/v1/review/export.csv?of=${of}&days=7`
      const response = await service.call('GET', path, undefined, service.as(service.moderator))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/csv/)
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="postbag-${of}.csv"`)
      const rows = readCsv(await response.text())
      expect(rows.length).toBeGreaterThan(1)
      expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    },
  )

  it('say of each rejection what reports on moderation count by', async () => {
    const { site } = await aSiteWithNotes([''])
    const { id } = await aHeldComment(service, {}, { site })
    const decided = { action: 'reject', reason: 'spam', version: 1 }
    await mo('PUT', `/v1/review/comments/${id}/decision`, decided)
    const { id: shown } = (await service.submit({}, { site })).body.comment
    await mo('PUT', `/v1/review/comments/${shown}/decision`, decided)
    const path = `/v1/review/export.csv?of=decisions&site=${site}`
    const table = await service.call('GET', path, undefined, service.as(service.moderator))
    expect(readCsv(await table.text()).map((row) => [row[3], ...row.slice(-3)])).toEqual([
      ['action', 'restriction', 'source', 'automated detection'],
      ['reject', 'removed', 'own-initiative', 'no'],
      ['reject', 'not-published', 'own-initiative', 'yes'],
      ['approve', '', '', ''],
    ])
  })

  it('are refused, rather than empty, when the database goes away before they begin', async () => {
    const url = new URL(service.databaseUrl)
    const proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    const far = await besides(service, { url: url.href })
    const spoilt = proxy.spoil((request) => /with asked as/.test(request), 'lost-request')
    const path = '/v1/review/export.csv?of=decisions'
    const [answer] = await Promise.all([
      far.call('GET', path, undefined, service.as(service.moderator)),
      spoilt,
    ])
    expect(answer.status).toBe(503)
    await far.close()
    await proxy.close()
  })

  it('refuse a table that is none', async () => {
    expect((await mo('GET', '/v1/review/export.csv?of=tokens')).status).toBe(400)
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\t=1', "'\t'=1"],
    ['\tone', "'\tone"],
    ['\r=1', "'\r'=1"],
    ['\rone', "'\rone"],
    ["'=1", "''=1"],
  ])('defuse %j with an apostrophe', async (note, defused) => {
    const { site } = await aSiteWithNotes([note])
    expect(await exportedNotes(site)).toEqual([defused])
  })

  it('leave alone what no spreadsheet would run', async () => {
    const { site, taken } = await aSiteWithNotes(['1+1=2', 'a-b', 'me@mail.example', 'one\ttwo'])
    expect(await exportedNotes(site)).toEqual(taken)
  })

  const cells = hostileRows<{ id: string; cell: string }>('csv-cells')
  it.skipIf(cells.length === 0)('run nothing and give every note back as it was written', async () => {
    const { site, taken } = await aSiteWithNotes(cells.map(({ cell }) => cell))
    expect(taken.length).toBeGreaterThan(20)
    const notes = await exportedNotes(site)
    expect(notes.map(asWritten)).toEqual(taken)
    for (const note of notes) expect(note).not.toMatch(/^[\s\p{C}\p{Z}"]*[-=+@|＋＠]/u)
  })
})
