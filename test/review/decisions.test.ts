import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aHeldComment,
  aModerator,
  aReport,
  asHolder,
  countOf,
  decide,
  type Holder,
  recordOf,
} from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
let nora: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  nora = (await aModerator(service)).call
})
afterAll(() => service.close())

const approve = (id: string, version = 1) => decide(mo, id, { action: 'approve', version })
const reject = (id: string, version = 1) => decide(mo, id, { action: 'reject', reason: 'spam', version })
const record = (id: string) => recordOf(mo, id)
const isPublic = async (id: string) => {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ visible: boolean }[]>`select visible from comments where id = ${id}`,
  )
  return row?.visible
}

describe('a decision', () => {
  it('approves: the comment is published, counted and told', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'approving' })
    const { status, body } = await approve(id)
    expect(status).toBe(200)
    expect(body.comment).toMatchObject({ id, status: 'approved', reason: null })
    expect(body.decision).toMatchObject({
      commentId: id,
      action: 'approve',
      reason: null,
      note: null,
      moderator: { id: expect.any(String), name: 'Mo Derator' },
      fromStatus: 'pending',
      toStatus: 'approved',
      version: 2,
      undoes: null,
      statement: null,
      createdAt: expect.any(String),
    })
    expect(await isPublic(id)).toBe(true)
    expect(await countOf(service, 'approving')).toBe(1)
    const [event] = await service.deps.db.query(
      (sql) => sql<{ type: string; version: number }[]>`
      select type, version from outbox where comment_id = ${id} order by id desc limit 1`,
    )
    expect(event).toEqual({ type: 'comment.approved', version: 2 })
  })

  it('rejects with its reason and a statement for the author; the note stays on the desk', async () => {
    const { id } = await aHeldComment(service)
    const { status, body } = await decide(mo, id, {
      action: 'reject',
      reason: 'spam',
      note: 'third time',
      version: 1,
    })
    expect(status).toBe(200)
    expect(body.comment).toMatchObject({ status: 'rejected', reason: 'spam' })
    expect(body.decision).toMatchObject({ action: 'reject', reason: 'spam', note: 'third time' })
    expect(body.decision['statement']).toMatchObject({ reason: 'spam', automatedDecision: false })
    expect(JSON.stringify(body.decision['statement'])).not.toContain('third time')
    expect(await isPublic(id)).toBe(false)
  })

  it.each([
    ['a reject without a reason', { action: 'reject', version: 1 }, 'reason'],
    ['an unknown reason', { action: 'reject', reason: 'boring', version: 1 }, 'reason'],
    ['an unknown action', { action: 'delete', version: 1 }, 'action'],
    ['no version', { action: 'approve' }, 'version'],
    ['an unknown field', { action: 'approve', version: 1, status: 'approved' }, 'status'],
    ['a note that storage cannot hold', { action: 'approve', version: 1, note: 'a\0b' }, 'note'],
  ])('is refused for %s: 422 naming the field', async (_, body, field) => {
    const { id } = await aHeldComment(service)
    const { status, body: problem } = await decide(mo, id, body)
    expect(status).toBe(422)
    expect(problem).toMatchObject({
      type: 'urn:postbag:problem:invalid-fields',
      errors: [expect.objectContaining({ field })],
    })
    expect(await isPublic(id)).toBe(false)
  })

  it('without a version says that it is missing, of a version of another kind what it is', async () => {
    const { id } = await aHeldComment(service)
    const messageFor = async (body: Record<string, unknown>) => {
      const { errors } = (await decide(mo, id, body)).body as { errors?: readonly { message: string }[] }
      return errors?.map(({ message }) => message)
    }
    expect(await messageFor({ action: 'approve' })).toEqual(['This field is missing.'])
    expect(await messageFor({ action: 'approve', version: 'one' })).toEqual([
      'Invalid input: expected number, received string',
    ])
  })

  it('on a stale version is a conflict that says who decided and when', async () => {
    const { id } = await aHeldComment(service)
    await approve(id)
    const { status, body } = await decide(nora, id, { action: 'reject', reason: 'abuse', version: 1 })
    expect(status).toBe(409)
    expect(body).toMatchObject({
      type: 'urn:postbag:problem:already-decided',
      status: 409,
      commentStatus: 'approved',
      version: 2,
      decidedBy: 'Mo Derator',
      decidedAt: expect.stringMatching(/Z$/),
    })
    expect(await isPublic(id)).toBe(true)
  })

  it('may be made anew on the version it left', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'anew' })
    await approve(id)
    expect((await reject(id, 2)).body.decision).toMatchObject({
      fromStatus: 'approved',
      toStatus: 'rejected',
      statement: { restriction: 'removed' },
    })
    expect(await countOf(service, 'anew')).toBe(0)
  })

  it('is made once, however many decide at once', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'race' })
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, i) => aModerator(service, { name: `M${i}` })),
    )
    const answers = await Promise.all(
      people.map(({ call }, i) =>
        decide(
          call,
          id,
          i % 2 ? { action: 'approve', version: 1 } : { action: 'reject', reason: 'spam', version: 1 },
        ),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([200, 409, 409, 409, 409, 409, 409, 409])
    expect((await record(id)).decisions).toHaveLength(1)
  })

  it('hides the replies of a rejected comment and brings them back with it', async () => {
    const where = { site: (await aSite(service.deps)).slug, article: 'family' }
    const parent = (await service.submit({}, where)).body.comment.id
    const reply = (await service.submit({ parentId: parent }, where)).body.comment.id
    expect(await countOf(service, 'family')).toBe(2)
    await reject(parent)
    expect(await isPublic(reply)).toBe(false)
    expect(await countOf(service, 'family')).toBe(0)
    await approve(parent, 2)
    expect(await isPublic(reply)).toBe(true)
    expect(await countOf(service, 'family')).toBe(2)
  })

  it('is not for a withdrawn comment', async () => {
    const { id } = await aHeldComment(service)
    await service.deps.db.query(
      (sql) => sql`update comments set status = 'withdrawn', version = version + 1 where id = ${id}`,
    )
    const { status, body } = await approve(id, 2)
    expect(status).toBe(409)
    expect(body).toMatchObject({ commentStatus: 'withdrawn', detail: expect.stringContaining('withdrew') })
  })

  it('is 404 for a comment that is nobody’s, malformed or another site’s, all alike', async () => {
    const elsewhere = await aSite(service.deps)
    const { id } = await aHeldComment(service, {}, { site: elsewhere.slug })
    const limited = await aModerator(service, { siteIds: [service.site.id] })
    const answers = await Promise.all(
      [id, randomUUIDv7(), 'no-id'].map((wanted) =>
        decide(limited.call, wanted, { action: 'approve', version: 1 }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    const [body, ...rest] = answers.map((answer) => ({ ...answer.body, requestId: '' }))
    for (const other of rest) expect(other).toEqual(body)
    expect(await isPublic(id)).toBe(false)
  })

  it('answers a reader’s reports: upheld by a reject, dismissed by an approve', async () => {
    const where = { site: (await aSite(service.deps)).slug }
    const kept = (await service.submit({}, where)).body.comment.id
    const gone = (await service.submit({}, where)).body.comment.id
    for (const id of [kept, gone]) await aReport(service, id)
    await approve(kept)
    expect((await reject(gone)).body.decision['statement']).toMatchObject({ source: 'report' })
    expect((await record(kept)).reports).toMatchObject([{ outcome: 'dismissed' }])
    expect((await record(gone)).reports).toMatchObject([{ outcome: 'upheld' }])
  })
})

describe('decisions in bulk', () => {
  const bulk = (decisions: readonly unknown[]) =>
    mo<{ results: { id: string; status: number; problem?: Record<string, unknown>; comment?: unknown }[] }>(
      'POST',
      '/v1/review/decisions',
      { decisions },
    )

  it('answer each for itself and in order; a conflict in one stops no other', async () => {
    const ids: string[] = []
    for (let i = 0; i < 4; i += 1) ids.push((await aHeldComment(service)).id)
    await approve(ids[1] ?? '')
    const { status, body } = await bulk([
      { id: ids[0], action: 'approve', version: 1 },
      { id: ids[1], action: 'reject', reason: 'spam', version: 1 },
      { id: ids[2], action: 'reject', version: 1 },
      { id: randomUUIDv7(), action: 'approve', version: 1 },
      { id: ids[3], action: 'reject', reason: 'abuse', version: 1 },
    ])
    expect(status).toBe(200)
    expect(body.results.map((result) => result.status)).toEqual([200, 409, 422, 404, 200])
    expect(body.results[0]).toMatchObject({ id: ids[0], comment: { status: 'approved' } })
    expect(body.results[1]?.problem).toMatchObject({
      type: 'urn:postbag:problem:already-decided',
      status: 409,
      decidedBy: 'Mo Derator',
    })
    expect(body.results[2]?.problem).toMatchObject({ errors: [{ field: 'reason' }] })
    expect(body.results[4]).toMatchObject({ comment: { status: 'rejected', reason: 'abuse' } })
  })

  it('take up to 500 at once', async () => {
    const at = (n: number) =>
      Array.from({ length: n }, () => ({ id: randomUUIDv7(), action: 'approve', version: 1 }))
    const { status, body } = await bulk(at(500))
    expect(status).toBe(200)
    expect(body.results).toHaveLength(500)
    expect((await bulk(at(501))).status).toBe(422)
    expect((await bulk([])).status).toBe(422)
  })

  it('can be sent again as a whole without deciding twice', async () => {
    const { id } = await aHeldComment(service)
    const same = [{ id, action: 'approve', version: 1 }]
    expect((await bulk(same)).body.results[0]?.status).toBe(200)
    expect((await bulk(same)).body.results[0]?.status).toBe(409)
    expect((await record(id)).decisions).toHaveLength(1)
  })

  it('refuse an unknown field in any of them', async () => {
    const { id } = await aHeldComment(service)
    const { status, body } = await bulk([{ id, action: 'approve', version: 1, score: 0 }])
    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ field: 'decisions.0.score', code: 'unknown' }] })
  })
})
