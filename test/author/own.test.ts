import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ policy: { limits: OPEN_LIMITS, words: { hold: ['gadget'] } } })
})
afterAll(() => service.close())

const HELD = { text: 'This gadget is worth a look, I think.' }
const SPAM = { text: Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ') }

type Own = Answer & {
  readonly ancestors: { readonly id: string }[]
  readonly reasons: string[]
  readonly because: string[]
  readonly statement: { readonly reason: string; readonly automatedDecision: boolean } | null
  readonly editableUntil: string | null
  readonly appeal: { readonly isPossible: boolean; readonly outcome: string | null }
}

const at = (id: string, site = 'news') => `/v1/sites/${site}/comments/${id}`
const by = (receipt: string) => ({ authorization: `Receipt ${receipt}` })

async function ask(
  method: string,
  id: string,
  how: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await service.call(method, at(id), how.body, how.headers)
  return { status: response.status, headers: response.headers, body: (await response.json()) as Own }
}

const own = async (comment: Answer) =>
  (await ask('GET', comment.comment.id, { headers: by(comment.receipt) })).body

async function decide(id: string, action: string, reason?: string) {
  const record = (await (
    await service.call('GET', `/v1/review/comments/${id}`, undefined, service.as(service.moderator))
  ).json()) as { version: number }
  const response = await service.call(
    'PUT',
    `/v1/review/comments/${id}/decision`,
    { action, version: record.version, ...(reason && { reason }) },
    service.as(service.moderator),
  )
  expect(response.status).toBe(200)
}

async function thread(article: string) {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ commentCount: number; visible: number; version: number }[]>`
    select a.comment_count, a.version, (select count(*)::int from comments c
      where c.site_id = a.site_id and c.article_id = a.id and c.visible) as visible
    from articles a where a.key = ${article}`,
  )
  return row
}

describe('the address of a comment', () => {
  it('shows an approved comment with its ancestors, from the top down', async () => {
    const top = (await service.submit()).body
    const middle = (await service.submit({ parentId: top.comment.id })).body
    const leaf = (await service.submit({ parentId: middle.comment.id })).body
    const { status, headers, body } = await ask('GET', leaf.comment.id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'approved', article: { key: 'bridge' } })
    expect(body.comment).toMatchObject({ id: leaf.comment.id, parentId: middle.comment.id })
    expect(body.ancestors.map(({ id }) => id)).toEqual([top.comment.id, middle.comment.id])
    expect(headers.get('cache-control')).toMatch(/^public/)
    expect(headers.get('vary')).toMatch(/Authorization/)
    expect(Object.keys(body)).not.toContain('reasons')
  })

  it.each([
    ['waits', HELD],
    ['is rejected', SPAM],
  ])(
    'is nothing to others while the comment %s, with the answer of a comment that never was',
    async (_, fields) => {
      const { body } = await service.submit(fields)
      const hidden = await ask('GET', body.comment.id)
      const never = await ask('GET', '01900000-0000-7000-8000-000000000000')
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

  it.each(['nonsense', '%00', '..%2f', '0190'])('with %s for an id is nothing', async (id) => {
    expect((await service.call('GET', `/v1/sites/news/comments/${id}`)).status).toBe(404)
  })
})

describe('a receipt', () => {
  it('shows a waiting comment and what held it', async () => {
    const { body } = await service.submit(HELD)
    const answer = await ask('GET', body.comment.id, { headers: by(body.receipt) })
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
    expect(await own(body)).toMatchObject({
      status: 'rejected',
      reasons: ['spam'],
      statement: { reason: 'spam', automatedDecision: true },
      appeal: { isPossible: true, outcome: null },
    })
  })

  it("shows a moderator's reasons, and that the text may no longer be changed", async () => {
    const { body } = await service.submit(HELD)
    await decide(body.comment.id, 'reject', 'off-topic')
    expect(await own(body)).toMatchObject({
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
      const answer = await ask(method, body.comment.id, {
        headers: by(await receipt()),
        ...(method === 'PATCH' && { body: { text: 'Mine now.' } }),
      })
      expect(answer.status).toBe(401)
      expect(answer.body.type).toBe('urn:postbag:problem:unauthenticated')
    }
  })
})

describe('an edit', () => {
  const change = (comment: Answer, text: unknown, headers = {}) =>
    ask('PATCH', comment.comment.id, { body: { text }, headers: { ...by(comment.receipt), ...headers } })

  it('changes the text, keeps the former one and grows the version', async () => {
    const { body } = await service.submit({}, { article: 'edited' })
    const before = await thread('edited')
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
    expect((await thread('edited'))?.version).toBeGreaterThan(before?.version ?? 0)
    expect((await ask('GET', body.comment.id)).body.comment['text']).toMatch(/^A better wording/)
  })

  it('goes through the checks again: the comment may have to wait, and its replies with it', async () => {
    const { body } = await service.submit({}, { article: 'back' })
    await service.submit({ parentId: body.comment.id }, { article: 'back' })
    expect(await thread('back')).toMatchObject({ commentCount: 2, visible: 2 })
    const { status, body: after } = await change(body, 'I meant this gadget over here.')
    expect(status).toBe(202)
    expect(after).toMatchObject({ status: 'pending', because: ['words'] })
    expect(await thread('back')).toMatchObject({ commentCount: 0, visible: 0 })
    expect((await ask('GET', body.comment.id)).status).toBe(404)
    const again = await change(body, 'I meant this thing over here.')
    expect(again.body.status).toBe('approved')
    expect(await thread('back')).toMatchObject({ commentCount: 2, visible: 2 })
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
    expect((await own(body)).editableUntil).toBeNull()
  })

  it('is refused after a moderator rejected the comment', async () => {
    const { body } = await service.submit(HELD)
    await decide(body.comment.id, 'reject', 'abuse')
    expect((await change(body, 'Harmless words.')).status).toBe(409)
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

describe('a withdrawal', () => {
  const remove = (comment: Answer) => ask('DELETE', comment.comment.id, { headers: by(comment.receipt) })

  it('takes the comment and its replies from readers, once and for all', async () => {
    const { body } = await service.submit({}, { article: 'gone' })
    const reply = (await service.submit({ parentId: body.comment.id }, { article: 'gone' })).body
    const { status, body: after } = await remove(body)
    expect(status).toBe(200)
    expect(after).toMatchObject({ status: 'withdrawn', editableUntil: null })
    expect(await thread('gone')).toMatchObject({ commentCount: 0, visible: 0 })
    expect((await ask('GET', body.comment.id)).status).toBe(404)
    expect((await ask('GET', reply.comment.id)).status).toBe(404)
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
    expect(await thread('five')).toMatchObject({ commentCount: 0 })
  })

  it('does not tidy up what a moderator rejected', async () => {
    const { body } = await service.submit(HELD)
    await decide(body.comment.id, 'reject', 'spam')
    expect((await remove(body)).status).toBe(409)
  })
})
