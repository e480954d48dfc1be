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

describe('an edit', () => {
  const change = (comment: Answer, text: unknown, headers = {}) =>
    author.ask('PATCH', comment.comment.id, {
      body: { text },
      headers: { ...by(comment.receipt), ...headers },
    })

  it('changes the text, keeps the former one and grows the version', async () => {
    const { body } = await service.submit({}, { article: 'edited' })
    const before = await author.thread('edited')
    const { status, body: after } = await change(body, 'A better wording.\nWith a second line.')
    expect(status).toBe(200)
    expect(after.comment).toMatchObject({
      text: 'A better wording.\nWith a second line.',
      html: '<p>A better wording.<br>With a second line.</p>',
    })
    expect(after.comment['editedAt']).toBeTypeOf('string')
    const [row] = await service.deps.db.query(
      (sql) => sql<Record<string, unknown>[]>`
      select c.version, r.text as former, r.revision, (select count(*)::int from verdicts v
        where v.comment_id = c.id) as verdicts, o.type, o.version as told
      from comments c join revisions r on r.comment_id = c.id
      join outbox o on o.comment_id = c.id and o.type = 'comment.edited' where c.id = ${body.comment.id}`,
    )
    expect(row).toMatchObject({ version: 2, former: body.comment['text'], revision: 1, verdicts: 2, told: 2 })
    expect((await author.thread('edited'))?.version).toBeGreaterThan(before?.version ?? 0)
    expect((await author.ask('GET', body.comment.id)).body.comment['text']).toMatch(/^A better wording/)
  })

  it('goes through the checks again: the comment may have to wait, and its replies with it', async () => {
    const { body } = await service.submit({}, { article: 'back' })
    await service.submit({ parentId: body.comment.id }, { article: 'back' })
    expect(await author.thread('back')).toMatchObject({ commentCount: 2, visible: 2 })
    const { status, body: after } = await change(body, 'I meant this gadget over here.')
    expect(status).toBe(202)
    expect(after).toMatchObject({ status: 'pending', because: ['words'] })
    expect(await author.thread('back')).toMatchObject({ commentCount: 0, visible: 0 })
    expect((await author.ask('GET', body.comment.id)).status).toBe(404)
    const again = await change(body, 'I meant this thing over here.')
    expect(again.body.status).toBe('approved')
    expect(await author.thread('back')).toMatchObject({ commentCount: 2, visible: 2 })
  })

  it('can be rejected like a submission, and the receipt says so', async () => {
    const { body } = await service.submit()
    const { status, body: after } = await change(body, SPAM.text)
    expect(status).toBe(202)
    expect(after).toMatchObject({ status: 'rejected', reasons: ['spam'] })
  })

  it('of the same text changes nothing', async () => {
    const { body } = await service.submit()
    const { status } = await change(body, ` ${body.comment['text']}\r\n`)
    expect(status).toBe(200)
    const [row] = await service.deps.db.query(
      (sql) => sql<{ version: number }[]>`select version from comments where id = ${body.comment.id}`,
    )
    expect(row?.version).toBe(1)
  })

  it('keeps the doubt of a captcha that came with the submission', async () => {
    const { body } = await service.submit(HELD)
    await service.deps.db.query(
      (sql) => sql`
      update verdicts set signals = '[{"check":"captcha","outcome":"suspect","score":0.3,"ms":1}]'
      where comment_id = ${body.comment.id}`,
    )
    const { body: after } = await change(body, 'Now there is nothing in the text to hold it for.')
    expect(after).toMatchObject({ status: 'pending', because: ['captcha'] })
  })

  it('is refused once the window is over', async () => {
    const { body } = await service.submit()
    await service.deps.db.query(
      (sql) => sql`
      update comments set created_at = created_at - interval '5 minutes 1 second' where id = ${body.comment.id}`,
    )
    const { status, body: problem } = await change(body, 'Too late.')
    expect(status).toBe(403)
    expect(problem.type).toBe('urn:postbag:problem:edit-window-closed')
    expect((await author.own(body)).editableUntil).toBeNull()
  })

  it('is refused, and not offered, once the article is closed', async () => {
    const { body } = await service.submit({}, { article: 'closed' })
    expect((await author.own(body)).editableUntil).toBeTypeOf('string')
    const path = '/v1/admin/sites/news/articles/closed'
    await service.call('PUT', path, { open: false }, service.as(service.admin))
    const { status, body: problem } = await change(body, 'One more thing.')
    expect([status, problem.type]).toEqual([403, 'urn:postbag:problem:comments-closed'])
    expect((await author.own(body)).editableUntil).toBeNull()
  })

  it('is refused after a moderator rejected the comment', async () => {
    const { body } = await service.submit(HELD)
    await author.decide(body.comment.id, 'reject', 'abuse')
    expect((await change(body, 'Harmless words.')).status).toBe(409)
  })

  it('is refused while an appeal waits too, and so is a withdrawal: only another moderator answers it', async () => {
    const { body } = await service.submit(HELD)
    await author.decide(body.comment.id, 'reject', 'abuse')
    await service.call('POST', `${at(body.comment.id)}/appeal`, { note: 'Irony.' }, by(body.receipt))
    expect((await change(body, 'Harmless words.')).status).toBe(409)
    const withdrawal = await author.ask('DELETE', body.comment.id, { headers: by(body.receipt) })
    expect(withdrawal.status).toBe(409)
    expect(await author.own(body)).toMatchObject({ status: 'pending', editableUntil: null })
  })

  it.each([
    ['no text', '', 422],
    ['a text of another type', 7, 422],
    ['a text that cannot be stored', 'a\u0000b', 422],
    ['a text that is too long', 'x'.repeat(5001), 422],
  ])('with %s is refused at its field', async (_, text, status) => {
    const { body } = await service.submit()
    const answer = await change(body, text)
    expect(answer.status).toBe(status)
    expect(answer.body.errors?.[0]?.field).toBe('text')
  })

  it('from a foreign page is refused', async () => {
    const { body } = await service.submit()
    const { status } = await change(body, 'From elsewhere.', { origin: 'https://evil.example' })
    expect(status).toBe(403)
  })

  it('counts for its caller, as a submission does', async () => {
    const site = await aSite(service.deps, { policy: { limits: { ...OPEN_LIMITS, perReaderPerMinute: 3 } } })
    const { body } = await service.submit({}, { site: site.slug })
    const statuses = []
    for (const text of ['One thing.', 'Two things.', 'Three things.', 'Four things.']) {
      const response = await service.call('PATCH', at(body.comment.id, site.slug), { text }, by(body.receipt))
      statuses.push(response.status)
    }
    expect(statuses).toEqual([200, 200, 429, 429])
  })

  it('is made once when two arrive together: the other is told', async () => {
    const { body } = await service.submit()
    const answers = await Promise.all(['One side.', 'The other side.'].map((text) => change(body, text)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses[0]).toBe(200)
    expect([200, 409]).toContain(statuses[1])
    const [row] = await service.deps.db.query(
      (sql) => sql<{ version: number; revisions: number }[]>`
      select version, (select count(*)::int from revisions r where r.comment_id = c.id) as revisions
      from comments c where id = ${body.comment.id}`,
    )
    expect(row?.version).toBe((row?.revisions ?? 0) + 1)
  })

  it('and a decision at the same time leave one of the two', async () => {
    const { body } = await service.submit(HELD)
    const [edited, decided] = await Promise.all([
      change(body, 'Nothing to hold any more.'),
      service.call(
        'PUT',
        `/v1/review/comments/${body.comment.id}/decision`,
        { action: 'reject', reason: 'spam', version: 1 },
        service.as(service.moderator),
      ),
    ])
    const won = [edited.status < 300, decided.status < 300]
    expect(won.filter(Boolean)).toHaveLength(1)
  })
})
