import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Thread } from '../../src/threads/thread.ts'
import { aHeldComment, asHolder, countOf, type Decided, decide, type Holder } from '../helpers/desk.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
let mo: Holder
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const answer = (id: string, body: Record<string, unknown>) =>
  mo<Decided & { errors: { field: string; code: string }[] }>(
    'POST',
    `/v1/review/comments/${id}/answers`,
    body,
  )
const thread = (article: string) => reader.json<Thread>(`articles/${article}/comments`)

describe('an answer of the newsroom', () => {
  it('stands below the comment at once, with the name of the site as badge', async () => {
    const id = await reader.post('asked')
    const { status, body } = await answer(id, { text: 'We asked the harbour office.\n\nIt is E flat.' })
    expect(status).toBe(201)
    const { article, comments } = await thread('asked')
    expect(article.count).toBe(2)
    expect(comments).toMatchObject([
      {
        id,
        replyCount: 1,
        replies: [
          {
            id: body.comment.id,
            parentId: id,
            author: { name: 'Mo Derator', badge: 'The News', verified: true },
            html: '<p>We asked the harbour office.</p><p>It is E flat.</p>',
          },
        ],
      },
    ])
  })

  it('may be signed otherwise, and joins the deepest place that is shown', async () => {
    let parentId = await reader.post('deep')
    for (let depth = 2; depth <= 4; depth++) parentId = await reader.post('deep', { parentId })
    await answer(parentId, { name: '  Ines   Falk ', text: 'Thank you.' })
    const [top] = (await thread('deep')).comments
    const last = top?.replies[0]?.replies[0]?.replies.at(-1)
    expect(last).toMatchObject({ parentId, author: { name: 'Ines Falk' } })
  })

  it('is an approval in the log, and its undo withdraws it', async () => {
    const id = await reader.post('taken-back')
    const { body } = await answer(id, { text: 'Too quick, this one.' })
    const path = '/v1/review/decisions?by=moderator&action=approve'
    const { items } = (await mo<{ items: Record<string, unknown>[] }>('GET', path)).body
    expect(items[0]).toMatchObject({ commentId: body.comment.id, moderator: { name: 'Mo Derator' } })
    const undone = await mo<Decided>('POST', `/v1/review/decisions/${body.decision.id}/undo`)
    expect(undone.body.comment.status).toBe('withdrawn')
    expect(await thread('taken-back')).toMatchObject({ comments: [{ id, replyCount: 0, replies: [] }] })
    expect(await countOf(service, 'taken-back')).toBe(1)
  })

  it('may be given where comments are closed, and be rejected like any other', async () => {
    const id = await reader.post('closed')
    const as = service.as(service.admin)
    await service.call('PUT', '/v1/admin/sites/news/articles/closed', { open: false }, as)
    const { status, body } = await answer(id, { text: 'A last word from us.' })
    expect(status).toBe(201)
    const rejected = await decide(mo, body.comment.id, { action: 'reject', reason: 'other', version: 1 })
    expect(rejected.status).toBe(200)
    expect(await countOf(service, 'closed')).toBe(1)
  })

  it('needs a comment that readers can see, a name and a text', async () => {
    const held = await aHeldComment(service)
    expect((await answer(held.id, { text: 'Hello' })).status).toBe(409)
    expect((await answer('01890000-0000-7000-8000-000000000000', { text: 'Hello' })).status).toBe(404)
    const id = await reader.post('empty')
    const { status, body } = await answer(id, { text: ' \u200b ', name: '' })
    expect(status).toBe(422)
    expect(body.errors.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'name required',
      'text required',
    ])
    expect((await answer(id, { text: 'Hello', badge: 'Mayor' })).status).toBe(422)
    expect(await countOf(service, 'empty')).toBe(1)
  })

  it('is there once, however often and quickly it is sent, and again after it was taken back', async () => {
    const id = await reader.post('again')
    const sent = () => answer(id, { text: 'It is E flat, says the harbour office.' })
    const all = [...(await Promise.all([sent(), sent(), sent()])), await sent()]
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(all.map(({ body }) => body.decision.id)).size).toBe(1)
    const [{ body }] = all as [(typeof all)[number]]
    for (const one of all) expect(one.body).toEqual(body)
    expect(await countOf(service, 'again')).toBe(2)

    await mo('POST', `/v1/review/decisions/${body.decision.id}/undo`)
    const anew = await sent()
    expect(anew.body.comment.id).not.toBe(body.comment.id)
    expect(await countOf(service, 'again')).toBe(2)
  })

  it('counts for no decision on what readers write in its thread', async () => {
    const id = await reader.post('history')
    await answer(id, { text: 'We have asked the harbour office about it.' })
    const next = await reader.post('history', { parentId: id })
    const [row] = await service.deps.db.query(
      (sql) =>
        sql<{ context: Record<string, unknown> }[]>`select context from verdicts where comment_id = ${next}`,
    )
    const none = { approved: 0, rejected: 0 }
    expect(row?.context).toMatchObject({ thread: none, lately: none, conversation: none })
  })

  it('counts right when many are given at once while readers write', async () => {
    const id = await reader.post('busy')
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => answer(id, { text: `Answer number ${n} from us.` })),
      ...Array.from({ length: 8 }, () => reader.post('busy', { parentId: id })),
    ])
    const { article, comments } = await thread('busy')
    expect(article.count).toBe(17)
    expect(comments[0]?.replyCount).toBe(16)
  })
})
