import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aHeldComment,
  aModerator,
  aReport,
  asHolder,
  countOf,
  type Decided,
  decide,
  type Holder,
  type Item,
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

describe('undo', () => {
  const undo = (decisionId: string, who = mo) =>
    who<Decided>('POST', `/v1/review/decisions/${decisionId}/undo`)

  it('puts a comment back as it was, as a new decision', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'undo' })
    const { decision } = (await approve(id)).body
    const { status, body } = await undo(decision.id, nora)
    expect(status).toBe(200)
    expect(body.comment).toMatchObject({ id, status: 'pending', reason: null, decidedAt: null })
    expect(body.decision).toMatchObject({
      action: 'undo',
      undoes: decision.id,
      fromStatus: 'approved',
      toStatus: 'pending',
      version: 3,
      moderator: { name: 'Nora Night' },
    })
    expect(await countOf(service, 'undo')).toBe(0)
    expect((await record(id)).version).toBe(3)
  })

  it('gives a rejected comment back the reason it had', async () => {
    const { id } = await aHeldComment(service)
    await reject(id)
    const { decision } = (await decide(mo, id, { action: 'reject', reason: 'hate', version: 2 })).body
    const { comment } = (await undo(decision.id)).body
    expect(comment).toMatchObject({ status: 'rejected', reason: 'spam', decidedAt: expect.any(String) })
    const { status, reason, decidedAt } = comment
    expect((await record(id)).comment).toMatchObject({ status, reason, decidedAt })
  })

  it('brings back the reports that the decision had answered', async () => {
    const { id } = await aHeldComment(service)
    await aReport(service, id)
    const { decision } = (await reject(id)).body
    await undo(decision.id)
    expect(await record(id)).toMatchObject({ reports: [{ outcome: null }] })
    const { body } = await mo<{ items: Item[] }>('GET', '/v1/review/queue?site=news&reason=reported')
    expect(body.items.map(({ comment }) => comment.id)).toContain(id)
  })

  it('happens once', async () => {
    const { id } = await aHeldComment(service)
    const { decision } = (await approve(id)).body
    const answers = await Promise.all([undo(decision.id), undo(decision.id, nora)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const again = await undo(decision.id)
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ detail: expect.stringContaining('already') })
  })

  it('is refused once something else happened to the comment', async () => {
    const { id } = await aHeldComment(service)
    const { decision } = (await approve(id)).body
    await reject(id, 2)
    const { status, body } = await undo(decision.id)
    expect(status).toBe(409)
    expect(body).toMatchObject({ type: 'urn:postbag:problem:already-decided', commentStatus: 'rejected' })
  })

  it('is made of many at once, each answered for itself', async () => {
    const [a, b] = [await aHeldComment(service), await aHeldComment(service)]
    const ids = [(await approve(a.id)).body.decision.id, (await reject(b.id)).body.decision.id]
    await approve(b.id, 2)
    const { status, body } = await mo<{ results: { id: string; status: number }[] }>(
      'POST',
      '/v1/review/decisions/undo',
      { ids: [...ids, randomUUIDv7()] },
    )
    expect(status).toBe(200)
    expect(body.results.map((result) => result.status)).toEqual([200, 409, 404])
    expect((await record(a.id)).comment.status).toBe('pending')
  })

  it('is not itself undone', async () => {
    const { id } = await aHeldComment(service)
    const first = (await approve(id)).body.decision
    const second = (await undo(first.id)).body.decision
    expect((await undo(second.id)).status).toBe(409)
  })

  it('is 404 for a decision that is nobody’s or another site’s', async () => {
    const elsewhere = await aSite(service.deps)
    const { id } = await aHeldComment(service, {}, { site: elsewhere.slug })
    const { decision } = (await approve(id)).body
    const limited = await aModerator(service, { siteIds: [service.site.id] })
    const [foreign, absent] = [
      await undo(decision.id, limited.call),
      await undo(randomUUIDv7(), limited.call),
    ]
    expect([foreign.status, absent.status]).toEqual([404, 404])
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' })
  })
})
