import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyExpired } from '../../src/evidence/jobs.ts'
import { removePassing } from '../../src/jobs/retention.ts'
import { forgetEverywhere } from '../../src/people/forget.ts'
import { aHeldComment, aModerator, asHolder, decideNow, type Holder } from '../helpers/desk.ts'
import { aService, type Service, words } from '../helpers/service.ts'

let service: Service
let admin: Holder
let mo: Holder
beforeAll(async () => {
  service = await aService()
  admin = asHolder(service, service.admin)
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const PATH = '/v1/admin/sites/news/evidence'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const signal = new AbortController().signal

type Evidence = {
  readonly id: string
  readonly commentId: string
  readonly note: string | null
  readonly keepUntil: string
  readonly endedAt: string | null
  readonly acts: readonly Record<string, unknown>[]
  readonly readings: readonly Record<string, unknown>[]
}

/** A comment with a former text, held as evidence. */
async function evidenceOf(hold: Record<string, unknown> = {}) {
  const [email, first, second] = [`${randomUUIDv7()}@reader.example`, words(), words()]
  const { body } = await service.submit({
    name: 'Kim Reader',
    email,
    website: 'https://kim.example/',
    text: first,
  })
  const { id: commentId } = body.comment
  const by = { authorization: `Receipt ${body.receipt}` }
  await service.call('PATCH', `/v1/sites/news/comments/${commentId}`, { text: second }, by)
  const request = { commentId, cause: 'authority-order', note: 'Order 12/26 of the court.', ...hold }
  const kept = await admin<Evidence>('POST', PATH, request)
  expect(kept.status).toBe(201)
  return { ...kept.body, email, first, second, by }
}

const read = (id: string, who = admin) => who<Copy>('POST', `${PATH}/${id}/readings`)
const get = async (id: string) => (await admin<Evidence>('GET', `${PATH}/${id}`)).body
type Copy = {
  readonly comment: Record<string, unknown>
  readonly revisions: readonly Record<string, unknown>[]
  readonly verdicts: readonly Record<string, unknown>[]
  readonly decisions: readonly Record<string, unknown>[]
  readonly [key: string]: unknown
}

describe('a copy', () => {
  it('holds what was written, by whom, what was found and decided, and nothing about the comment changes', async () => {
    const { id, commentId, email, first, second } = await evidenceOf()
    const { status, body } = await read(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      comment: {
        id: commentId,
        status: 'approved',
        name: 'Kim Reader',
        text: second,
        email,
        website: 'https://kim.example/',
        authorHash: expect.stringMatching(/^[0-9a-f]{32}$/),
        networkHash: expect.stringMatching(/^[0-9a-f]{32}$/),
        emailHash: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      article: { key: 'bridge' },
      revisions: [{ revision: 1, text: first }],
      decisions: [],
    })
    expect(body.verdicts.map(({ revision, signals }) => [revision, Array.isArray(signals)])).toEqual([
      [1, true],
      [2, true],
    ])
    expect((await service.call('GET', `/v1/sites/news/comments/${commentId}`)).status).toBe(200)
  })

  it('is sealed: the database alone tells nothing of it', async () => {
    const { second, email } = await evidenceOf()
    const rows = await service.deps.db.query((sql) => sql`select to_json(e) as row from evidence e`)
    expect(JSON.stringify(rows)).not.toContain(second)
    expect(JSON.stringify(rows)).not.toContain(email)
  })

  it('is of no use in another row', async () => {
    const [mine, other] = [await evidenceOf(), await evidenceOf()]
    await service.deps.db.query(
      (sql) => sql`
      update evidence set sealed_copy = (select sealed_copy from evidence where id = ${other.id}) where id = ${mine.id}`,
    )
    const { status, body } = await read(mine.id)
    expect([status, body['detail']]).toEqual([409, expect.stringContaining('another SECRET_KEY')])
  })

  it('has a decision that came with it', async () => {
    const { id: commentId } = await aHeldComment(service)
    await mo('PUT', `/v1/review/comments/${commentId}/escalation`, {})
    const { body } = await admin<{ items: Evidence[] }>('GET', PATH)
    const [kept] = body.items.filter((one) => one.commentId === commentId)
    expect((await read(kept?.id ?? '')).body).toMatchObject({
      comment: { status: 'rejected' },
      decisions: [{ action: 'reject', reason: 'threat', fromStatus: 'pending', moderator: 'Mo Derator' }],
    })
  })

  it('outlives withdrawal, erasure and forgetting, which leave nothing else', async () => {
    const { id, commentId, email, first, second, by } = await evidenceOf()
    const withdrawn = await service.call('DELETE', `/v1/sites/news/comments/${commentId}`, undefined, by)
    expect(withdrawn.status).toBe(200)
    const erased = await admin('POST', '/v1/admin/sites/news/erasures', { email })
    expect(erased.body).toEqual({ erased: 1, remaining: false, held: 1 })
    await service.deps.db.query(
      (sql) => sql`update comments set created_at = created_at - interval '3 years' where id = ${commentId}`,
    )
    await forgetEverywhere(service.deps, signal)
    await removePassing(service.deps.db, { signal })
    await emptyExpired(service.deps)
    expect((await read(id)).body).toMatchObject({
      comment: { text: second, email },
      revisions: [{ text: first }],
    })
    const tables = await service.deps.db.query(
      (sql) => sql<{ name: string }[]>`
      select tablename::text as name from pg_tables where schemaname = 'public'`,
    )
    expect(tables.length).toBeGreaterThan(30)
    for (const { name } of tables) {
      const rows = await service.deps.db.query(
        (sql) =>
          sql`select from ${sql(name)} t where to_json(t)::text like any(${[first, second, email].map((it) => `%${it}%`)})`,
      )
      expect([name, rows.length]).toEqual([name, 0])
    }
  })

  it('goes into no export, and a person is told only that it is held, why and until when', async () => {
    const { commentId, keepUntil } = await evidenceOf({ note: 'Nobody outside may read this note.' })
    const exported = await service.call(
      'GET',
      '/v1/admin/sites/news/export?personal=true',
      undefined,
      service.as(service.admin),
    )
    expect(await exported.text()).not.toContain('Nobody outside')
    const told = await admin<{ comments: Record<string, unknown>[] }>(
      'POST',
      '/v1/admin/sites/news/disclosures',
      {
        commentId,
      },
    )
    expect(told.body.comments[0]?.['evidence']).toEqual([
      { cause: 'authority-order', createdAt: expect.any(String), keepUntil: expect.any(String) },
    ])
    expect(JSON.stringify(told.body)).toContain(keepUntil.slice(0, 10))
    expect(JSON.stringify(told.body)).not.toContain('Nobody outside')
  })

  it('is held once for a cause, for each cause, and not of what was erased', async () => {
    const { commentId } = await evidenceOf()
    const again = (cause: string) => admin('POST', PATH, { commentId, cause })
    expect((await again('authority-order')).status).toBe(409)
    expect((await again('legal-claim')).status).toBe(201)
    const { body } = await service.submit()
    await admin('POST', '/v1/admin/sites/news/erasures', { commentId: body.comment.id })
    expect((await admin('POST', PATH, { commentId: body.comment.id, cause: 'legal-claim' })).status).toBe(409)
    expect((await admin('POST', PATH, { commentId: randomUUIDv7(), cause: 'legal-claim' })).status).toBe(404)
  })
})

describe('the end of a copy', () => {
  it('is in half a year, unless another day is named', async () => {
    const { keepUntil } = await evidenceOf()
    const days = (Date.parse(keepUntil) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(180)
    expect(days).toBeLessThan(185)
    const until = inDays(30)
    expect((await evidenceOf({ keepUntil: until })).keepUntil).toBe(until)
  })

  it('comes with its date, to the copy and its note alone: that there was one, and who read it, stays known', async () => {
    const [over, kept] = [
      await evidenceOf({ keepUntil: inDays(1) }),
      await evidenceOf({ keepUntil: inDays(2) }),
    ]
    await read(over.id)
    const logged: unknown[] = []
    const log = { info: (what: object, event: string) => logged.push({ event, ...what }) } as never
    const { db } = service.deps
    await emptyExpired({ db, log })
    expect(logged).toEqual([])
    await db.query(
      (sql) => sql`update evidence set keep_until = now() - interval '1 millisecond' where id = ${over.id}`,
    )
    await emptyExpired({ db, log })
    expect(logged).toEqual([{ event: 'evidence.ended', site: 'news', evidenceId: over.id }])
    expect(await get(over.id)).toMatchObject({
      endedAt: expect.any(String),
      note: null,
      readings: [{ by: 'Ada Admin' }],
    })
    expect((await read(over.id)).status).toBe(409)
    expect((await read(kept.id)).status).toBe(200)
    const stored = await db.query((sql) => sql`select sealed_copy from evidence where id = ${over.id}`)
    expect(stored).toEqual([{ sealedCopy: null }])
  })

  it('is moved by an admin, with a reason, and back', async () => {
    const { id } = await evidenceOf()
    for (const [days, reason] of [
      [900, 'The trial goes on.'],
      [10, 'It was settled.'],
    ] as const) {
      const until = inDays(days)
      const { status, body } = await admin<Evidence>('PUT', `${PATH}/${id}/until`, {
        keepUntil: until,
        reason,
      })
      expect([status, body.keepUntil]).toEqual([200, until])
      expect(body.acts.at(-1)).toMatchObject({ action: 'keep', keepUntil: until, reason, by: 'Ada Admin' })
    }
  })

  it('comes at once when it is released, with a reason, once; then it may be held anew', async () => {
    const { id, commentId } = await evidenceOf()
    const release = () => admin<Evidence>('POST', `${PATH}/${id}/release`, { reason: 'Order withdrawn.' })
    const both = await Promise.all([release(), release()])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await get(id)).acts).toMatchObject([{ action: 'release', reason: 'Order withdrawn.' }])
    expect((await read(id)).status).toBe(409)
    expect(
      (await admin('PUT', `${PATH}/${id}/until`, { keepUntil: inDays(9), reason: 'Too late.' })).status,
    ).toBe(409)
    expect((await admin('POST', PATH, { commentId, cause: 'authority-order' })).status).toBe(201)
  })
})

describe('a reading', () => {
  it('is written down with who and when, before the copy is given, and is all that does so', async () => {
    const { id } = await evidenceOf()
    expect((await get(id)).readings).toEqual([])
    await read(id)
    const second = await aModerator(service, { name: 'Bo Boss', role: 'admin' as never })
    await read(id, second.call)
    await get(id)
    expect((await get(id)).readings.map(({ by }) => by)).toEqual(['Bo Boss', 'Ada Admin'])
  })

  it('gives nothing where it cannot be written down', async () => {
    const { id, second } = await evidenceOf()
    const { db } = service.deps
    await db.query(
      (sql) => sql`alter table evidence_acts add constraint refused check (action <> 'read') not valid`,
    )
    const { status, body } = await read(id)
    await db.query((sql) => sql`alter table evidence_acts drop constraint refused`)
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain(second)
  })
})

it('notes that authorities were told: which, when, and their reference', async () => {
  const { id } = await evidenceOf()
  const tell = (body: object) => admin<Evidence>('POST', `${PATH}/${id}/told`, body)
  const toldAt = '2026-11-28T09:30:00.000Z'
  await tell({ authority: 'Landeskriminalamt', reference: 'AZ 4711', toldAt })
  const { body } = await tell({ authority: 'Europol' })
  expect(body.acts).toMatchObject([
    { action: 'tell', authority: 'Landeskriminalamt', reference: 'AZ 4711', toldAt, by: 'Ada Admin' },
    { action: 'tell', authority: 'Europol', reference: null, toldAt: expect.any(String) },
  ])
})

it('a decision about a comment changes nothing of its copy', async () => {
  const { id, commentId } = await evidenceOf()
  await decideNow(mo, commentId, 'reject', 'spam')
  expect((await read(id)).body).toMatchObject({ comment: { status: 'approved' }, decisions: [] })
})
