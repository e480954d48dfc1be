import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createEvents, type ThreadEvents } from '../../src/threads/events.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
  await vi.waitFor(() => expect(service.deps.live.isListening()).toBe(true), soon)
})
afterAll(() => service.close())

const soon = { timeout: 10_000, interval: 5 }

const opened: ThreadEvents[] = []
afterEach(() => {
  for (const events of opened.splice(0)) events.close()
})

/** The streams of a process whose first so many looks at the database fail. */
function someEvents(failing = 0): ThreadEvents & { looks(): number } {
  const { db } = service.deps
  let looks = 0
  const query: typeof db.query = (run) => {
    looks += 1
    return looks <= failing ? Promise.reject(new Error('The connection is gone.')) : db.query(run)
  }
  const events = createEvents({ ...service.deps, db: { ...db, query } })
  opened.push(events)
  return { ...events, looks: () => looks }
}

/** One more stream, and what it was told so far. */
function watch(events: ThreadEvents, articleKey: string, lastEventId?: string) {
  const told: string[] = []
  let isOver = false
  const end = () => {
    isOver = true
  }
  const sink = { write: (chunk: Buffer) => void told.push(chunk.toString()), end, waiting: () => 0 }
  events.watch({ site: service.site, articleKey, bucket: '127.0.0.1', lastEventId }, sink)
  return { text: () => told.join(''), isOver: () => isOver }
}

/** Answers that come all at once, without an event of their own. */
async function importAnswers(article: string, parentId: string, count: number): Promise<void> {
  const line = (_: unknown, i: number) =>
    JSON.stringify({
      type: 'comment',
      id: crypto.randomUUID(),
      parentId,
      article,
      status: 'approved',
      name: 'Ada',
      text: `Answer ${i}.`,
      createdAt: '2024-05-01T10:00:00Z',
    })
  const lines = Array.from({ length: count }, line).join('\n')
  const as = service.as(service.admin)
  const answer = await service.call('POST', '/v1/admin/sites/news/import?format=postbag', lines, as)
  expect(await answer.json()).toMatchObject({ stored: count })
}

it('tells whoever begins to watch, first or later, what happened while their page was on the way', async () => {
  const id = await reader.post('on-the-way')
  const events = someEvents()
  const first = watch(events, 'on-the-way')
  await vi.waitFor(() => expect(first.text()).toContain(`"id":"${id}"`), soon)
  expect(watch(events, 'on-the-way').text()).toContain(`"id":"${id}"`)
})

it('tells whoever begins to watch later no words that were taken from readers meanwhile', async () => {
  const events = someEvents()
  const first = watch(events, 'taken')
  const kept = await reader.post('taken', { text: 'This one stays.' })
  const gone = await reader.post('taken', { text: 'This one goes.' })
  await vi.waitFor(() => expect(first.text()).toContain('This one goes.'), soon)
  const decision = { action: 'reject', reason: 'spam', version: 1 }
  await service.call('PUT', `/v1/review/comments/${gone}/decision`, decision, service.as(service.moderator))
  await vi.waitFor(() => expect(first.text()).toContain('event: removed'), soon)
  const later = watch(events, 'taken').text()
  expect(later).toContain(`"id":"${kept}"`)
  expect(later).toContain(`event: removed\ndata: {"id":"${gone}"}`)
  expect(later).not.toContain('This one goes.')
})

it('says nothing to the first who watches where nothing happened', async () => {
  const events = someEvents()
  const { text } = watch(events, 'quiet')
  await vi.waitFor(() => expect(events.looks()).toBe(1), soon)
  const id = await reader.post('quiet')
  await vi.waitFor(() => expect(text()).toContain(`"id":"${id}"`), soon)
  expect(text()).not.toContain('"count":0')
})

it('looks again after a look that failed, though nothing else happens', async () => {
  const events = someEvents(1)
  const { text } = watch(events, 'failed')
  const id = await reader.post('failed')
  await vi.waitFor(() => expect(text()).toContain(`"id":"${id}"`), soon)
})

it('ends the stream of a reader who could not be told what was missed, for them to come back', async () => {
  await reader.post('missed')
  const [last] = await service.deps.db.query(
    (sql) => sql<{ id: string }[]>`select id from outbox order by id desc limit 1`,
  )
  const { isOver } = watch(someEvents(1), 'missed', last?.id)
  await vi.waitFor(() => expect(isOver()).toBe(true), soon)
})

it('tells a reader who is cut off within what goes at once all of it again', async () => {
  const parent = await reader.post('cut-off')
  await importAnswers('cut-off', parent, 2)
  const events = someEvents()
  const { text } = watch(events, 'cut-off')
  await vi.waitFor(() => expect(text()).toContain('"count":3'), soon)
  const decision = { action: 'reject', reason: 'spam', version: 1 }
  await service.call('PUT', `/v1/review/comments/${parent}/decision`, decision, service.as(service.moderator))
  await vi.waitFor(() => expect(text().match(/event: removed/g)).toHaveLength(3), soon)
  const [, lastHeard] = /id: (\S+)\nevent: removed/.exec(text()) ?? []
  const back = watch(events, 'cut-off', lastHeard)
  await vi.waitFor(() => expect(back.text().match(/event: removed/g)).toHaveLength(3), soon)
})

it('has the thread read anew when more comments changed than are told one by one', async () => {
  const parent = await reader.post('many')
  await importAnswers('many', parent, 501)
  const { text } = watch(someEvents(), 'many')
  await vi.waitFor(() => expect(text()).toContain('"count":502'), soon)
  const decision = { action: 'reject', reason: 'spam', version: 1 }
  await service.call('PUT', `/v1/review/comments/${parent}/decision`, decision, service.as(service.moderator))
  await vi.waitFor(() => expect(text()).toMatch(/event: reset\n.*"count":0\}/s), soon)
})
