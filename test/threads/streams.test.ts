import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { asHolder, decideNow } from '../helpers/desk.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, besides, listening, type Service } from '../helpers/service.ts'
import { articleStreams } from '../helpers/stream.ts'

/* How many event streams there may be, and how they end. */

let service: Service
let server: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  service = await aService({ env: { EVENT_STREAMS: '20' } })
  server = await listening(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

const soon = { timeout: 10_000, interval: 5 }
const approve = (id: string) => decideNow(asHolder(service, service.moderator), id, 'approve')

const streamFrom = articleStreams(() => service)
const listen = (article: string, from = server) => streamFrom(from, article)

it('past the cap are told to come back later, with a status that a browser does not give up on', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen('full')))
  expect(streams.every(({ isOver }) => !isOver())).toBe(true)
  const { response, isOver, of } = await listen('full')
  expect(response.statusCode).toBe(200)
  await vi.waitFor(() => expect(isOver()).toBe(true), soon)
  expect(of('retry')[0]?.data).toBeGreaterThanOrEqual(60_000)
})

it('are told to come back, and end, when the service stops', async () => {
  const other = await besides(service)
  const there = await listening(other)
  const { of, isOver } = await listen('stop', there)
  other.reading.close()
  await vi.waitFor(() => expect(isOver()).toBe(true), soon)
  expect(of('retry').length).toBe(2)
  await there.close()
  await other.close()
})

it('of a reader who takes nothing are ended', async () => {
  let waiting = 0
  const ended = Promise.withResolvers<void>()
  const sink = {
    write: (chunk: Buffer) => {
      waiting += chunk.length
    },
    waiting: () => waiting,
    end: () => ended.resolve(),
  }
  const { site } = service
  service.reading.events.watch({ site, articleKey: 'slow', bucket: 'b', lastEventId: undefined }, sink)
  const text = 'A long word. '.repeat(380)
  for (let i = 0; service.reading.events.size() > 0 && i < 50; i += 1) {
    const { status, body } = await service.submit({ text: `${i} ${text}` }, { article: 'slow' })
    if (status === 202) await approve(body.comment.id)
  }
  await ended.promise
  expect(service.reading.events.size()).toBe(0)
})

it('come through the framework too', async () => {
  const reader = aReader(service)
  const response = await reader.get('articles/framework/events')
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const id = await reader.post('framework')
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString()
    if (text.includes('event: count')) break
  }
  expect(text).toContain(id)
  expect(text).toMatch(/^retry: \d+\n\n/)
})
