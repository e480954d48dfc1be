import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownComment } from '../../src/comments/public-comment.ts'
import type { Thread } from '../../src/threads/thread.ts'
import { aReader, type Read } from '../helpers/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
})
afterAll(() => service.close())

const thread = (article: string) => reader.json<Thread>(`articles/${article}/comments?sort=oldest`)
const countOf = async (article: string) =>
  (await reader.json<{ counts: Record<string, number> }>(`counts?article=${article}`)).counts[article]

async function decide(id: string, action: 'approve' | 'reject') {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ version: number }[]>`select version from comments where id = ${id}`,
  )
  const body = { action, version: row?.version, ...(action === 'reject' && { reason: 'spam' }) }
  const path = `/v1/review/comments/${id}/decision`
  const response = await service.call('PUT', path, body, service.as(service.moderator))
  expect(response.status).toBe(200)
  return (await response.json()) as { decision: { id: string } }
}

/** Every comment of a tree, parents before their replies. */
function flat(comments: readonly Read<ShownComment>[]): Read<ShownComment>[] {
  return comments.flatMap((comment) => [comment, ...flat(comment.replies)])
}

describe('a decision', () => {
  it('that rejects a comment hides its replies at once, and undone brings them back', async () => {
    const top = await reader.post('dock')
    const reply = await reader.post('dock', { parentId: top })
    const below = await reader.post('dock', { parentId: reply })
    const other = await reader.post('dock')
    const idsNow = async () => flat((await thread('dock')).comments).map(({ id }) => id)
    expect(await idsNow()).toEqual([top, reply, below, other])
    const { decision } = await decide(top, 'reject')
    expect(await idsNow()).toEqual([other])
    expect(await countOf('dock')).toBe(1)
    expect((await reader.get(`comments/${reply}/replies`)).status).toBe(404)
    await service.call(
      'POST',
      `/v1/review/decisions/${decision.id}/undo`,
      undefined,
      service.as(service.moderator),
    )
    expect(await idsNow()).toEqual([top, reply, below, other])
    expect(await countOf('dock')).toBe(4)
  })

  it('of any kind in any order leaves counts that are what readers can see', async () => {
    const step = fc.record({ pick: fc.nat(), does: fc.constantFrom('reply', 'approve', 'reject') })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        // A site of its own: what is decided on one soon has more of it held.
        const where = { site: (await aSite(service.deps)).slug, article: 'mixed' }
        const read = async <T>(path: string): Promise<Read<T>> =>
          (await service.call('GET', `/v1/sites/${where.site}/${path}`)).json() as Promise<Read<T>>
        const first = await service.submit({}, where)
        expect(first.status).toBe(201)
        const made = [first.body.comment.id]
        for (const { pick, does } of steps) {
          const id = made[pick % made.length] ?? ''
          if (does !== 'reply') await decide(id, does)
          else {
            const { status, body } = await service.submit({ parentId: id }, where)
            // Held after a few rejections, it is decided like the others.
            if (status === 201 || status === 202) made.push(body.comment.id)
            else expect(status).toBe(409)
          }
        }
        const { article: shown, comments } = await read<Thread>('articles/mixed/comments?sort=oldest')
        const all = flat(comments)
        expect(shown.count).toBe(all.length)
        const { counts } = await read<{ counts: Record<string, number> }>('counts?article=mixed')
        expect(counts['mixed']).toBe(all.length)
        for (const { replyCount, replies, moreReplies } of all) {
          expect(replyCount).toBe(replies.length)
          expect(moreReplies).toBeNull()
        }
        const visible = await service.deps.db.query(
          (sql) => sql<{ id: string }[]>`
          select id from comments where visible and site_id = (select id from sites where slug = ${where.site})`,
        )
        expect(all.map(({ id }) => id).toSorted()).toEqual(visible.map(({ id }) => id).toSorted())
      }),
      { numRuns: 12 },
    )
  })
})
