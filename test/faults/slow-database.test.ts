import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, by } from '../helpers/author.ts'
import { aHeldComment } from '../helpers/desk.ts'
import { aProxy, type TcpProxy } from '../helpers/proxy.ts'
import { aBody, aService, besides, listening, type Service, words } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

/** A new statement asks twice, so it takes a second: less than one may, and a few of them more than a request may. */
const EACH_WAY_MS = 250

let service: Service
let proxy: TcpProxy
/** Another process, that knows nothing yet, on a way of its own to the database. */
let far: Awaited<ReturnType<typeof besides>>
let socket: Awaited<ReturnType<typeof listening>>
beforeAll(async () => {
  service = await aService()
  const url = new URL(service.databaseUrl)
  proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  far = await besides(service, { url: url.href })
  socket = await listening(far)
})
afterAll(async () => {
  await socket.close()
  await far.close()
  await proxy.close()
  await service.close()
})

/** Connects as often as this process may: a new connection asks many times. */
async function connected(): Promise<void> {
  const { max } = far.deps.db.stats()
  await Promise.all(Array.from({ length: max }, () => far.deps.db.query((sql) => sql`select pg_sleep(1)`)))
}

async function timed(asked: Response | Promise<Response>) {
  const began = performance.now()
  const { status } = await asked
  return { status, ms: performance.now() - began }
}

it('keeps nobody waiting for the sum of its answers, and what was refused can be sent again', async () => {
  const written = await service.submit()
  const [held, other] = [await aHeldComment(service), await aHeldComment(service)]
  const articles = '/v1/sites/news/articles'
  const comment = aBody()
  const key = { 'idempotency-key': words() }
  const send = () => far.call('POST', `${articles}/bridge/comments`, comment, key)
  const edit = () =>
    far.call('PATCH', at(written.body.comment.id), { text: words() }, by(written.body.receipt))
  const asMo = far.as(service.moderator)
  const decide = (id: string) =>
    far.call('PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version: 1 }, asMo)

  await connected()
  proxy.slow(EACH_WAY_MS)
  const outcomes = await Promise.all([
    timed(send()),
    timed(edit()),
    timed(decide(held.id)),
    timed(far.call('POST', '/v1/review/claims', { count: 1 }, asMo)),
    timed(far.call('POST', `/v1/review/comments/${other.id}/notes`, { text: 'Hm.' }, asMo)),
    timed(far.call('GET', '/v1/review/queue', undefined, asMo)),
    timed(far.call('GET', '/readyz')),
    timed(far.call('GET', '/metrics')),
    timed(fetch(`${socket.url}${articles}/bridge/comments`)),
    timed(fetch(`${socket.url}${articles}/harbour/feed.atom`)),
  ])
  proxy.heal()
  expect(outcomes.filter(({ ms }) => ms >= 3_000)).toEqual([])
  expect(outcomes.map(({ status }) => status).filter((status) => status >= 300 && status !== 503)).toEqual([])
  expect(outcomes[0]?.status).toBe(503)

  const again = await until(async () => {
    const answer = await send()
    return answer.status !== 503 && answer
  })
  expect([201, 202]).toContain(again.status)
  const stored = await service.deps.db.query(
    (sql) => sql`select from comments where text = ${String(comment['text'])}`,
  )
  expect(stored).toHaveLength(1)
})
