import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { by } from '../helpers/author.ts'
import { aBody, aService, aSite, OPEN_LIMITS, type Service, words } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
})
afterAll(() => service.close())

const count = async (where = '') => {
  const [row] = await service.deps.db.query(
    (sql) =>
      sql<
        { n: number }[]
      >`select count(*)::int as n from comments ${where === '' ? sql`` : sql`where text = ${where}`}`,
  )
  return row?.n
}

describe('a submission', () => {
  it('is approved when no check marks it, and stored with its signals, verdict and event', async () => {
    const { status, headers, body } = await service.submit()
    expect(status).toBe(201)
    expect(body.status).toBe('approved')
    expect(headers.get('location')).toBe(`/v1/sites/news/comments/${body.comment.id}`)
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/)
    const [row] = await service.deps.db.query(
      (sql) => sql<{ status: string; signals: { check: string; outcome: string }[]; type: string }[]>`
        select c.status, v.signals, o.type from comments c
        join verdicts v on v.site_id = c.site_id and v.comment_id = c.id
        join outbox o on o.site_id = c.site_id and o.comment_id = c.id where c.id = ${body.comment.id}`,
    )
    expect(row).toMatchObject({ status: 'approved', type: 'comment.approved' })
    expect(row?.signals.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['captcha', 'links', 'words']),
    )
  })

  it('is held when a check marks it', async () => {
    const { status, body } = await service.submit({
      text: 'See https://a.example/x and https://b.example/y please',
    })
    expect(status).toBe(202)
    expect(body.status).toBe('pending')
    expect(body.message).toMatch(/checked/)
    expect(body.receipt).toMatch(/\./)
  })

  it('is rejected silently when a check is certain: the answer says pending', async () => {
    const links = Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ')
    const { status, body } = await service.submit({ text: links })
    expect(status).toBe(202)
    expect(body.status).toBe('pending')
    const [row] = await service.deps.db.query(
      (sql) => sql<{ status: string }[]>`
      select status from comments where id = ${body.comment.id}`,
    )
    expect(row?.status).toBe('rejected')
  })

  it('is told when the site tells: 403 with the reasons and a receipt', async () => {
    const site = await aSite(service.deps, {
      policy: { limits: OPEN_LIMITS, rejected: 'told', words: { reject: ['snakeoil'] } },
    })
    const { status, body } = await service.submit({ text: 'Buy snakeoil today' }, { site: site.slug })
    expect(status).toBe(403)
    expect(body.type).toBe('urn:postbag:problem:comment-rejected')
    expect(body['reasons']).toEqual(['abuse'])
    const truth = await service.call(
      'GET',
      `/v1/sites/${site.slug}/comments/${body.comment.id}`,
      undefined,
      by(body.receipt),
    )
    expect(await truth.json()).toMatchObject({ status: 'rejected', reasons: ['abuse'] })
  })

  it('is told the same when it is repeated, with the reasons', async () => {
    const site = await aSite(service.deps, {
      policy: { limits: OPEN_LIMITS, rejected: 'told', words: { reject: ['snakeoil'] } },
    })
    const again = () =>
      service.submit({ text: 'Buy snakeoil today' }, { site: site.slug }, { 'idempotency-key': 'told-once' })
    const first = await again()
    const second = await again()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect({ ...second.body, requestId: '' }).toEqual({ ...first.body, requestId: '' })
  })

  it.each([
    ['no text', { text: '' }, [{ field: 'text', code: 'required', message: 'Please enter your comment!' }]],
    ['no name', { name: '' }, [{ field: 'name', code: 'required', message: 'Please enter your name here' }]],
    [
      'neither',
      { name: ' \u200b', text: '\u00a0\n\u3164' },
      [
        { field: 'name', code: 'required', message: 'Please enter your name here' },
        { field: 'text', code: 'required', message: 'Please enter your comment!' },
      ],
    ],
  ])('with %s names every missing field', async (_, fields, errors) => {
    const { status, body, headers } = await service.submit(fields)
    expect(status).toBe(422)
    expect(headers.get('content-type')).toMatch(/application\/problem\+json/)
    expect(body.type).toBe('urn:postbag:problem:invalid-submission')
    expect(body.errors).toEqual(errors)
  })

  it.each([
    ['text over the limit', { text: 'a'.repeat(5001) }, 'text', 'too-long'],
    ['a wrong type', { text: 7 }, 'text', 'invalid-type'],
    ['U+0000', { text: 'a\u0000b' }, 'text', 'invalid-characters'],
    ['a lone surrogate', { name: 'a\ud800' }, 'name', 'invalid-characters'],
    ['a bad e-mail', { email: 'nobody' }, 'email', 'invalid'],
    ['a script as website', { website: 'javascript:alert(1)' }, 'website', 'invalid'],
    ['an id of another version', { id: '00000000-0000-4000-8000-000000000000' }, 'id', 'invalid'],
    ['an id that is none', { id: 'first' }, 'id', 'invalid'],
    ['a parent that is no id', { parentId: 'first' }, 'parentId', 'invalid'],
  ])('with %s is refused at its field without repeating the value', async (_, fields, field, code) => {
    const { status, body } = await service.submit(fields)
    expect(status).toBe(422)
    expect(body.errors).toEqual([expect.objectContaining({ field, code })])
    expect(JSON.stringify(body)).not.toContain('nobody')
  })

  it('keeps a text of exactly the longest length, counted as people count', async () => {
    const { status } = await service.submit({ text: `${'👍🏽'.repeat(2)} ${'word '.repeat(999)}ab` })
    expect(status).toBeLessThan(300)
  })

  it('keeps a text as it was written, blank ends too, which nobody sees; only newlines become one kind', async () => {
    const text = ' \ufeffThe tide\r\nturned.\rTwice. \n\n'
    const { status, body } = await service.submit({ text })
    expect(status).toBe(201)
    expect(body.comment).toMatchObject({
      text: ' \ufeffThe tide\nturned.\nTwice. \n\n',
      html: '<p>The tide<br>turned.<br>Twice.</p>',
    })
  })

  it('is 404 on a site that does not exist', async () => {
    expect((await service.submit({}, { site: 'nobody' })).status).toBe(404)
  })

  it.each([
    ['broken JSON', '{"text":', 'application/json', 400],
    ['plain text', '{}', 'text/plain', 415],
    ['an array', '[]', 'application/json', 422],
    ['a name with U+0000', '{"name":"a","text":"b","\\u0000":1}', 'application/json', 422],
    ['a name with half a pair', '{"name":"a","text":"b","\\ud800":1}', 'application/json', 422],
  ])('of %s is refused', async (_, body, type, status) => {
    const path = '/v1/sites/news/articles/bridge/comments'
    const response = await service.call('POST', path, body, { 'content-type': type })
    expect(response.status).toBe(status)
  })

  it('is stopped at the size limit before it is read', async () => {
    expect((await service.submit({ text: 'x'.repeat(300_000) })).status).toBe(413)
  })
})

describe('sending again', () => {
  it('with the same key gets the first answer and makes no second comment', async () => {
    const body = aBody()
    const first = await service.submit(body, {}, { 'idempotency-key': 'k-1' })
    const again = await service.submit(body, {}, { 'idempotency-key': '"k-1"' })
    expect(again.status).toBe(first.status)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await count(body['text'] as string)).toBe(1)
  })

  it('with the same client-made id gets the first answer', async () => {
    const body = aBody({ id: randomUUIDv7() })
    const first = await service.submit(body)
    const again = await service.submit(body)
    expect(first.body.comment.id).toBe(body['id'])
    expect(again.body).toEqual(first.body)
  })

  it("what another reader wrote, under its public id, opens nothing: the receipt is its author's alone", async () => {
    const body = aBody({ id: randomUUIDv7() })
    await service.submit(body)
    const copied = await service.submit(body, {}, { 'x-forwarded-for': '203.0.113.7' })
    expect(copied.status).toBe(409)
    expect(copied.body.type).toBe('urn:postbag:problem:key-reused')
    expect(copied.body.receipt).toBeUndefined()
    expect(await count(body['text'] as string)).toBe(1)
  })

  it('with the same key gets the first answer also from another network', async () => {
    const body = aBody({ id: randomUUIDv7() })
    const first = await service.submit(body, {}, { 'idempotency-key': 'on-the-train' })
    const elsewhere = { 'idempotency-key': 'on-the-train', 'x-forwarded-for': '203.0.113.8' }
    expect((await service.submit(body, {}, elsewhere)).body).toEqual(first.body)
  })

  it('without a key, several times at once, is shown once: the others wait for a moderator as duplicates', async () => {
    const site = await aSite(service.deps)
    const fields = { text: `${words()} said once.` }
    const answers = await Promise.all([1, 2, 3, 4].map(() => service.submit(fields, { site: site.slug })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 202, 202, 202])
  })

  it('with the same key and another text is a conflict', async () => {
    await service.submit({}, {}, { 'idempotency-key': 'k-2' })
    const { status, body } = await service.submit({}, {}, { 'idempotency-key': 'k-2' })
    expect(status).toBe(409)
    expect(body.type).toBe('urn:postbag:problem:key-reused')
  })

  it('fifty times at once makes one comment and fifty equal answers', async () => {
    const body = aBody()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => service.submit(body, {}, { 'idempotency-key': 'k-3' })),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    expect(answers.every(({ status }) => status === 201)).toBe(true)
    expect(await count(body['text'] as string)).toBe(1)
  })
})

describe('limits', () => {
  it('let a reader post six times a minute by default and then say when to come back', async () => {
    const site = await aSite(service.deps, { policy: {} })
    const send = () => service.submit({}, { site: site.slug })
    for (let i = 0; i < 6; i += 1) expect((await send()).status).toBe(201)
    const { status, headers, body } = await send()
    expect(status).toBe(429)
    expect(body['detail']).toBe('You are posting too quickly.')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(headers.get('ratelimit')).toMatch(/^"reader";r=0;t=\d+$/)
  })

  it('count exactly also when all come at once', async () => {
    const site = await aSite(service.deps, { policy: {} })
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => service.submit({}, { site: site.slug })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(24)
  })

  it('use up nothing for a submission that is refused for its fields', async () => {
    const site = await aSite(service.deps, { policy: {} })
    for (let i = 0; i < 10; i += 1)
      expect((await service.submit({ text: '' }, { site: site.slug })).status).toBe(422)
    expect((await service.submit({}, { site: site.slug })).status).toBe(201)
  })

  it('hold, not refuse, what goes past an article', async () => {
    const limits = { ...OPEN_LIMITS, perArticlePerMinute: 2 }
    const site = await aSite(service.deps, { policy: { limits } })
    for (let i = 0; i < 2; i += 1) await service.submit({}, { site: site.slug })
    expect((await service.submit({}, { site: site.slug })).status).toBe(202)
  })
})

describe('replies', () => {
  it('to an approved comment are approved under it', async () => {
    const parent = await service.submit()
    const reply = await service.submit({ parentId: parent.body.comment.id })
    expect(reply.status).toBe(201)
    expect(reply.body.comment['parentId']).toBe(parent.body.comment.id)
  })

  it.each([
    ['nobody wrote', async () => randomUUIDv7()],
    [
      'that waits',
      async () => (await service.submit({ text: 'https://a.example https://b.example' })).body.comment.id,
    ],
    ['on another article', async () => (await service.submit({}, { article: 'elsewhere' })).body.comment.id],
  ])('to one %s are refused', async (_, parent) => {
    const { status, body } = await service.submit({ parentId: await parent() })
    expect(status).toBe(409)
    expect(body.type).toBe('urn:postbag:problem:parent-not-available')
  })
})

describe('other pages', () => {
  it('may not post: an origin that is not listed is refused', async () => {
    expect((await service.submit({}, {}, { origin: 'https://evil.example' })).status).toBe(403)
  })

  it('of the site may, and read the answer', async () => {
    const { status, headers } = await service.submit({}, {}, { origin: 'https://news.example' })
    expect(status).toBe(201)
    expect(headers.get('access-control-allow-origin')).toBe('https://news.example')
    expect(headers.get('vary')).toMatch(/Origin/)
  })
})
