import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { tellArticle } from '../../src/live.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, besides, listening, type Service } from '../helpers/service.ts'
import { articleStreams, type Heard } from '../helpers/stream.ts'

let service: Service
let reader: ReturnType<typeof aReader>
let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
  server = await listening(service)
  await vi.waitFor(() => expect(service.deps.live.isListening()).toBe(true), soon)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

const soon = { timeout: 10_000, interval: 5 }

const streamFrom = articleStreams(() => service)
const listen = (article: string, headers: Record<string, string> = {}, from = server) =>
  streamFrom(from, article, headers)

async function decide(id: string, action: 'approve' | 'reject') {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ version: number }[]>`select version from comments where id = ${id}`,
  )
  const body = { action, version: row?.version, ...(action === 'reject' && { reason: 'spam' }) }
  await service.call('PUT', `/v1/review/comments/${id}/decision`, body, service.as(service.moderator))
}

const idOf = ({ data }: Heard) =>
  (data as { comment?: { id: string }; id?: string }).comment?.id ?? (data as { id: string }).id
/** Of a reader who comes back: what it is told again from its last event on, the look back of a new watch may tell too. */
const distinct = (heard: readonly Heard[]) => [...new Set(heard.map(idOf))]

describe('an event stream', () => {
  it('brings what is approved and the count', async () => {
    const { heard, of, response } = await listen('live')
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/)
    expect(response.headers['cache-control']).toContain('no-transform')
    const id = await reader.post('live', { name: 'Ada', email: 'ada@private.example' })
    await vi.waitFor(() => expect(of('count').map(({ data }) => data)).toEqual([{ count: 1 }]), soon)
    expect(of('approved')[0]?.data).toMatchObject({ comment: { id, author: { name: 'Ada' }, replies: [] } })
    expect(JSON.stringify(heard)).not.toContain('private.example')
  })

  it('says nothing of what is held, and of held comments that are rejected', async () => {
    const { of } = await listen('quiet')
    const held = await service.submit(
      { text: 'See https://a.example/x and https://b.example/y please' },
      { article: 'quiet' },
    )
    expect(held.status).toBe(202)
    await decide(held.body.comment.id, 'reject')
    const shown = await reader.post('quiet')
    await vi.waitFor(() => expect(of('count').at(-1)?.data).toEqual({ count: 1 }), soon)
    expect(of('approved').map(idOf)).toEqual([shown])
    expect(of('removed')).toEqual([])
  })

  it('says nothing of a report, and does not send the branch below what is reported once more', async () => {
    const { of } = await listen('reported')
    const parent = await reader.post('reported')
    // What is below a comment that is new is told with it, and may be told again.
    await vi.waitFor(() => expect(of('approved')).toHaveLength(1), soon)
    const reply = await reader.post('reported', { parentId: parent })
    await vi.waitFor(() => expect(of('approved')).toHaveLength(2), soon)
    await service.call('POST', `/v1/sites/news/comments/${parent}/reports`, { reason: 'abuse' })
    const next = await reader.post('reported')
    await vi.waitFor(() => expect(of('count').at(-1)?.data).toEqual({ count: 3 }), soon)
    expect(of('approved').map(idOf)).toEqual([parent, reply, next])
  })

  it('tells of a pick, and that it was taken back', async () => {
    const { of } = await listen('picked')
    const id = await reader.post('picked')
    await vi.waitFor(() => expect(of('approved')).toHaveLength(1), soon)
    const as = service.as(service.moderator)
    for (const [method, told] of [
      ['PUT', true],
      ['DELETE', false],
    ] as const) {
      const before = of('approved').length
      await service.call(method, `/v1/review/comments/${id}/pick`, undefined, as)
      await vi.waitFor(() => expect(of('approved').length).toBe(before + 1), soon)
      expect(of('approved').at(-1)).toMatchObject({ data: { comment: { id } } })
      expect(JSON.stringify(of('approved').at(-1)).includes('"picked":true')).toBe(told)
    }
  })

  it('tells that the article was closed and opened again, also to who was cut off or comes from an older page', async () => {
    const turn = (open: boolean) =>
      service.call('PUT', '/v1/review/articles/shut?site=news', { open }, service.as(service.moderator))
    await reader.post('shut')
    const { of } = await listen('shut')
    await vi.waitFor(() => expect(of('approved')).toHaveLength(1), soon)
    await turn(false)
    await vi.waitFor(() => expect(of('article').map(({ data }) => data)).toEqual([{ open: false }]), soon)
    const cut = await listen('shut', { 'last-event-id': String(of('approved')[0]?.id) })
    await vi.waitFor(() => expect(cut.of('article').at(-1)?.data).toEqual({ open: false }), soon)
    const late = await listen('shut')
    await vi.waitFor(() => expect(late.of('article').at(-1)?.data).toEqual({ open: false }), soon)
    await turn(true)
    for (const { of: told } of [{ of }, cut, late]) {
      await vi.waitFor(() => expect(told('article').at(-1)?.data).toEqual({ open: true }), soon)
    }
    expect(of('approved')).toHaveLength(1)
  })

  it('does not send the branch below a comment once more when a moderator keeps it', async () => {
    const { of } = await listen('kept')
    const parent = await reader.post('kept')
    await vi.waitFor(() => expect(of('approved').map(idOf)).toEqual([parent]), soon)
    const reply = await reader.post('kept', { parentId: parent })
    await vi.waitFor(() => expect(of('approved').map(idOf)).toEqual([parent, reply]), soon)
    await decide(parent, 'approve')
    const next = await reader.post('kept')
    await vi.waitFor(() => expect(of('count').at(-1)?.data).toEqual({ count: 3 }), soon)
    expect(of('approved').slice(2).map(idOf)).toEqual([parent, next])
  })

  it('names a reply that went with its parent and was withdrawn before anybody was told', async () => {
    const parent = await reader.post('both')
    const { status, body } = await service.submit({ parentId: parent }, { article: 'both' })
    expect(status).toBe(201)
    const reply = body.comment.id
    const first = await listen('both')
    const marker = await reader.post('both')
    await vi.waitFor(() => expect(first.of('approved').map(idOf)).toContain(marker), soon)
    const last = first.of('approved').at(-1)?.id ?? ''
    first.response.destroy()
    await vi.waitFor(() => expect(service.reading.events.size()).toBe(0), soon)
    await decide(parent, 'reject')
    await service.call('DELETE', `/v1/sites/news/comments/${reply}`, undefined, {
      authorization: `Receipt ${body.receipt}`,
    })
    const second = await listen('both', { 'last-event-id': last })
    await vi.waitFor(() => expect(distinct(second.of('removed'))).toEqual([parent, reply]), soon)
  })

  it('brings the count that an import changes', async () => {
    const { of } = await listen('taken-over')
    const line = {
      type: 'comment',
      id: crypto.randomUUID(),
      article: 'taken-over',
      status: 'approved',
      name: 'Ada',
      text: 'From the old system.',
      createdAt: '2024-05-01T10:00:00Z',
    }
    const path = '/v1/admin/sites/news/import?format=postbag'
    const answer = await service.call('POST', path, JSON.stringify(line), service.as(service.admin))
    expect(await answer.json()).toMatchObject({ stored: 1 })
    await vi.waitFor(() => expect(of('count').map(({ data }) => data)).toEqual([{ count: 1 }]), soon)
  })

  it('brings the count also where the change was there before it was heard of', async () => {
    await service.deps.db.query(
      (sql) => sql`
      insert into articles (site_id, id, key, comment_count)
      values (${service.site.id}, gen_random_uuid(), 'unheard', 1)`,
    )
    const { of } = await listen('unheard')
    const later = await listen('heard')
    await reader.post('heard')
    await vi.waitFor(() => expect(later.of('count')).toHaveLength(1), soon)
    expect(of('count')).toEqual([])
    tellArticle(service.deps.live, { siteId: service.site.id, articleKey: 'unheard', isRemoval: false })
    await vi.waitFor(() => expect(of('count').map(({ data }) => data)).toEqual([{ count: 1 }]), soon)
  })

  it('brings a held comment when a moderator approves it', async () => {
    const { of } = await listen('late')
    const held = await service.submit(
      { text: 'See https://a.example/x and https://b.example/y please' },
      { article: 'late' },
    )
    await decide(held.body.comment.id, 'approve')
    await vi.waitFor(() => expect(of('approved').map(idOf)).toEqual([held.body.comment.id]), soon)
  })

  it('names what is removed, with the replies that go with it, and brings them back after an undo', async () => {
    const parent = await reader.post('gone')
    const reply = await reader.post('gone', { parentId: parent })
    const { of } = await listen('gone')
    // The first look, in whose middle this is removed, would tell some of it twice.
    await vi.waitFor(() => expect(of('approved').map(idOf)).toEqual([parent, reply]), soon)
    await decide(parent, 'reject')
    await vi.waitFor(() => expect(of('removed').map(idOf)).toEqual([parent, reply]), soon)
    expect(of('count').at(-1)?.data).toEqual({ count: 0 })
    await decide(parent, 'approve')
    await vi.waitFor(() => expect(of('count').at(-1)?.data).toEqual({ count: 2 }), soon)
    expect(of('approved').slice(-2).map(idOf)).toEqual([parent, reply])
  })

  it('hears of what another process did, and only of its own article', async () => {
    const other = await besides(service)
    const { of } = await listen('here')
    const elsewhere = await listen('there')
    const id = await aReader(other).post('here')
    await vi.waitFor(() => expect(of('approved').map(idOf)).toEqual([id]), soon)
    expect(elsewhere.of('approved')).toEqual([])
    await other.close()
  })

  it('goes on where a reader was cut off', async () => {
    const first = await listen('again')
    await reader.post('again')
    await vi.waitFor(() => expect(first.of('count')).toHaveLength(1), soon)
    const last = first.of('count')[0]?.id ?? ''
    first.response.destroy()
    await vi.waitFor(() => expect(service.reading.events.size()).toBe(0), soon)
    const missed = await reader.post('again')
    // Long enough ago for a new stream not to hear of it by itself.
    await service.deps.db.query(
      (sql) => sql`
      update outbox set id = overlay(id::text placing left(${last}, 13) from 1 for 13)::uuid
      where comment_id = ${missed}`,
    )
    const second = await listen('again', { 'last-event-id': last })
    await vi.waitFor(() => expect(second.of('approved').map(idOf)).toContain(missed), soon)
  })

  it('goes on where a reader was cut off before anything happened', async () => {
    const first = await listen('silent')
    await vi.waitFor(() => expect(first.of('id')).toHaveLength(1), soon)
    const start = first.of('id')[0]?.id ?? ''
    first.response.destroy()
    await vi.waitFor(() => expect(service.reading.events.size()).toBe(0), soon)
    const missed = await reader.post('silent')
    const second = await listen('silent', { 'last-event-id': start })
    await vi.waitFor(() => expect(distinct(second.of('approved'))).toEqual([missed]), soon)
  })

  it.each([
    ['nonsense', "'; drop table comments; --"],
    ['a number', '12'],
    ['another kind of id', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ])('with %s for a last event is told to read anew, and goes on', async (_, lastEventId) => {
    const { of } = await listen('odd', { 'last-event-id': lastEventId })
    await vi.waitFor(() => expect(of('reset')).toHaveLength(1), soon)
    const id = await reader.post('odd')
    await vi.waitFor(() => expect(of('approved').map(idOf)).toContain(id), soon)
  })

  it('from long ago is told to read the thread anew', async () => {
    const { of } = await listen('old', { 'last-event-id': '01890000-0000-7000-8000-000000000000' })
    await vi.waitFor(() => expect(of('reset')).toHaveLength(1), soon)
  })
})
