import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTransparency } from '../../src/cli/transparency.ts'
import type { Site } from '../../src/sites/queries.ts'
import { readCsv } from '../helpers/csv.ts'
import { aHeldComment, aReport, asHolder, decideNow, type Holder } from '../helpers/desk.ts'
import { aPerson } from '../helpers/mailing.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
let folder: string
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  mo = asHolder(service, service.moderator)
  folder = await mkdtemp(join(tmpdir(), 'postbag-transparency-'))
})
afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

let files = 0
const aDay = () => new Date().toISOString().slice(0, 10)
/** Midnight may come while the tests run. */
const began = aDay()
/** What the command writes of a site, of the time of these tests unless one says otherwise. */
async function write(site: Site, as: string, span: { from?: string; to?: string } = {}) {
  files += 1
  const file = join(folder, String(files))
  const { from = began, to = aDay() } = span
  const options = { from: [from], to: [to], as: [as] }
  await runTransparency(service.deps.db, { words: [site.slug, file], options, out: () => {} })
  return readFile(file, 'utf8')
}

type Sent = Readonly<Record<string, unknown>>

async function statementsOf(site: Site): Promise<Sent[]> {
  const lines = (await write(site, 'statements')).split('\n').filter(Boolean)
  return lines.flatMap((line) => (JSON.parse(line) as { statements: Sent[] }).statements)
}

const LINKS = 'See https://spam.example/win now. '.repeat(12)
const NOTICE = { name: 'Nora Notifier', email: 'nora@reader.example', goodFaith: true }

async function aShown(site: Site): Promise<string> {
  return (await service.submit({}, { site: site.slug }, aPerson().network)).body.comment.id
}

async function give(site: Site, id: string): Promise<void> {
  const body = { reason: 'illegal', note: 'Section 130 of the criminal code.', notice: NOTICE }
  const { status } = await service.call('POST', `/v1/sites/${site.slug}/comments/${id}/reports`, body)
  expect(status).toBe(202)
}

const KINDS: readonly (readonly [string, (site: Site) => Promise<unknown>, object])[] = [
  [
    'what a check held and a person rejected: found by machine, decided by a person',
    async (site) =>
      decideNow(mo, (await aHeldComment(service, {}, { site: site.slug })).id, 'reject', 'abuse'),
    {
      automated_detection: 'Yes',
      automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
      source_type: 'SOURCE_VOLUNTARY',
      decision_visibility: ['DECISION_VISIBILITY_CONTENT_DISABLED'],
      category: 'STATEMENT_CATEGORY_CYBER_VIOLENCE',
      decision_ground: 'DECISION_GROUND_INCOMPATIBLE_CONTENT',
      incompatible_content_illegal: 'No',
    },
  ],
  [
    'what a person found in a thread: no machine in it',
    async (site) => decideNow(mo, await aShown(site), 'reject', 'off-topic'),
    {
      automated_detection: 'No',
      automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
      source_type: 'SOURCE_VOLUNTARY',
      decision_visibility: ['DECISION_VISIBILITY_CONTENT_REMOVED'],
    },
  ],
  [
    'what a reader reported: no machine in it',
    async (site) => {
      const id = await aShown(site)
      await aReport(service, id)
      await decideNow(mo, id, 'reject', 'hate')
    },
    { automated_detection: 'No', source_type: 'SOURCE_TYPE_OTHER_NOTIFICATION' },
  ],
  [
    'what a notice told of: by article 16, against the law',
    async (site) => {
      const id = await aShown(site)
      await give(site, id)
      await decideNow(mo, id, 'reject', 'illegal')
    },
    {
      automated_detection: 'No',
      source_type: 'SOURCE_ARTICLE_16',
      decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
      illegal_content_legal_ground: expect.stringContaining('against the law'),
      illegal_content_explanation: expect.stringContaining('We received a notice'),
    },
  ],
  [
    'what the machine rejected alone: found and decided by it',
    async (site) => expect((await service.submit({ text: LINKS }, { site: site.slug })).status).toBe(202),
    {
      automated_detection: 'Yes',
      automated_decision: 'AUTOMATED_DECISION_FULLY',
      source_type: 'SOURCE_VOLUNTARY',
      decision_visibility: ['DECISION_VISIBILITY_CONTENT_DISABLED'],
    },
  ],
]

describe('statements for the DSA Transparency Database', () => {
  it.each(KINDS)('tell %s', async (_, brought, told) => {
    const site = await aSite(service.deps)
    await brought(site)
    const sent = await statementsOf(site)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      puid: expect.stringMatching(/^[A-Za-z0-9_-]{1,500}$/),
      content_type: ['CONTENT_TYPE_TEXT'],
      category: expect.stringMatching(/^STATEMENT_CATEGORY_[A-Z_]+$/),
      territorial_scope: expect.arrayContaining(['DE', 'FR', 'NO']),
      content_language: 'EN',
      content_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      application_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      ...told,
    })
  })

  it('hold no date and no language that the database would refuse', async () => {
    const site = await aSite(service.deps, { policy: { text: { locale: 'gsw' } } })
    const id = await aShown(site)
    await service.deps.db.query(
      (sql) => sql`update comments set created_at = '1999-12-31T10:00:00Z' where id = ${id}`,
    )
    await decideNow(mo, id, 'reject', 'abuse')
    const [sent] = await statementsOf(site)
    expect(sent).toMatchObject({ content_date: '2000-01-01' })
    expect(sent).not.toHaveProperty('content_language')
  })

  it('hold nothing of a person, and nothing that was taken back', async () => {
    const site = await aSite(service.deps)
    const who = { name: 'Ida Irony', email: 'ida@reader.example' }
    const { body } = await service.submit(
      { ...who, text: `Ada Lovelace again. ${LINKS}` },
      { site: site.slug },
    )
    const shown = await aShown(site)
    await give(site, shown)
    await decideNow(mo, shown, 'reject', 'personal-data')
    const undone = await decideNow(mo, await aShown(site), 'reject', 'abuse')
    expect((await mo('POST', `/v1/review/decisions/${undone}/undo`)).status).toBe(200)
    const sent = JSON.stringify(await statementsOf(site))
    expect(JSON.parse(sent)).toHaveLength(2)
    expect(sent).not.toContain(undone)
    expect(sent).not.toMatch(/Ida|Nora|Lovelace|reader\.example|spam\.example|Section 130|Mo Derator/)
    expect(sent).not.toContain(body.comment.id)
  })

  it('come a hundred a line, of the days that are asked for, each once', async () => {
    const site = await aSite(service.deps)
    await decideNow(mo, await aShown(site), 'reject', 'abuse')
    await service.deps.db.query(
      (sql) => sql`
      insert into decisions select (jsonb_populate_record(d, jsonb_build_object('id', m.id, 'created_at', m.at,
        'statement', d.statement || jsonb_build_object('id', m.id)))).* from decisions d
      cross join (select gen_random_uuid() as id, timestamptz '2026-03-01' + n / 100 * interval '1 hour' as at
        from generate_series(1, 1200) n) m
      where d.site_id = ${site.id}`,
    )
    const lines = (await write(site, 'statements', { from: '2026-03-01', to: '2026-03-01' }))
      .trim()
      .split('\n')
    const batches = lines.map((line) => (JSON.parse(line) as { statements: Sent[] }).statements)
    expect(batches.map(({ length }) => length)).toEqual(Array(12).fill(100))
    expect(new Set(batches.flat().map(({ puid }) => puid)).size).toBe(1_200)
    expect(await write(site, 'statements', { from: '2026-02-01', to: '2026-02-28' })).toBe('')
  })

  it.each([
    ['a day that is none', { from: '2026-02-30' }, '--from takes a day'],
    ['an end before the beginning', { from: '2026-02-02', to: '2026-02-01' }, 'before --from'],
  ])('are refused for %s', async (_, span, said) => {
    await expect(write(service.site, 'statements', span)).rejects.toThrow(said)
  })
})

describe('the figures of a year', () => {
  it('count restrictions, notices, reports, complaints and what blind checks found', async () => {
    const site = await aSite(service.deps)
    for (const [, bring] of KINDS) await bring(site)
    const open = await aShown(site)
    await give(site, open)
    const { id, receipt } = await aHeldComment(service, {}, { site: site.slug })
    await decideNow(mo, id, 'reject', 'abuse')
    const by = { authorization: `Receipt ${receipt}` }
    await service.call('POST', `/v1/sites/${site.slug}/comments/${id}/appeal`, {}, by)
    await service.deps.db.query(
      (sql) => sql`update decisions set audit_rate = 0.1 where comment_id in (select comment_id from verdicts
        where site_id = ${site.id} and action = 'approve') and reason = 'off-topic'`,
    )
    const [header, ...rows] = readCsv(await write(site, 'report'))
    expect(header).toHaveLength(9)
    const told = rows.map((row) => row.slice(0, 8).filter(Boolean).join(' '))
    expect(told).toEqual([
      'restrictions abuse not-published own-initiative yes no 2',
      'restrictions hate removed report no no 1',
      'restrictions illegal removed notice no no 1',
      'restrictions off-topic removed own-initiative no no 1',
      'restrictions spam not-published own-initiative yes yes 1',
      'notices illegal open 1',
      'notices illegal upheld 1',
      expect.stringMatching(/^reports \w+ upheld 1$/),
      'complaints open 1',
      'blind checks machine: approve yes yes overruled 1',
    ])
    const hours = rows.find((row) => row[0] === 'notices' && row[6] === 'upheld')?.[8]
    expect(Number(hours)).toBeLessThan(0.1)
  })
})
