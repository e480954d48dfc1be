import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAuthor, at, by, HELD, HOLDING, SPAM } from '../helpers/author.ts'
import { type Answer, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
let author: ReturnType<typeof anAuthor>
beforeAll(async () => {
  service = await aService({ policy: { limits: OPEN_LIMITS, ...HOLDING } })
  author = anAuthor(service)
})
afterAll(() => service.close())

describe('the address of a comment', () => {
  it('shows an approved comment with its ancestors, from the top down', async () => {
    const top = (await service.submit()).body
    const middle = (await service.submit({ parentId: top.comment.id })).body
    const leaf = (await service.submit({ parentId: middle.comment.id })).body
    const { status, headers, body } = await author.ask('GET', leaf.comment.id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'approved', article: { key: 'bridge' } })
    expect(body.comment).toMatchObject({ id: leaf.comment.id, parentId: middle.comment.id })
    expect(body.ancestors.map(({ id }) => id)).toEqual([top.comment.id, middle.comment.id])
    expect(headers.get('cache-control')).toMatch(/^public/)
    expect(headers.get('vary')).toMatch(/Authorization/)
    expect(Object.keys(body)).not.toContain('reasons')
  })

  it('brings its replies as the thread does, ten of them, and the way to the rest', async () => {
    const top = (await service.submit()).body.comment
    const replies: string[] = []
    for (let n = 0; n < 11; n += 1) replies.push((await service.submit({ parentId: top.id })).body.comment.id)
    const deeper = (await service.submit({ parentId: replies[0] ?? '' })).body.comment
    const thread = await service.call('GET', '/v1/sites/news/articles/bridge/comments?limit=100')
    const { comments } = (await thread.json()) as { comments: { id: string }[] }
    const { comment } = (await author.ask('GET', top.id)).body
    expect(comment).toEqual(comments.find(({ id }) => id === top.id))
    expect(comment).toMatchObject({ replyCount: 11, replies: replies.slice(0, 10).map((id) => ({ id })) })
    expect(comment).toMatchObject({ moreReplies: expect.any(String) })
    expect(JSON.stringify(comment)).toContain(deeper.id)
  })

  it.each([
    ['waits', HELD],
    ['is rejected', SPAM],
  ])(
    'is nothing to others while the comment %s, with the answer of a comment that never was',
    async (_, fields) => {
      const { body } = await service.submit(fields)
      const hidden = await author.ask('GET', body.comment.id)
      const never = await author.ask('GET', '01900000-0000-7000-8000-000000000000')
      expect(hidden.status).toBe(404)
      expect({ ...hidden.body, requestId: '' }).toEqual({ ...never.body, requestId: '' })
    },
  )

  it('is nothing on another site, with the right receipt too', async () => {
    const other = await aSite(service.deps)
    const { body } = await service.submit()
    const response = await service.call('GET', at(body.comment.id, other.slug))
    expect(response.status).toBe(404)
    const withReceipt = await service.call(
      'GET',
      at(body.comment.id, other.slug),
      undefined,
      by(body.receipt),
    )
    expect(withReceipt.status).toBe(401)
  })

  it('is not sent again to who has it', async () => {
    const { body } = await service.submit()
    const first = await service.call('GET', at(body.comment.id))
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]+"$/)
    const again = await service.call('GET', at(body.comment.id), undefined, { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(again.headers.get('vary')).toBe(first.headers.get('vary'))
  })

  it.each(['nonsense', '..%2f', '0190'])('with %s for an id is nothing', async (id) => {
    expect((await service.call('GET', `/v1/sites/news/comments/${id}`)).status).toBe(404)
  })
})

describe('a receipt', () => {
  it.each(['Receipt', 'receipt', 'RECEIPT '])('opens its comment as %s', async (scheme) => {
    const { body } = await service.submit(HELD)
    const authorization = `${scheme} ${body.receipt}`
    expect((await service.call('GET', at(body.comment.id), undefined, { authorization })).status).toBe(200)
  })

  it('shows a waiting comment and what held it', async () => {
    const { body } = await service.submit(HELD)
    const answer = await author.ask('GET', body.comment.id, { headers: by(body.receipt) })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('vary')).toMatch(/Authorization/)
    expect(answer.body).toMatchObject({
      status: 'pending',
      because: expect.arrayContaining(['words']),
      reasons: [],
      statement: null,
    })
    expect(Date.parse(answer.body.editableUntil ?? '')).toBeGreaterThan(Date.now())
  })

  it('tells the truth about a silent rejection, with the statement of reasons', async () => {
    const { body } = await service.submit(SPAM)
    expect(body.status).toBe('pending')
    expect(await author.own(body)).toMatchObject({
      status: 'rejected',
      reasons: ['spam'],
      statement: { reason: 'spam', automatedDecision: true },
      appeal: { isPossible: true, outcome: null },
    })
  })

  it("shows a moderator's reasons, and that the text may no longer be changed", async () => {
    const { body } = await service.submit(HELD)
    await author.decide(body.comment.id, 'reject', 'off-topic')
    expect(await author.own(body)).toMatchObject({
      status: 'rejected',
      reasons: ['off-topic'],
      because: [],
      statement: { reason: 'off-topic', automatedDecision: false },
      editableUntil: null,
    })
  })

  it.each([
    ['of another comment', async () => (await service.submit()).body.receipt],
    ['that is made up', async () => 'zzz.AAAAAAAAAAAAAAAAAAAAAA'],
    ['that is no receipt', async () => '"'],
  ])('%s opens nothing', async (_, receipt) => {
    const { body } = await service.submit()
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await author.ask(method, body.comment.id, {
        headers: by(await receipt()),
        ...(method === 'PATCH' && { body: { text: 'Mine now.' } }),
      })
      expect(answer.status).toBe(401)
      expect(answer.body.type).toBe('urn:postbag:problem:unauthenticated')
    }
  })
})

describe('a withdrawal', () => {
  const remove = (comment: Answer) =>
    author.ask('DELETE', comment.comment.id, { headers: by(comment.receipt) })

  it('takes the comment and its replies from readers, once and for all', async () => {
    const { body } = await service.submit({}, { article: 'gone' })
    const reply = (await service.submit({ parentId: body.comment.id }, { article: 'gone' })).body
    const { status, body: after } = await remove(body)
    expect(status).toBe(200)
    expect(after).toMatchObject({ status: 'withdrawn', editableUntil: null })
    expect(await author.thread('gone')).toMatchObject({ commentCount: 0, visible: 0 })
    expect((await author.ask('GET', body.comment.id)).status).toBe(404)
    expect((await author.ask('GET', reply.comment.id)).status).toBe(404)
    expect((await remove(body)).status).toBe(200)
    const answer = await service.submit({ parentId: body.comment.id }, { article: 'gone' })
    expect(answer.body.type).toBe('urn:postbag:problem:parent-not-available')
  })

  it('sent five times at once is one', async () => {
    const { body } = await service.submit({}, { article: 'five' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => remove(body)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const [row] = await service.deps.db.query(
      (sql) => sql<{ n: number }[]>`
      select count(*)::int as n from outbox where comment_id = ${body.comment.id} and type = 'comment.withdrawn'`,
    )
    expect(row?.n).toBe(1)
    expect(await author.thread('five')).toMatchObject({ commentCount: 0 })
  })

  it('does not tidy up what a moderator rejected', async () => {
    const { body } = await service.submit(HELD)
    await author.decide(body.comment.id, 'reject', 'spam')
    expect((await remove(body)).status).toBe(409)
  })
})
