import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import {
  aHeldComment,
  aModerator,
  asHolder,
  decide,
  decideNow,
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

/** Two comments on a site of their own, and what each moderator is given of them. */
async function twoHeld() {
  const { slug: site } = await aSite(service.deps)
  const ids = [(await aHeldComment(service, {}, { site })).id, (await aHeldComment(service, {}, { site })).id]
  const claim = async (who: Holder) => {
    const { body } = await who<{ items: Item[] }>('POST', '/v1/review/claims', { site, count: 5 })
    return body.items.map(({ comment }) => comment.id).toSorted()
  }
  const filtered = async () => {
    const { body } = await mo<{ items: Item[] }>('GET', `/v1/review/queue?site=${site}&reason=second-opinion`)
    return body.items.map(({ comment }) => comment.id)
  }
  const asked = async () =>
    (await mo<{ secondOpinions: number }>('GET', `/v1/review/facets?site=${site}`)).body
  return { site, first: ids[0] ?? '', ids: ids.toSorted(), claim, filtered, asked }
}

const ask = (who: Holder, id: string, body: Record<string, unknown> = {}) =>
  who('PUT', `/v1/review/comments/${id}/second-opinion`, { version: 1, ...body })
const askersOf = async (id: string) =>
  (await recordOf(mo, id)).secondOpinions.map(({ moderator }) => moderator)

describe('a second opinion', () => {
  it('leaves a comment to colleagues: it comes back to the one who asks no more, and is marked for the others', async () => {
    const { first, ids, claim, filtered, asked } = await twoHeld()
    expect(await claim(mo)).toEqual(ids)
    expect(await claim(nora)).toEqual([])
    const answer = await ask(mo, first, { note: 'Is that satire?' })
    expect(answer.status).toBe(200)
    expect(await claim(mo)).toEqual(ids.filter((id) => id !== first))
    expect(await claim(nora)).toEqual([first])
    const { secondOpinions, version } = await recordOf(nora, first)
    expect(secondOpinions).toEqual([answer.body])
    expect(secondOpinions).toMatchObject([{ moderator: 'Mo Derator', note: 'Is that satire?' }])
    expect(version).toBe(1)
    expect(await filtered()).toEqual([first])
    expect(await asked()).toMatchObject({ waiting: 2, secondOpinions: 1 })
  })

  it('ends when somebody decides, and is asked again when that is taken back', async () => {
    const { first, filtered, asked, claim } = await twoHeld()
    await ask(mo, first)
    const decision = await decideNow(nora, first, 'approve')
    expect(await filtered()).toEqual([])
    expect(await askersOf(first)).toEqual([])
    expect(await asked()).toMatchObject({ secondOpinions: 0 })
    await nora('POST', `/v1/review/decisions/${decision}/undo`)
    expect(await askersOf(first)).toEqual(['Mo Derator'])
    expect(await claim(mo)).not.toContain(first)
  })

  it('is taken back by the one who asked, who is given the comment again', async () => {
    const { first, ids, claim } = await twoHeld()
    await ask(mo, first)
    expect((await nora('DELETE', `/v1/review/comments/${first}/second-opinion`)).status).toBe(204)
    expect(await askersOf(first)).toEqual(['Mo Derator'])
    expect((await mo('DELETE', `/v1/review/comments/${first}/second-opinion`)).status).toBe(204)
    expect(await askersOf(first)).toEqual([])
    expect(await claim(mo)).toEqual(ids)
  })

  it('is no trap for who works alone: the comment is found, leased by hand and decided', async () => {
    const { first, filtered } = await twoHeld()
    await ask(mo, first)
    expect(await filtered()).toEqual([first])
    expect((await mo('PUT', `/v1/review/claims/${first}`)).status).toBe(200)
    await decideNow(mo, first, 'approve')
    expect(await filtered()).toEqual([])
  })

  it('is asked by several, who are then all left out, and keeps the last note of each', async () => {
    const { first, claim } = await twoHeld()
    await ask(mo, first, { note: 'Satire?' })
    await ask(nora, first)
    await ask(mo, first, { note: 'Satire, or not?' })
    const { secondOpinions } = await recordOf(mo, first)
    expect(secondOpinions.map(({ note }) => note).toSorted()).toEqual(['Satire, or not?', null])
    expect(await claim(mo)).not.toContain(first)
    expect(await claim(nora)).not.toContain(first)
  })

  it('is not asked about what a colleague works on, what was decided meanwhile or what does not wait', async () => {
    const { first } = await twoHeld()
    await nora('PUT', `/v1/review/claims/${first}`)
    expect(await ask(mo, first)).toMatchObject({
      status: 409,
      body: { type: 'urn:postbag:problem:conflict', claim: { moderator: 'Nora Night' } },
    })
    await service.deps.db.query(
      (sql) => sql`update claims set expires_at = now() - interval '1 second' where comment_id = ${first}`,
    )
    expect((await ask(mo, first)).status).toBe(200)
    await decideNow(nora, first, 'approve')
    expect(await ask(mo, first)).toMatchObject({
      status: 409,
      body: { type: 'urn:postbag:problem:already-decided', decidedBy: 'Nora Night' },
    })
    expect((await ask(mo, first, { version: 2 })).status).toBe(404)
  })

  it('asked while a colleague decides ends or comes too late, never stays behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { first, filtered } = await twoHeld()
      const [asked, decided] = await Promise.all([
        ask(mo, first),
        decide(nora, first, { action: 'approve', version: 1 }),
      ])
      expect(decided.status).toBe(200)
      expect([200, 409]).toContain(asked.status)
      expect(await filtered()).toEqual([])
    }
  })

  it('tells the one who asked what a colleague decided, until they let go of it', async () => {
    const { first, site, ids } = await twoHeld()
    const other = ids.find((id) => id !== first) ?? ''
    const told = async (who: Holder) => {
      const path = `/v1/review/second-opinions?site=${site}`
      const { body } = await who<{ items: { commentId: string; decision: unknown }[] }>('GET', path)
      return body.items.map(({ commentId, decision }) => [commentId, decision])
    }
    await ask(mo, other)
    await ask(mo, first, { note: 'Satire?' })
    expect(await told(mo)).toEqual([
      [first, null],
      [other, null],
    ])
    await decideNow(mo, other, 'approve')
    const taken = await decideNow(nora, first, 'approve')
    await nora('POST', `/v1/review/decisions/${taken}/undo`)
    expect(await told(mo)).toEqual([
      [first, null],
      [other, null],
    ])
    await decideNow(nora, first, 'reject', 'abuse')
    expect(await told(mo)).toEqual([
      [first, expect.objectContaining({ action: 'reject', reason: 'abuse', moderator: 'Nora Night' })],
      [other, null],
    ])
    expect(await told(nora)).toEqual([])
    expect((await mo('DELETE', `/v1/review/comments/${first}/second-opinion`)).status).toBe(204)
    expect(await told(mo)).toEqual([[other, null]])
  })

  it('that is over is forgotten after thirty days', async () => {
    const { first } = await twoHeld()
    const { first: open } = await twoHeld()
    await ask(mo, first)
    await ask(mo, open)
    await decideNow(nora, first, 'approve')
    const { db } = service.deps
    await db.query((sql) => sql`update second_opinions set created_at = now() - interval '30 days 1 second'`)
    await removePassing(db, { signal: new AbortController().signal })
    const left = await db.query(
      (sql) => sql<{ id: string }[]>`
      select comment_id as id from second_opinions where comment_id in ${sql([first, open])}`,
    )
    expect(left).toEqual([{ id: open }])
  })
})
