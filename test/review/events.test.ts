import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upsertPerson } from '../../src/tokens/people.ts'
import { aHeldComment, aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, besides, listening, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let server: Awaited<ReturnType<typeof listening>>
let mo: Holder
beforeAll(async () => {
  service = await aService()
  server = await listening(service)
  mo = asHolder(service, service.moderator)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

type Heard = { readonly event: string; readonly data: Record<string, unknown> }

/** An open stream: what it has said, and a wait for the next event of a kind. */
const aStream = async (headers: Record<string, string>, query = '', { url } = server) => {
  const abort = new AbortController()
  const response = await fetch(`${url}/v1/review/events${query}`, { headers, signal: abort.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (kind: string): Promise<Heard | 'ended'> => {
    for (;;) {
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const [index, block] of blocks.entries()) {
        const event = /^event: (.+)$/m.exec(block)?.[1]
        if (event !== kind) continue
        text = [...blocks.slice(index + 1), text].join('\n\n')
        return { event, data: JSON.parse(/^data: (.+)$/m.exec(block)?.[1] ?? '{}') }
      }
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
      if (done) return 'ended'
      text += value
    }
  }
  while (!text.includes('retry:')) text += (await reader?.read())?.value ?? ''
  return { response, next, close: () => abort.abort() }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A colleague with a long name decides on comments. */
const decideMuch = (times: number) => {
  const [siteId, id] = [service.site.id, randomUUIDv7()]
  const message = ['decided', siteId, id, 'approved', 2, id, 'Mo '.repeat(2_000)]
  for (let n = 0; n < times; n += 1) service.deps.live.tell(message)
}

/** A session at the desk, as the headers of its page's requests. */
async function signedIn(secret: string): Promise<Record<string, string>> {
  const page = { origin: server.url, 'sec-fetch-site': 'same-origin' }
  const answer = await fetch(`${server.url}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...page },
    body: JSON.stringify({ token: secret }),
  })
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', ...page }
}

describe('the event stream', () => {
  it('tells a console what colleagues do, and nothing a reader wrote', async () => {
    const site = (await aSite(service.deps)).slug
    const stream = await aStream(bearer(service.moderator), `?site=${site}`)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform')
    const { id } = await aHeldComment(service, {}, { site })
    expect(await stream.next('queue')).toEqual({ event: 'queue', data: { site } })
    await mo('POST', '/v1/review/claims', { site, count: 1 })
    expect(await stream.next('claimed')).toMatchObject({
      data: { site, commentIds: [id], moderator: 'Mo Derator', expiresAt: expect.stringMatching(/\dZ$/) },
    })
    await mo('PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version: 1 })
    expect(await stream.next('decided')).toMatchObject({
      data: { site, commentId: id, status: 'approved', version: 2, moderator: 'Mo Derator' },
    })
    stream.close()
  })

  it('says nothing of other sites', async () => {
    const [mine, other] = [await aSite(service.deps), await aSite(service.deps)]
    const { secret } = await aModerator(service, { siteIds: [mine.id] })
    const stream = await aStream(bearer(secret))
    await aHeldComment(service, {}, { site: other.slug })
    await aHeldComment(service, {}, { site: mine.slug })
    expect(await stream.next('queue')).toEqual({ event: 'queue', data: { site: mine.slug } })
    stream.close()
  })

  it('tells every console that may see it of a site just made and of its comments, in every process', async () => {
    const far = await besides(service)
    const farServer = await listening(far)
    const [one, other] = [await aModerator(service), await aModerator(service)]
    const limited = await aModerator(service, { siteIds: [service.site.id] })
    const told = [await aStream(bearer(one.secret)), await aStream(bearer(other.secret), '', farServer)]
    const untold = [await aStream(bearer(limited.secret)), await aStream(bearer(one.secret), '?site=news')]
    const made = { slug: 'just-made', name: 'Just made', origins: ['https://new.example'] }
    expect((await asHolder(service, service.admin)('POST', '/v1/admin/sites', made)).status).toBe(201)
    const ofIt = { event: 'queue', data: { site: 'just-made' } }
    for (const stream of told) expect(await stream.next('queue')).toEqual(ofIt)
    const { id } = await aHeldComment(service, {}, { site: 'just-made' })
    for (const stream of told) expect(await stream.next('queue')).toEqual(ofIt)
    await mo('PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version: 1 })
    for (const stream of told)
      expect(await stream.next('decided')).toMatchObject({ data: { site: 'just-made', commentId: id } })
    await aHeldComment(service)
    for (const stream of untold)
      expect(await stream.next('queue')).toEqual({ event: 'queue', data: { site: 'news' } })
    for (const { close } of [...told, ...untold]) close()
    await farServer.close()
    await far.close()
  })

  it('tells of a site that was made while nothing was heard', async () => {
    const { secret } = await aModerator(service)
    const stream = await aStream(bearer(secret))
    const { id } = service.site
    await service.deps.db.query(
      (sql) => sql`
      with made as (
        insert into sites (id, slug, name, origins) values (${randomUUIDv7()}, 'unheard', 'Unheard', '{}') returning id
      ) insert into policies (site_id, version, policy, created_by)
      select made.id, 1, p.policy, 'test' from made, policies p where p.site_id = ${id}`,
    )
    await service.deps.db.query(
      (sql) => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'postbag listen'`,
    )
    expect(await stream.next('reset')).toMatchObject({ event: 'reset' })
    await aHeldComment(service, {}, { site: 'unheard' })
    expect(await stream.next('queue')).toEqual({ event: 'queue', data: { site: 'unheard' } })
    stream.close()
  })

  it('is one of twenty at most of the same moderator, and takes no place of others', async () => {
    const [greedy, other] = [await aModerator(service), await aModerator(service)]
    const streams = await Promise.all(Array.from({ length: 20 }, () => aStream(bearer(greedy.secret))))
    const further = await fetch(`${server.url}/v1/review/events`, { headers: bearer(greedy.secret) })
    expect(further.status).toBe(503)
    expect(further.headers.get('retry-after')).toBe('30')
    const stream = await aStream(bearer(other.secret))
    expect(stream.response.status).toBe(200)
    for (const { close } of [...streams, stream]) close()
  })

  it('is none for who asks for its head alone, however often', async () => {
    const { secret } = await aModerator(service)
    const ask = async (method: string) => {
      const abort = new AbortController()
      const path = `${server.url}/v1/review/events`
      const { status } = await fetch(path, { method, headers: service.as(secret), signal: abort.signal })
      abort.abort()
      return status
    }
    for (let times = 0; times < 20; times += 1) expect(await ask('HEAD')).toBe(200)
    expect(await ask('GET')).toBe(200)
  })

  it('ends when its token is revoked', async () => {
    const { id, secret } = await aModerator(service)
    const stream = await aStream(bearer(secret))
    await asHolder(service, service.admin)('DELETE', `/v1/admin/tokens/${id}`)
    expect(await stream.next('never')).toBe('ended')
    expect((await fetch(`${server.url}/v1/review/queue`, { headers: bearer(secret) })).status).toBe(401)
  })

  it('ends when the newsroom’s login takes a site away from whoever hears it', async () => {
    const [kept, lost] = [await aSite(service.deps), await aSite(service.deps)]
    const { id, secret } = await aModerator(service, { siteIds: [kept.id, lost.id] })
    const stream = await aStream(await signedIn(secret))
    await service.deps.db.query((sql) => sql`update tokens set site_ids = ${[kept.id]} where id = ${id}`)
    expect(await stream.next('never')).toBe('ended')
  })

  it('ends at once when the newsroom’s login gives its moderator another site, and not when it gives the same', async () => {
    const [had, given] = [await aSite(service.deps), await aSite(service.deps)]
    const { id, secret } = await aModerator(service, { siteIds: [had.id] })
    const stream = await aStream(await signedIn(secret))
    const openedAt = performance.now()
    const person = {
      issuer: 'https://login.example',
      subject: id,
      name: 'Nora Night',
      role: 'moderator',
    } as const
    await service.deps.db.query(
      (sql) =>
        sql`update tokens set hash = null, issuer = ${person.issuer}, subject = ${id} where id = ${id}`,
    )
    expect(await upsertPerson(service.deps.db, { ...person, siteIds: [had.id] })).toEqual({
      id,
      name: 'Nora Night',
      role: 'moderator',
      siteIds: [had.id],
    })
    await aHeldComment(service, {}, { site: had.slug })
    expect(await stream.next('queue')).toEqual({ event: 'queue', data: { site: had.slug } })
    await upsertPerson(service.deps.db, { ...person, siteIds: [had.id, given.id] })
    expect(await stream.next('never')).toBe('ended')
    // By itself a stream looks at its session every four seconds only.
    expect(performance.now() - openedAt).toBeLessThan(4_000)
  })

  it('ends with the sessions it relies on', async () => {
    const { secret } = await aModerator(service)
    const session = await signedIn(secret)
    const stream = await aStream(session)
    const byToken = await aStream(bearer(secret))
    expect(stream.response.status).toBe(200)
    const out = await fetch(`${server.url}/console/sessions`, {
      method: 'DELETE',
      headers: session,
    })
    expect(out.status).toBe(204)
    expect(await stream.next('never')).toBe('ended')
    await aHeldComment(service)
    expect(await byToken.next('queue')).toMatchObject({ event: 'queue' })
    byToken.close()
  })

  it('of a console that takes nothing is ended and gives its place back', async () => {
    const { secret } = await aModerator(service)
    const stalled = await Promise.all(Array.from({ length: 20 }, () => aStream(bearer(secret))))
    const another = () => fetch(`${server.url}/v1/review/events`, { headers: bearer(secret) })
    expect((await another()).status).toBe(503)
    const opened = await until(async () => {
      decideMuch(20)
      const response = await another()
      return response.status === 200 && response
    })
    await opened.body?.cancel()
    for (const { close } of stalled) close()
  })

  it('ends when its token runs out, however much happens meanwhile', async () => {
    const { id, secret } = await aModerator(service)
    const stream = await aStream(bearer(secret))
    await service.deps.db.query((sql) => sql`update tokens set expires_at = now() where id = ${id}`)
    const ended = stream.next('never')
    await until(() => {
      decideMuch(1)
      return Promise.race([ended, false])
    })
  })
})
