import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createEvents } from '../../src/threads/events.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
  await vi.waitFor(() => expect(service.deps.live.isListening()).toBe(true), soon)
})
afterAll(() => service.close())

const soon = { timeout: 10_000, interval: 5 }

it('ends with what is true when something is removed while a reader is told what was missed', async () => {
  const { db } = service.deps
  const reader = aReader(service)
  await reader.post('raced')
  const [heard] = await db.query(
    (sql) => sql<{ id: string }[]>`select id from outbox order by id desc limit 1`,
  )
  const id = await reader.post('raced')
  const late = Promise.withResolvers<void>()
  let [reads, isFound, isHeld] = [0, false, false]
  const query: typeof db.query = async (run) => {
    reads += 1
    const isFirst = reads === 1
    // Others may look meanwhile, where the database takes its time to find what was missed.
    const isLate = isFound && !isHeld
    isHeld ||= isLate
    const rows = await db.query(run)
    isFound ||= isFirst
    // What the missed comments looked like arrives after they changed.
    if (isLate) await late.promise
    return rows
  }
  const events = createEvents({ ...service.deps, db: { ...db, query } })
  const told: string[] = []
  const sink = { write: (chunk: Buffer) => void told.push(chunk.toString()), end: () => {}, waiting: () => 0 }
  const { site } = service
  events.watch({ site, articleKey: 'raced', bucket: '127.0.0.1', lastEventId: heard?.id }, sink)
  await vi.waitFor(() => expect(isHeld).toBe(true), soon)
  const decision = { action: 'reject', reason: 'spam', version: 1 }
  const path = `/v1/review/comments/${id}/decision`
  await service.call('PUT', path, decision, service.as(service.moderator))
  const removals = () => told.filter((text) => text.includes('event: removed'))
  await vi.waitFor(() => expect(removals()).toHaveLength(1), soon)
  late.resolve()
  await vi.waitFor(() => expect(removals()).toHaveLength(2), soon)
  expect(told.slice(told.indexOf(removals()[0] ?? '')).join('')).not.toContain(`"id":"${id}","parentId"`)
  events.close()
})
