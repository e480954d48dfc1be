import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment } from '../helpers/desk.ts'
import { aProxy, type Spoiling, type TcpProxy } from '../helpers/proxy.ts'
import { aBody, aService, aSite, besides, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'
import { halves } from '../helpers/whole.ts'

/** A site where nobody decides: one that has taught its judge holds what no threshold lets through. */
const UNDECIDED = 'undecided'

let service: Service
let proxy: TcpProxy
/** The same service, whose way to the database can be cut. */
let cut: Awaited<ReturnType<typeof besides>>
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  await aSite(service.deps, { slug: UNDECIDED })
  const url = new URL(service.databaseUrl)
  proxy = await aProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  cut = await besides(service, { url: url.href })
})
afterAll(async () => {
  await cut.close()
  await proxy.close()
  await service.close()
})

type Call = () => Promise<Response>
/** A call through the cut way that changes one thing, and how often that was done. */
type Act = {
  readonly call: Call
  readonly done: () => Promise<number>
  /** Sent again after a lost answer it may say that it was done already. */
  readonly mayConflict?: true
}

const asModerator = () => service.as(service.moderator)
const count = async (build: Parameters<typeof service.deps.db.query>[0]) => {
  const [row] = (await service.deps.db.query(build)) as { n: number }[]
  return row?.n ?? 0
}

/** Another reader each time: a network whose comments were rejected is held. */
let readers = 0
const aReader = () => {
  readers += 1
  return { 'x-forwarded-for': `203.0.${readers >> 8}.${readers & 255}` }
}

/** A comment that readers see, with its path and its receipt as a header. */
async function aShownComment(article = 'bridge') {
  const { status, body } = await service.submit({}, { site: UNDECIDED, article }, aReader())
  expect(status).toBe(201)
  const { id } = body.comment
  return {
    id,
    path: `/v1/sites/${UNDECIDED}/comments/${id}`,
    receipt: { authorization: `Receipt ${body.receipt}` },
  }
}

const ACTS: readonly (readonly [string, () => Promise<Act>])[] = [
  [
    'a keyed submission',
    async () => {
      const body = aBody()
      const key = { 'idempotency-key': crypto.randomUUID() }
      return {
        call: async () => cut.call('POST', '/v1/sites/news/articles/bridge/comments', body, key),
        done: () =>
          count((sql) => sql`select count(*)::int as n from comments where text = ${body['text'] as string}`),
      }
    },
  ],
  [
    'a reply with a client-made id to an article that nobody has commented on since',
    async () => {
      const parent = await aShownComment('parent')
      const id = crypto.randomUUID().replace(/^(.{14})./, '$17')
      const body = aBody({ id, parentId: parent.id })
      return {
        call: async () => cut.call('POST', `/v1/sites/${UNDECIDED}/articles/parent/comments`, body),
        done: () => count((sql) => sql`select count(*)::int as n from comments where id = ${id}`),
      }
    },
  ],
  [
    'a decision',
    async () => {
      const { id } = await aHeldComment(service)
      const body = { action: 'reject', reason: 'spam', version: 1 }
      return {
        call: async () => cut.call('PUT', `/v1/review/comments/${id}/decision`, body, asModerator()),
        done: () => count((sql) => sql`select count(*)::int as n from decisions where comment_id = ${id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'decisions in bulk',
    async () => {
      const ids = [await aHeldComment(service), await aHeldComment(service)].map(({ id }) => id)
      const decisions = ids.map((id) => ({ id, action: 'approve', version: 1 }))
      return {
        call: async () => cut.call('POST', '/v1/review/decisions', { decisions }, asModerator()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int / 2 as n from decisions where comment_id = any(${ids}::uuid[])`,
          ),
      }
    },
  ],
  [
    'an undo',
    async () => {
      const { id } = await aHeldComment(service)
      const path = `/v1/review/comments/${id}/decision`
      const made = await service.call('PUT', path, { action: 'approve', version: 1 }, asModerator())
      const { decision } = (await made.json()) as { decision: { id: string } }
      return {
        call: async () =>
          cut.call('POST', `/v1/review/decisions/${decision.id}/undo`, undefined, asModerator()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from decisions where undoes = ${decision.id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'an edit',
    async () => {
      const { id, path, receipt } = await aShownComment()
      const { text } = aBody()
      return {
        call: async () => cut.call('PATCH', path, { text }, receipt),
        done: () => count((sql) => sql`select count(*)::int as n from revisions where comment_id = ${id}`),
      }
    },
  ],
  [
    'a withdrawal',
    async () => {
      const { id, path, receipt } = await aShownComment()
      return {
        call: async () => cut.call('DELETE', path, undefined, receipt),
        done: () =>
          count(
            (sql) =>
              sql`select count(*)::int as n from outbox where comment_id = ${id} and type = 'comment.withdrawn'`,
          ),
      }
    },
  ],
  [
    'a like',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      return {
        call: async () => cut.call('PUT', `${path}/like`, undefined, reader),
        done: () => count((sql) => sql`select count(*)::int as n from likes where comment_id = ${id}`),
      }
    },
  ],
  [
    'a like taken back',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      expect((await service.call('PUT', `${path}/like`, undefined, reader)).status).toBe(200)
      return {
        call: async () => cut.call('DELETE', `${path}/like`, undefined, reader),
        done: () => count((sql) => sql`select 1 - count(*)::int as n from likes where comment_id = ${id}`),
      }
    },
  ],
  [
    'a report and the event of it',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      return {
        call: async () => cut.call('POST', `${path}/reports`, { reason: 'abuse' }, reader),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from reports r
              join outbox o on o.comment_id = r.comment_id and o.type = 'comment.reported'
              where r.comment_id = ${id}`,
          ),
      }
    },
  ],
]

const SUCCESS: readonly number[] = [200, 201, 202, 204]
const WAYS: readonly Spoiling[] = ['lost-request', 'cut-answer']
const MAX = 60

describe.each(ACTS)('%s', (_, prepare) => {
  it.each(WAYS)(
    'whose n-th word to the database ends in a %s, for every n, is whole or was never made, and is done once when sent again',
    async (how) => {
      let n = 1
      for (; n < MAX; n += 1) {
        const act = await prepare()
        if (!(await isHit(act.call, n, how))) break
        expect(await halves(service.deps.db)).toEqual([])
        const final = act.mayConflict ? [...SUCCESS, 409] : SUCCESS
        await until(async () => final.includes((await act.call()).status))
        expect(await act.done()).toBe(1)
        expect(await halves(service.deps.db)).toEqual([])
      }
      expect(n).toBeGreaterThan(1)
      expect(n).toBeLessThan(MAX)
    },
  )
})

/** Makes the call with its n-th request to the database spoilt. False when it made fewer, and so was done. */
async function isHit(call: Call, n: number, how: Spoiling): Promise<boolean> {
  let requests = 0
  let wasHit = false
  void proxy.spoil(() => {
    requests += 1
    wasHit ||= requests === n
    return requests === n
  }, how)
  const response = await call()
  void proxy.spoil(() => false, how)
  await response.arrayBuffer()
  expect(wasHit ? [...SUCCESS, 503] : SUCCESS).toContain(response.status)
  if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
  return wasHit
}
