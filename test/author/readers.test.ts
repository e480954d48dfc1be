import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { soon } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
})
afterAll(() => service.close())

const from = (reader: number) => ({ 'x-forwarded-for': `203.0.113.${reader}` })
const HELD = { text: 'See https://a.example/x and https://b.example/y please' }

async function call(method: string, path: string, body?: unknown, headers = {}) {
  const response = await service.call(method, `/v1/sites/news/comments/${path}`, body, headers)
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

async function aComment(fields = {}) {
  return (await service.submit(fields)).body.comment.id
}

async function row(id: string) {
  const [found] = await service.deps.db.query(
    (sql) => sql<Record<string, number>[]>`
    select likes, report_count, (select count(*)::int from likes l where l.comment_id = c.id) as liked,
      (select count(*)::int from reports r where r.comment_id = c.id) as reported
    from comments c where id = ${id}`,
  )
  return found
}

describe('a like', () => {
  const like = (id: string, reader = 1) => call('PUT', `${id}/like`, undefined, from(reader))
  const unlike = (id: string, reader = 1) => call('DELETE', `${id}/like`, undefined, from(reader))

  it('counts once per reader and can be taken back', async () => {
    const id = await aComment()
    expect(await like(id)).toMatchObject({ status: 200, body: { likes: 1, liked: true } })
    expect(await like(id)).toMatchObject({ status: 200, body: { likes: 1, liked: true } })
    expect((await like(id, 2)).body).toEqual({ likes: 2, liked: true })
    expect((await unlike(id)).body).toEqual({ likes: 1, liked: false })
    expect((await unlike(id)).body).toEqual({ likes: 1, liked: false })
    const shown = await call('GET', id)
    expect(shown.body['comment']).toMatchObject({ likes: 1 })
  })

  it('neither doubles nor goes below nothing when everybody clicks at once', async () => {
    const id = await aComment()
    // As many at once as reach the database at once: more would only wait for one another, some too long.
    for (let from = 0; from < 40; from += 8) {
      const clicks = Array.from({ length: 8 }, (_, n) => from + n).map((n) =>
        n % 3 === 2 ? unlike(id, n % 7) : like(id, n % 7),
      )
      const answers = await Promise.all(clicks)
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    }
    const after = await row(id)
    expect(after?.['likes']).toBe(after?.['liked'])
    await Promise.all(Array.from({ length: 14 }, (_, n) => unlike(id, n % 7)))
    expect(await row(id)).toMatchObject({ likes: 0, liked: 0 })
  })

  it('shows in the thread, also where the thread was in memory', async () => {
    const { body } = await service.submit({}, { article: 'liked' })
    const likesShown = async () => {
      const answer = await service.call('GET', '/v1/sites/news/articles/liked/comments')
      return ((await answer.json()) as { comments: { likes: number }[] }).comments[0]?.likes
    }
    expect(await likesShown()).toBe(0)
    await like(body.comment.id)
    await soon(async () => (await likesShown()) === 1, 2_000)
    await unlike(body.comment.id)
    await soon(async () => (await likesShown()) === 0, 2_000)
  })

  it('of a comment that readers cannot see is refused as if there were none', async () => {
    const id = await aComment(HELD)
    expect((await like(id)).status).toBe(404)
    expect((await unlike(id)).status).toBe(404)
    expect((await like('01900000-0000-7000-8000-000000000000')).status).toBe(404)
  })

  it('keeps nothing that tells who liked several', async () => {
    const [one, two] = [await aComment(), await aComment()]
    await like(one, 9)
    await like(two, 9)
    const hashes = await service.deps.db.query(
      (sql) => sql<{ hash: string }[]>`
      select encode(reader_hash, 'hex') as hash from likes where comment_id in (${one}, ${two})`,
    )
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(2)
  })

  it('is limited per reader', async () => {
    const site = await aSite(service.deps)
    const path = `/v1/sites/${site.slug}/comments/01900000-0000-7000-8000-000000000000/like`
    const statuses: number[] = []
    while (statuses.length < 70) {
      const some = Array.from({ length: 7 }, () => service.call('PUT', path, undefined, from(77)))
      statuses.push(...(await Promise.all(some)).map(({ status }) => status))
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 404).length).toBeGreaterThan(50)
  })
})

describe('a report', () => {
  const report = (id: string, body: unknown, reader = 1) => call('POST', `${id}/reports`, body, from(reader))

  it('raises the comment in the review queue, once per reader', async () => {
    const id = await aComment()
    const first = await report(id, { reason: 'abuse', note: ' It insults people. ' })
    expect(first.status).toBe(202)
    const again = await report(id, { reason: 'spam' })
    expect(again.body).toEqual(first.body)
    await report(id, { reason: 'illegal' }, 2)
    expect(await row(id)).toMatchObject({ reportCount: 2, reported: 2 })
    const queue = (await (
      await service.call('GET', '/v1/review/queue?reason=reported', undefined, service.as(service.moderator))
    ).json()) as { items: { comment: { id: string }; reports: { note: string | null; reason: string }[] }[] }
    expect(queue.items[0]?.comment.id).toBe(id)
    expect(queue.items[0]?.reports.map(({ reason, note }) => [reason, note])).toEqual([
      ['illegal', null],
      ['abuse', 'It insults people.'],
    ])
    const events = await service.deps.db.query(
      (sql) => sql<{ data: unknown }[]>`
      select data from outbox where comment_id = ${id} and type = 'comment.reported' order by id`,
    )
    expect(events.map(({ data }) => data)).toEqual([
      { reason: 'abuse', reports: 1 },
      { reason: 'illegal', reports: 2 },
    ])
  })

  it('by one reader ten times at once is one report', async () => {
    const id = await aComment()
    const answers = await Promise.all(Array.from({ length: 10 }, () => report(id, { reason: 'hate' }, 30)))
    expect(answers.every(({ status }) => status === 202)).toBe(true)
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
    expect(await row(id)).toMatchObject({ reportCount: 1, reported: 1 })
  })

  it.each([
    ['no reason', {}, 422],
    ['a reason that there is not', { reason: 'because' }, 422],
    ['a note that is too long', { reason: 'spam', note: 'x'.repeat(2001) }, 422],
    ['a note that cannot be stored', { reason: 'spam', note: 'a\u0000b' }, 422],
    ['no JSON object', '[]', 422],
    ['broken JSON', '{', 400],
  ])('with %s is refused', async (_, body, status) => {
    const answer = await report(await aComment(), body, 40)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/)
  })

  it('of a comment that readers cannot see is refused as if there were none', async () => {
    expect((await report(await aComment(HELD), { reason: 'spam' }, 41)).status).toBe(404)
  })

  it('is limited per reader', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 12; n += 1)
      statuses.push((await report(await aComment(), { reason: 'spam' }, 50)).status)
    expect(statuses.slice(0, 10).every((status) => status === 202)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('a page', () => {
  it.each([
    ['PUT', 'like'],
    ['DELETE', 'like'],
    ['POST', 'reports'],
  ])('of somebody else may not %s a %s', async (method, what) => {
    const id = await aComment()
    const body = method === 'POST' ? { reason: 'spam' } : undefined
    const foreign = await call(method, `${id}/${what}`, body, { ...from(60), origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    const own = await call(method, `${id}/${what}`, body, { ...from(60), origin: 'https://news.example' })
    expect(own.status).toBeLessThan(300)
    expect(own.headers.get('access-control-allow-origin')).toBe('https://news.example')
  })

  it("of another site's comment finds nothing", async () => {
    const other = await aSite(service.deps, { policy: { limits: OPEN_LIMITS } })
    const { body } = await service.submit({}, { site: other.slug })
    expect((await call('PUT', `${body.comment.id}/like`, undefined, from(61))).status).toBe(404)
    expect((await call('POST', `${body.comment.id}/reports`, { reason: 'spam' }, from(61))).status).toBe(404)
  })
})
